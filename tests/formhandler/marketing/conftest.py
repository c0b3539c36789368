"""The whole app of a trader that keeps a register and markets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.formhandler.app import close, config, ready
from tests.formhandler.owner.desk import Desk, desk
from tests.formhandler.register.conftest import registered_record

__all__ = ["registered_record"]


@pytest.fixture
def app(tmp_path: Path, site: Path, registered_record: Path) -> Iterator[Flask]:
    app = ready(config(tmp_path / "var", site, registered_record))
    yield app
    close(app)


@pytest.fixture
def staff(app: Flask) -> Desk:
    return desk(app, "staff")
