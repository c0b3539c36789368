"""The SQL of whom to tell."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, RowMapping, select, update

from formhandler.schema import card

_WAITING = card.c.inform_by.is_not(None) & card.c.informed_on.is_(None) & card.c.merged_into.is_(None)


def waiting(db: Connection, *, limit: int, offset: int = 0) -> Sequence[RowMapping]:
    """Cards of whom nobody was told yet, the most urgent first, not opened."""
    query = select(card).where(_WAITING).order_by(card.c.inform_by, card.c.seq)
    return db.execute(query.limit(limit).offset(offset)).mappings().all()


def tell(db: Connection, ids: Sequence[str], *, day: date) -> list[str]:
    """Write down that these were told, and return those that had not been; each gets its next version."""
    found = list(db.execute(select(card.c.id).where(_WAITING, card.c.id.in_(ids))).scalars())
    changed = update(card).where(card.c.id.in_(found))
    db.execute(changed.values(informed_on=day, version=card.c.version + 1))
    return found
