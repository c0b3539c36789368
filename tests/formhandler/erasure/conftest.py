"""A database that knows a key, and the record of a trader that keeps a register."""

import pytest

from formhandler.vault import keys
from tests import sites
from tests.formhandler.app import close, config, ready
from tests.formhandler.register import made
from tests.registered import registered


@pytest.fixture(scope="session")
def record(tmp_path_factory):
    return made.record_of(tmp_path_factory.mktemp("registered"))


@pytest.fixture
def desk(writer):
    """The writer of a database that is sealed to the tests' key."""
    writer.submit(lambda db: keys.remember(db, made.KEY.public, now=made.NOW))
    return writer


@pytest.fixture(scope="session")
def registered_file(tmp_path_factory):
    return registered(tmp_path_factory.mktemp("registered-file")) / "record.toml"


@pytest.fixture
def app(tmp_path, site, registered_file):
    app = ready(config(tmp_path / "var", site, registered_file))
    yield app
    close(app)


@pytest.fixture
def open_app(tmp_path, registered_file):
    """The same with its form open: a site that was built from that record."""
    built = sites.built(registered_file.parent, tmp_path / "output", "--publish")
    app = ready(config(tmp_path / "open", built, registered_file))
    yield app
    close(app)
