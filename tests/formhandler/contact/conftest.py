"""The invented trader's record and form."""

from datetime import date
from pathlib import Path

import pytest

from record import Record, load
from record.model.form import Form

EXAMPLE = Path(__file__).parents[2] / "example" / "record.toml"


@pytest.fixture(scope="session")
def record() -> Record:
    return load(EXAMPLE, today=date(2026, 9, 2))


@pytest.fixture(scope="session")
def form(record: Record) -> Form:
    return record.form("contact")
