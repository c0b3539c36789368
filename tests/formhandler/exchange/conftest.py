"""The register's fixtures, for files of cards."""

from pathlib import Path

import pytest

from record import Record
from tests.formhandler.register import made
from tests.registered import registered


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """Of a trader that keeps a register."""
    return made.record_of(tmp_path_factory.mktemp("registered"))


@pytest.fixture(scope="session")
def record_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file, for a whole app."""
    return registered(tmp_path_factory.mktemp("registered-file")) / "record.toml"
