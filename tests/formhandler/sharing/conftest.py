"""A handler whose record counts visits, with a month of them behind a link."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from formhandler.sharing import store, token
from formhandler.sharing.store import Opens
from tests.counted import counted
from tests.formhandler.app import close, config, ready


@pytest.fixture
def counting_app(tmp_path: Path) -> Iterator[Flask]:
    """The whole app of a trader whose visits are counted; no site is built of it."""
    content = counted(tmp_path / "counted", "server")
    app = ready(config(tmp_path / "var", tmp_path / "no-site", content / "record.toml"))
    yield app
    close(app)


def opened(app: Flask, which: Opens) -> str:
    """Switch it on as the owner's page does; returns the token."""
    made = token.new()
    app.extensions["writer"].submit(lambda db: store.keep(db, which, token.digest(made)))
    return made


@pytest.fixture
def link(counting_app: Flask) -> str:
    """The path of the page."""
    return f"/en/luvut/{opened(counting_app, Opens.LINK)}"


@pytest.fixture
def bearer(counting_app: Flask) -> dict[str, str]:
    """The headers that open the API."""
    return {"Authorization": f"Bearer {opened(counting_app, Opens.TOKEN)}"}
