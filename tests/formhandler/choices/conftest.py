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


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, asking_site: Path, asking_record: Path) -> Config:
    return config(tmp_path_factory.mktemp("asking") / "var", asking_site, asking_record)


@pytest.fixture(scope="module")
def app(settings: Config) -> Iterator[Flask]:
    """One for a file's tests: what each of them sees of the record is its own browser's."""
    app = ready(settings)
    yield app
    close(app)


@pytest.fixture
def chooser(app: Flask) -> Chooser:
    """Somebody who has not been here before."""
    return Chooser(app)
