"""All SQL of how far the logs were counted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from formhandler import clock
from formhandler import db as database
from formhandler.counts import store as counts
from formhandler.counts.sums import Sums
from formhandler.folding.files import Mark
from formhandler.schema import count_place


class Overtaken(Exception):
    """Somebody else counted the same lines meanwhile; nothing of these was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a log was counted, and when."""

    mark: Mark
    at: int  # seconds UTC since 1970


def place(db: Connection, log: str) -> Place | None:
    """How far *log*, a path, was counted; None where nothing of it was."""
    query = select(count_place.c.file, count_place.c.offset, count_place.c.at).where(count_place.c.log == log)
    row = db.execute(query).one_or_none()
    return row and Place(mark=Mark(file=row.file, offset=row.offset), at=row.at)


def last(db: Connection) -> int | None:
    """When a line of any log was last counted, seconds UTC since 1970; None before the first."""
    moment: int | None = db.execute(select(func.max(count_place.c.at))).scalar()
    return moment


def keep(
    db: Connection, sums: Sums, *, log: str, before: Mark | None, after: Mark, most: int, now: datetime
) -> None:
    """
    Add *sums* of the lines between two places, and note the latter: both, or neither.

    Args:
        most: As of counts.store.add.
    Raises:
        Overtaken: the log is not at *before* any more.
    """
    database.go_alone(db)
    there = place(db, log)
    if (there and there.mark) != before:
        raise Overtaken
    counts.keep(db, sums, most=most)
    values = {"file": after.file, "offset": after.offset, "at": clock.seconds(now)}
    if before is None:
        db.execute(insert(count_place).values(log=log, **values))
    else:
        db.execute(update(count_place).where(count_place.c.log == log).values(**values))
