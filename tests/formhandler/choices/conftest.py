"""A handler whose record asks, and a browser that answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from formhandler.config import Config
from tests import sites
from tests.consenting import ANALYTICS, consenting
from tests.formhandler.app import close, config, ready
from tests.formhandler.choices.chooser import Chooser


@pytest.fixture(scope="session")
def asking_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example trader's record with two categories that wait for consent."""
    folder = tmp_path_factory.mktemp("asking")
    return consenting(folder, google_analytics=ANALYTICS, youtube=True) / "record.toml"


@pytest.fixture(scope="session")
def asking_site(asking_record: Path) -> Path:
    """The site of that record."""
    content = asking_record.parent
    return sites.built(content, content.parent / "output", "--publish")


@pytest.fixture
def settings(tmp_path: Path, asking_site: Path, asking_record: Path) -> Config:
    return config(tmp_path / "var", asking_site, asking_record)


@pytest.fixture
def app(settings: Config) -> Iterator[Flask]:
    """The whole app; the public side needs no key for choices, but the form does."""
    app = ready(settings)
    yield app
    close(app)


@pytest.fixture
def chooser(app: Flask) -> Chooser:
    """Somebody with a browser."""
    return Chooser(app)
