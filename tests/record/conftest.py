"""The example record, as a file and as raw TOML that a test can spoil."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import pytest

from record import Record, load
from record.loading import read
from record.reading import Reading

EXAMPLE = Path(__file__).parents[1] / "example" / "record.toml"
TODAY = date(2026, 11, 22)

Raw = dict[str, Any]


class Faults(Protocol):
    def __call__(self, raw: Raw, *, today: date = TODAY, root: Path = EXAMPLE.parent) -> dict[str, str]: ...


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def example_file() -> Path:
    return EXAMPLE


@pytest.fixture
def example() -> Record:
    """The example, in order."""
    return load(EXAMPLE, today=TODAY)


@pytest.fixture
def raw() -> Raw:
    """The example as TOML gives it, fresh for each test."""
    return tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))


@pytest.fixture
def faults() -> Faults:
    """Judge raw TOML: the faults by place, each as the owner reads it."""

    def judge(raw: Raw, *, today: date = TODAY, root: Path = EXAMPLE.parent) -> dict[str, str]:
        _, found = read(raw, Reading(root=root, today=today))
        return {fault.place: str(fault) for fault in found}

    return judge


@pytest.fixture
def reread():
    """Read raw TOML that has to be in order."""

    def accept(raw: Raw, *, today: date = TODAY) -> Record:
        record, found = read(raw, Reading(root=EXAMPLE.parent, today=today))
        assert not found, [str(fault) for fault in found]
        return record

    return accept
