"""When somebody last went through the consent record, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from formhandler import clock
from formhandler.schema import consent_check


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One time that the whole record was verified."""

    at: datetime  # UTC
    events: int
    faults: int


def note(db: Connection, *, at: datetime, events: int, faults: int) -> None:
    """Keep this time, in the place of the one before."""
    db.execute(delete(consent_check))
    db.execute(insert(consent_check).values(at=clock.seconds(at), events=events, faults=faults))


def last(db: Connection) -> Checked | None:
    """The last time; None before the first."""
    row = db.execute(select(consent_check).order_by(consent_check.c.at.desc()).limit(1)).first()
    if row is None or (at := clock.moment(row.at)) is None:
        return None
    return Checked(at=at, events=row.events, faults=row.faults)
