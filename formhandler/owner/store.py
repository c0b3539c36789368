"""The SQL of the access log: rows of `document` whose kind is "access"."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, insert, select

from formhandler.schema import document
from formhandler.vault.envelope import Bound

KIND = "access"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One entry, not opened."""

    id: str
    kind: str
    day: date
    expires_on: date
    envelope: bytes

    @property
    def bound(self) -> Bound:
        return Bound(id=self.id, kind=self.kind, day=self.day, expires_on=self.expires_on)


def add(db: Connection, *, bound: Bound, key_id: str, envelope: bytes) -> None:
    """Keep one sealed entry."""
    beside = {"id": bound.id, "kind": bound.kind, "day": bound.day, "expires_on": bound.expires_on}
    db.execute(insert(document).values(**beside, key_id=key_id, envelope=envelope))


def entries(db: Connection, *, limit: int, offset: int = 0) -> list[Sealed]:
    """The newest first."""
    columns = [document.c[name] for name in ("id", "kind", "day", "expires_on", "envelope")]
    newest = select(*columns).where(document.c.kind == KIND).order_by(document.c.seq.desc())
    return [Sealed(**row) for row in db.execute(newest.limit(limit).offset(offset)).mappings()]


def count(db: Connection) -> int:
    return db.execute(select(func.count()).where(document.c.kind == KIND)).scalar_one()
