"""All the SQL of the ledger and of what is suppressed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from formhandler.schema import card, consent_text, entry, permission, suppression

MOST = 500  # values in one question


def lines(db: Connection, card_id: str) -> Sequence[RowMapping]:
    """The ledger of a card, the oldest line first, not opened; with the words that were accepted."""
    query = select(permission, consent_text.c.body.label("words")).select_from(
        permission.outerjoin(consent_text, permission.c.text == consent_text.c.hash)
    )
    return db.execute(query.where(permission.c.card == card_id).order_by(permission.c.seq)).mappings().all()


def newest(db: Connection, card_id: str) -> dict[str, str]:
    """Channel → what the newest line of a card's ledger says."""
    query = select(permission.c.channel, permission.c.state).where(permission.c.card == card_id)
    return dict(map(tuple, db.execute(query.order_by(permission.c.seq))))


def states(db: Connection) -> dict[str, dict[str, str]]:
    """Card → channel → what its newest line says, of every card that has a line."""
    found: dict[str, dict[str, str]] = {}
    query = select(permission.c.card, permission.c.channel, permission.c.state).order_by(permission.c.seq)
    for card_id, channel, state in db.execute(query):
        found.setdefault(card_id, {})[channel] = state
    return found


def add(db: Connection, values: Mapping[str, Any]) -> None:
    """Write a line."""
    db.execute(insert(permission).values(**values))


def retire(db: Connection, card_id: str, channel: str, but: str, last_day: date) -> None:
    """Give the lines that hold no longer the last day that they have now; an earlier one stays."""
    older = (permission.c.card == card_id) & (permission.c.channel == channel) & (permission.c.id != but)
    later = permission.c.expires_on > last_day
    db.execute(update(permission).where(older, later).values(expires_on=last_day))


def keep_words(db: Connection, hash: str, lang: str, body: str, *, at: int) -> None:
    """Keep the words of a form's box, by their hash."""
    if db.execute(select(consent_text.c.hash).where(consent_text.c.hash == hash)).first() is None:
        db.execute(insert(consent_text).values(hash=hash, lang=lang, body=body, first_used_at=at))


def suppress(db: Connection, hashes: Iterable[bytes], channel: str, *, day: date) -> list[bytes]:
    """Forbid contact points, and return those that were not forbidden yet."""
    asked = list(dict.fromkeys(hashes))
    there = set(_suppressed(db, asked))
    new = [one for one in asked if one not in there]
    if new:
        db.execute(insert(suppression), [{"hash": one, "channel": channel, "day": day} for one in new])
    return new


def release(db: Connection, hashes: Iterable[bytes]) -> list[bytes]:
    """No longer forbid contact points, and return those that were forbidden."""
    gone = _suppressed(db, list(hashes))
    db.execute(delete(suppression).where(suppression.c.hash.in_(gone)))
    return gone


def suppressed(db: Connection) -> frozenset[bytes]:
    """Every hash that is forbidden."""
    return frozenset(db.execute(select(suppression.c.hash)).scalars())


def _suppressed(db: Connection, asked: Sequence[bytes]) -> list[bytes]:
    found: list[bytes] = []
    for start in range(0, len(asked), MOST):
        some = suppression.c.hash.in_(asked[start : start + MOST])
        found.extend(db.execute(select(suppression.c.hash).where(some)).scalars())
    return found


def cards(db: Connection) -> Iterator[RowMapping]:
    """Every card that was not merged into another, not opened, the oldest first."""
    yield from db.execute(select(card).where(card.c.merged_into.is_(None)).order_by(card.c.seq)).mappings()


def entries(db: Connection) -> Iterator[RowMapping]:
    """Every entry that holds now, not opened, the oldest first."""
    yield from db.execute(select(entry).where(entry.c.replaced_by.is_(None)).order_by(entry.c.seq)).mappings()


def serve(db: Connection, card_id: str, groups: Iterable[str], purpose: str) -> None:
    """Let what is in *groups* on a card serve *purpose* as well."""
    some = (entry.c.card == card_id) & entry.c.data_group.in_(list(groups)) & entry.c.replaced_by.is_(None)
    for id, purposes in db.execute(select(entry.c.id, entry.c.purposes).where(some)).all():
        if purpose not in purposes.split():
            wider = f"{purposes} {purpose}".strip()
            db.execute(update(entry).where(entry.c.id == id).values(purposes=wider))
