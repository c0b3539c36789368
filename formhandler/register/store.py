"""All the SQL of cards and entries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from formhandler.schema import card, entry
from formhandler.vault.rows import Rows

MOST = 500  # ids in one question; SQLite takes 32,766 values


class Stale(Exception):
    """Somebody changed the card since it was shown, or it is gone."""


def card_row(db: Connection, id: str) -> RowMapping | None:
    """The card *id*, not opened."""
    return db.execute(select(card).where(card.c.id == id)).mappings().one_or_none()


def entry_row(db: Connection, id: str) -> RowMapping | None:
    """The entry *id*, not opened."""
    return db.execute(select(entry).where(entry.c.id == id)).mappings().one_or_none()


def entry_rows(db: Connection, card_id: str) -> Sequence[RowMapping]:
    """The entries of a card, the oldest first, not opened."""
    return db.execute(select(entry).where(entry.c.card == card_id).order_by(entry.c.seq)).mappings().all()


def heads(db: Connection, *, after: int = 0) -> Iterator[RowMapping]:
    """Every card from behind place *after*, not opened; merged ones too."""
    yield from db.execute(select(card).where(card.c.seq > after).order_by(card.c.seq)).mappings()


def contacts(db: Connection, organisation: str) -> Sequence[RowMapping]:
    """The cards of an organisation's people, not opened."""
    there = (card.c.organisation == organisation) & card.c.merged_into.is_(None)
    return db.execute(select(card).where(there).order_by(card.c.seq)).mappings().all()


def count(db: Connection) -> int:
    """How many cards there are, merged ones left out."""
    return db.execute(select(func.count()).where(card.c.merged_into.is_(None))).scalar_one()


def add_card(db: Connection, rows: Rows, id: str, head: Any, values: Mapping[str, Any]) -> None:
    """Keep a new card; *values* are its columns in clear."""
    sealed = {"id": id, "key_id": rows.to, "sealed": rows.seal("card", id, head)}
    db.execute(insert(card).values(**sealed, **values))


def add_entry(db: Connection, rows: Rows, id: str, content: Any, values: Mapping[str, Any]) -> None:
    """Keep a new entry; *values* are its columns in clear."""
    db.execute(insert(entry).values(sealed_entry(rows, id, content, values)))


def add_many(
    db: Connection, cards: Sequence[Mapping[str, Any]], entries: Sequence[Mapping[str, Any]]
) -> None:
    """Keep new cards and entries in two statements; each a whole row, sealed."""
    db.execute(insert(card), cards)
    db.execute(insert(entry), entries)


def change_card(db: Connection, id: str, version: int, **values: Any) -> None:
    """
    Change columns of a card, which gets the next version.

    Raises:
        Stale: it is no longer of *version*.
    """
    same = (card.c.id == id) & (card.c.version == version)
    changed = db.execute(update(card).where(same).values(version=version + 1, **values))
    if changed.rowcount != 1:
        raise Stale(id)


def set_inform_by(db: Connection, id: str, day: date) -> None:
    """Say by when the person of a card has to be told where their data is from; its version stays."""
    db.execute(update(card).where(card.c.id == id).values(inform_by=day))


def change_entry(db: Connection, id: str, **values: Any) -> None:
    """Change columns of an entry that lie in clear."""
    db.execute(update(entry).where(entry.c.id == id).values(**values))


def remove_entries(db: Connection, ids: Iterable[str]) -> int:
    """Delete entries, and return how many there were."""
    asked, gone = list(ids), 0
    for start in range(0, len(asked), MOST):
        gone += db.execute(delete(entry).where(entry.c.id.in_(asked[start : start + MOST]))).rowcount
    return gone


def sealed_entry(rows: Rows, id: str, content: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """All columns of a new entry; *values* are those in clear."""
    return {**values, "id": id, "key_id": rows.to, "sealed": rows.seal("entry", id, content)}


def sealed_head(rows: Rows, id: str, head: Any) -> dict[str, Any]:
    """The columns of a card that hold its head."""
    return {"key_id": rows.to, "sealed": rows.seal("card", id, head)}
