"""The SQL of the owner's lists (rows of `document` whose kind is "lists") and of what the layers caught."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select

from formhandler.schema import document, spam_count
from formhandler.vault.envelope import Bound

KIND = "lists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The lists, not opened."""

    id: str
    day: date
    expires_on: date
    envelope: bytes

    @property
    def bound(self) -> Bound:
        return Bound(id=self.id, kind=KIND, day=self.day, expires_on=self.expires_on)


def current(db: Connection) -> Sealed | None:
    """The lists as they were last kept; None before that."""
    columns = [document.c[name] for name in ("id", "day", "expires_on", "envelope")]
    newest = select(*columns).where(document.c.kind == KIND).order_by(document.c.seq.desc()).limit(1)
    row = db.execute(newest).mappings().one_or_none()
    return Sealed(**row) if row else None


def replace(db: Connection, *, bound: Bound, key_id: str, envelope: bytes) -> None:
    """Put these lists in the place of those that were there."""
    db.execute(delete(document).where(document.c.kind == KIND))
    beside = {"id": bound.id, "kind": bound.kind, "day": bound.day, "expires_on": bound.expires_on}
    db.execute(insert(document).values(**beside, key_id=key_id, envelope=envelope))


def caught(db: Connection, *, since: date) -> dict[tuple[date, str], int]:
    """Return the sums by day and code, of the days from *since* on."""
    rows = db.execute(
        select(spam_count.c.day, spam_count.c.code, func.sum(spam_count.c.n))
        .where(spam_count.c.day >= since)
        .group_by(spam_count.c.day, spam_count.c.code)
    )
    return {(day, code): int(n) for day, code, n in rows}
