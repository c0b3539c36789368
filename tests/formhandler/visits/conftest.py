"""A handler whose record counts visits, which the example trader's own does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.counted import counted
from tests.formhandler.app import close, config, ready


@pytest.fixture
def counting_app(tmp_path: Path) -> Iterator[Flask]:
    """The whole app of a trader whose visits are counted; no site is built of it."""
    content = counted(tmp_path / "counted", "server")
    app = ready(config(tmp_path / "var", tmp_path / "no-site", content / "record.toml"))
    yield app
    close(app)
