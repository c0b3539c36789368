"""A handler whose record declares marketing, on each kind of database, and a link that went out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.formhandler.app import close, config, ready
from tests.formhandler.unsubscribing import made
from tests.registered import registered


@pytest.fixture(scope="session")
def marketing_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of a trader that keeps a register."""
    return registered(tmp_path_factory.mktemp("marketing")) / "record.toml"


@pytest.fixture
def app(url: str, tmp_path: Path, marketing_record: Path) -> Iterator[Flask]:
    """The whole app of that trader; no site is built of it."""
    record = marketing_record
    app = ready(config(tmp_path / "var", tmp_path / "no-site", record, DATABASE_URL=url))
    yield app
    close(app)


@pytest.fixture
def card(app: Flask) -> str:
    """Maija's card, made by the owner's side."""
    return made.card(app)


@pytest.fixture
def token(app: Flask, card: str) -> str:
    """The random part of the link in a mail to Maija."""
    return made.link(app, card)
