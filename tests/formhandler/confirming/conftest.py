"""The whole app of a trader that keeps a register and sends a newsletter, with its own site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from formhandler import clock, mailroom
from tests import sites
from tests.formhandler.app import close, config, ready
from tests.formhandler.mailserver import MailServer
from tests.formhandler.owner.desk import Desk, desk
from tests.registered import registered


@pytest.fixture(scope="session")
def register_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Site and record of the trader."""
    folder = tmp_path_factory.mktemp("confirming")
    content = registered(folder)
    return sites.built(content, folder / "output", "--publish"), content / "record.toml"


@pytest.fixture
def app(tmp_path: Path, register_site: tuple[Path, Path], smtp: MailServer) -> Iterator[Flask]:
    site, record = register_site
    app = ready(config(tmp_path / "var", site, record, MAIL_URL=smtp.url))
    mailroom.ask(app, clock.utcnow())  # the owner's side has begun, and laid out its public half
    yield app
    close(app)


@pytest.fixture
def staff(app: Flask) -> Desk:
    return desk(app, "staff")
