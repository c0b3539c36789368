"""A handler that counts visits and mails to a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.counted import counted
from tests.formhandler.app import close, config, ready
from tests.formhandler.mailserver import MailServer


@pytest.fixture
def counting_app(tmp_path: Path, smtp: MailServer) -> Iterator[Flask]:
    """The whole app of a trader whose visits are counted; no site is built of it."""
    content = counted(tmp_path / "counted", "server")
    environ = {"MAIL_URL": smtp.url, "MAIL_TO": "owner@example.fi"}
    app = ready(config(tmp_path / "var", tmp_path / "no-site", content / "record.toml", **environ))
    yield app
    close(app)
