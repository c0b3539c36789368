"""The SQL of the index: which cards there are, of which version, and their sealed heads."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Row, Select, func, select

from formhandler.register.store import MOST
from formhandler.schema import card


class Tally(NamedTuple):
    """Differs whenever a card came, went, or changed: order numbers are never reused, versions only grow."""

    n: int
    newest: int
    versions: int


class Sealed(NamedTuple):
    """What a list knows of a card; its head is not opened."""

    seq: int
    id: str
    kind: str
    organisation: str | None
    day: date
    relation: str
    version: int
    merged_into: str | None
    key_id: str
    sealed: bytes


_HEAD = tuple(card.c[name] for name in Sealed._fields)


def tally(db: Connection) -> Tally:
    """How many cards, merged ones too, and of which versions all together."""
    counted = select(
        func.count(), func.coalesce(func.max(card.c.seq), 0), func.coalesce(func.sum(card.c.version), 0)
    )
    n, newest, versions = db.execute(counted).one()
    return Tally(n, newest, int(versions))


def versions(db: Connection) -> dict[int, int]:
    """Each card's version by its order number, in any order; merged ones left out."""
    there = select(card.c.seq, card.c.version).where(card.c.merged_into.is_(None))
    return dict(map(tuple, db.execute(there)))


def by_seq(db: Connection, seqs: Sequence[int]) -> Iterator[Sealed]:
    """The cards with these order numbers, the oldest first; all in one go when they are many."""
    if len(seqs) > 20 * MOST:
        wanted = set(seqs)
        yield from (one for one in _read(db, select(*_HEAD)) if one.seq in wanted)
        return
    for start in range(0, len(seqs), MOST):
        yield from _read(db, select(*_HEAD).where(card.c.seq.in_(seqs[start : start + MOST])))


def by_id(db: Connection, ids: Sequence[str]) -> Iterator[Sealed]:
    """The cards with these ids."""
    for start in range(0, len(ids), MOST):
        yield from _read(db, select(*_HEAD).where(card.c.id.in_(ids[start : start + MOST])))


def _read(db: Connection, query: Select[tuple[object, ...]]) -> Iterator[Sealed]:
    rows: Iterator[Row[tuple[object, ...]]] = iter(db.execute(query.order_by(card.c.seq)))
    yield from map(Sealed._make, rows)
