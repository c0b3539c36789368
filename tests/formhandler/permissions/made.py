"""Cards and lines of the ledger, as the desk writes them."""

from typing import Any

from sqlalchemy import Connection

from formhandler.permissions import channels, ledger, listing
from formhandler.permissions.ledger import Said
from formhandler.permissions.listing import Listed
from formhandler.register import changing
from formhandler.register.card import New
from record import Record
from tests.formhandler.register.made import ACTOR, NOW, TODAY, rows

KEY = channels.suppression_key(bytes(32))
WORDS = "Minulle saa lähettää uutiskirjeen."


def person(db: Connection, record: Record, name: str = "Maija", **other: Any) -> str:
    """A card with an e-mail address, a number and a postal address made of *name*."""
    values = {
        "person.name": f"{name} Meikäläinen",
        "person.emails": f"{name.lower()}@example.com",
        "person.phones": f"+3584012345{len(name):02d}",
        "person.address": f"{name}katu 1\n00100 Helsinki",
    }
    return create(db, record, "person", New(group="person", values=values, source="self", of=TODAY), **other)


def create(db: Connection, record: Record, kind: str, new: New, **other: Any) -> str:
    return changing.create(db, rows(), record, kind=kind, news=[new], actor=ACTOR, now=NOW, **other)


def say(
    db: Connection, record: Record, card: str, channel: str, state: str, how: str = "desk", **said: Any
) -> str:
    said = {"words": WORDS} | said if state == channels.PERMITTED else said
    line = Said(channel=channel, state=state, how=how, actor=ACTOR, **said)
    return ledger.say(db, rows(), record, KEY, card, line, now=NOW)


def listed(db: Connection, record: Record, channel: str, use: str | None = None, **other: Any) -> Listed:
    found = ledger.channel_of(record, channel)
    assert found is not None
    return listing.listed(db, rows(), record, KEY, found, use, **other)


def names(db: Connection, record: Record, channel: str, use: str | None = None) -> list[str]:
    """The first names of those on the list."""
    return [one.name.split()[0] for one in listed(db, record, channel, use).recipients]
