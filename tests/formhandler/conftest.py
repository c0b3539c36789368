"""Real databases, a real vault and a real mail server for the handler's tests."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from formhandler import db
from formhandler.config import Config
from formhandler.schema import metadata
from formhandler.vault import slots
from formhandler.writer import Writer
from tests.formhandler.app import Visitor, close, config, ready
from tests.formhandler.mailserver import MailServer
from tests.formhandler.postgres import Server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, started when the first test asks for one (0.7 s)."""
    with Server() as server:
        yield server


@pytest.fixture
def postgresql_url(postgres: Server) -> str:
    """An empty PostgreSQL database."""
    postgres.empty()
    return postgres.url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return db.sqlite_url(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database: the test runs once on each kind."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A database with its tables, on each kind (test_db.py proves that migrations make the same)."""
    engine = db.connect(url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    """The one that writes to `engine`."""
    writer = Writer(engine)
    yield writer
    writer.close()


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A data folder with a managed vault."""
    slots.create(tmp_path, now=datetime(2026, 3, 1, 12, tzinfo=UTC))
    return tmp_path


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    """A mail server that takes everything until it is told otherwise."""
    with MailServer() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, site: Path, record_file: Path) -> Config:
    """The example trader's handler, with its data in a folder of the test's own."""
    return config(tmp_path / "var", site, record_file)


@pytest.fixture
def app(settings: Config) -> Iterator[Flask]:
    """The whole app on a real database, with a managed key."""
    app = ready(settings)
    yield app
    close(app)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody with a browser."""
    return Visitor(app.test_client())
