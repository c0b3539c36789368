"""The SQL of a merge: what lies beside a card moves to another, and the ledger's stricter state holds."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from formhandler.register.store import MOST
from formhandler.schema import card, dossier, permission, request, unsubscribe_link

#: What names a card, by table: the column of the row's own id, and the one of the card.
TABLES = {
    "permission": (permission.c.id, permission.c.card),
    "request": (request.c.id, request.c.card),
    "dossier": (dossier.c.id, dossier.c.card),
    "unsubscribe_link": (unsubscribe_link.c.lookup, unsubscribe_link.c.card),
    "contact": (card.c.id, card.c.organisation),
    "merged": (card.c.id, card.c.merged_into),
}
#: The strictest first: a prohibition is never lost, and what nobody ever gave is no permission.
STRICT = ("prohibited", "ended", "exception", "permitted")

Moved = Mapping[str, list[str]]


def move(db: Connection, source: str, target: str) -> dict[str, list[str]]:
    """Let everything that names the card *source* name *target*, and tell the ids of what moved, by table."""
    moved = {}
    for name, (id, owner) in TABLES.items():
        found = db.execute(select(id).where(owner == source)).scalars().all()
        moved[name] = [one.hex() if isinstance(one, bytes) else one for one in found]
        db.execute(update(id.table).where(owner == source).values({owner.name: target}))
    return moved


def back(db: Connection, moved: Moved, target: str) -> None:
    """Give *target* what had moved from it; what was erased since stays gone."""
    for name, ids in moved.items():
        id, owner = TABLES[name]
        keys: list[Any] = [bytes.fromhex(one) for one in ids] if name == "unsubscribe_link" else ids
        for start in range(0, len(keys), MOST):
            some = id.in_(keys[start : start + MOST])
            db.execute(update(id.table).where(some).values({owner.name: target}))


def strictest(db: Connection, source: str, target: str, moved: Iterable[str], *, now: datetime) -> list[str]:
    """
    Where the ledgers of two cards differ, let the stricter state hold, by new lines.

    Args:
        moved: Ids of the lines that were *source*'s and are *target*'s now.
    Returns:
        Ids of the lines that were added.
    """
    theirs = set(moved)
    lines = db.execute(select(permission).where(permission.c.card == target).order_by(permission.c.seq))
    newest: dict[str, dict[bool, RowMapping]] = {}
    for line in lines.mappings():
        newest.setdefault(line["channel"], {})[line["id"] in theirs] = line
    added = []
    for sides in newest.values():
        strict = min(sides.values(), key=lambda line: STRICT.index(line["state"]))
        if max(sides.values(), key=lambda line: line["seq"])["state"] != strict["state"]:
            added.append(_again(db, strict, now=now))
    return added


def remove(db: Connection, ids: Iterable[str]) -> None:
    """Take back the lines that a merge added."""
    db.execute(delete(permission).where(permission.c.id.in_(list(ids))))


def merged(db: Connection, into: str) -> list[str]:
    """Ids of the cards that went into this one: whoever erases it erases them."""
    return list(db.execute(select(card.c.id).where(card.c.merged_into == into)).scalars())


def _again(db: Connection, line: RowMapping, *, now: datetime) -> str:
    """The same state once more, as the newest line; whose doing it is, the merge itself tells."""
    id = secrets.token_hex(16)
    values = {name: line[name] for name in ("card", "channel", "state", "how", "text", "event")}
    values |= {"id": id, "at": int(now.timestamp()), "expires_on": date.max}
    db.execute(insert(permission).values(values))
    return id
