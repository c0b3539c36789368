"""Cards for the tests, as the owner's side writes them, on a real database."""

from datetime import UTC, date, datetime
from pathlib import Path

from formhandler.register.card import New
from formhandler.vault.keys import Keyring, PrivateKey
from formhandler.vault.rows import Rows
from record import Record, load
from tests.registered import registered

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
TODAY = date(2026, 11, 10)
ACTOR = "Olli Omistaja"
KEY = PrivateKey(bytes(range(1, 33)))

MAIJA = {
    "person.name": "Maija Meikäläinen",
    "person.emails": "maija@example.com\nmaija.m@example.org",
    "person.phones": "+358401234567",
    "person.address": "Mallikatu 1 A 2\n00100 Helsinki",
}


def record_of(folder: Path) -> Record:
    """The record of the trader that keeps a register."""
    return load(registered(folder) / "record.toml", today=TODAY)


def rows() -> Rows:
    return Rows(Keyring((KEY,)), to=KEY.key_id)


def person(values: dict[str, str] = MAIJA, **other: str) -> New:
    """Basic details of a person, in hand."""
    return New(group="person", values={**values, **other}, source="self", of=TODAY)
