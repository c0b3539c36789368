"""A handler whose record asks visitors something, which the example trader's own does not."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import sites
from tests.formhandler.app import close, config, ready


@pytest.fixture
def asking_app(tmp_path: Path, record_file: Path) -> Iterator[Flask]:
    """The whole app of a trader who has switched Google Analytics on; no site is built of it."""
    record = shutil.copy(record_file, tmp_path / "record.toml")
    shutil.copytree(record_file.parent / "docs", tmp_path / "docs")
    sites.edit(record, 'measurement_id = ""', 'measurement_id = "G-ABC123DEF4"')
    app = ready(config(tmp_path / "var", tmp_path / "no-site", record))
    yield app
    close(app)
