"""The whole app of a trader whose record declares breaches and disclosures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.formhandler.app import close, config, ready
from tests.registered import registered


@pytest.fixture(scope="module")
def record_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return registered(tmp_path_factory.mktemp("registered")) / "record.toml"


@pytest.fixture
def app(tmp_path: Path, site: Path, record_path: Path) -> Iterator[Flask]:
    app = ready(config(tmp_path / "var", site, record_path))
    yield app
    close(app)
