"""All of the owner's side's SQL for messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from formhandler.schema import message
from formhandler.vault.envelope import Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One row of the archive, not opened."""

    id: str
    reference: str
    kind: str  # "message" or "quarantine"
    day: date
    expires_on: date
    key_id: str
    envelope: bytes

    @property
    def bound(self) -> Bound:
        """What the envelope is bound to."""
        return Bound(id=self.id, kind=self.kind, day=self.day, expires_on=self.expires_on)


_COLUMNS = [
    message.c[name] for name in ("id", "reference", "kind", "day", "expires_on", "key_id", "envelope")
]


def messages(db: Connection, kinds: tuple[str, ...]) -> Iterator[Sealed]:
    """Yield the messages of *kinds*, the newest first."""
    rows = db.execute(select(*_COLUMNS).where(message.c.kind.in_(kinds)).order_by(message.c.seq.desc()))
    return (Sealed(**row) for row in rows.mappings())


def one(db: Connection, reference: str) -> Sealed | None:
    """Return the message of any kind with *reference*, typed in any case, with or without its dash."""
    typed = reference.upper().replace("-", "").replace(" ", "")
    row = (
        db.execute(select(*_COLUMNS).where(message.c.reference == f"{typed[:4]}-{typed[4:]}"))
        .mappings()
        .one_or_none()
    )
    return Sealed(**row) if row else None


def count(db: Connection, kind: str) -> int:
    """Return how many messages of *kind* there are."""
    return db.execute(select(func.count()).where(message.c.kind == kind)).scalar_one()
