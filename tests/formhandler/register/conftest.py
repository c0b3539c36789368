"""A database that knows a key, and the record of a trader that keeps a register."""

from pathlib import Path

import pytest

from formhandler.vault import keys
from formhandler.writer import Writer
from record import Record
from tests.formhandler.register import made


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return made.record_of(tmp_path_factory.mktemp("registered"))


@pytest.fixture
def desk(writer: Writer) -> Writer:
    """The writer of a database that is sealed to the tests' key."""
    writer.submit(lambda db: keys.remember(db, made.KEY.public, now=made.NOW))
    return writer


@pytest.fixture(scope="session")
def registered_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file, for a whole app."""
    from tests.registered import registered

    return registered(tmp_path_factory.mktemp("registered-file")) / "record.toml"
