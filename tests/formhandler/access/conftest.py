"""The whole app of a trader that keeps a register."""

import pytest

from tests import sites
from tests.formhandler.app import close, config, ready
from tests.registered import registered


@pytest.fixture(scope="session")
def registered_file(tmp_path_factory):
    return registered(tmp_path_factory.mktemp("registered-file")) / "record.toml"


@pytest.fixture
def app(tmp_path, site, registered_file):
    app = ready(config(tmp_path / "var", site, registered_file))
    yield app
    close(app)


@pytest.fixture(scope="session")
def registered_site(registered_file):
    """The trader's site, whose form takes messages."""
    return sites.built(registered_file.parent, registered_file.parent.parent / "output", "--publish")


@pytest.fixture
def open_app(tmp_path, registered_site, registered_file):
    """The same app with its form open."""
    app = ready(config(tmp_path / "open", registered_site, registered_file))
    yield app
    close(app)
