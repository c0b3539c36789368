"""All SQL of imports: which files were taken, which days have figures already, and the figures themselves."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from formhandler import clock
from formhandler import db as database
from formhandler.counts import store as counts
from formhandler.counts.sums import Sums, date_of, number
from formhandler.schema import count_import, count_note, count_page_day


class Refused(Exception):
    """What was to be imported is here already; nothing was changed."""


class TakenBefore(Refused):
    """The same file was imported before, at the moment *at*."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class DaysCounted(Refused):
    """Some of its days have figures already: their first and last, and how many they are."""

    def __init__(self, first: date, last: date, number: int) -> None:
        super().__init__(first, last, number)
        self.first, self.last, self.number = first, last, number


def taken(db: Connection, digest: bytes) -> datetime | None:
    """When a file with this SHA-256 was imported; None if it never was."""
    return clock.moment(db.execute(select(count_import.c.at).where(count_import.c.digest == digest)).scalar())


def counted(db: Connection, days: Iterable[date]) -> list[date]:
    """Those of *days* that have figures, in their order."""
    wanted = {number(day) for day in days}
    if not wanted:
        return []
    between = count_page_day.c.day.between(min(wanted), max(wanted))
    found = set(db.execute(select(count_page_day.c.day).where(between).distinct()).scalars())
    return [date_of(day) for day in sorted(wanted & found)]


def keep(
    db: Connection,
    sums: Sums,
    *,
    digest: bytes,
    kind: str,
    program: str,
    days: Iterable[date],
    most: int,
    now: datetime,
) -> None:
    """
    Add a file's figures, note where they begin and end, and that the file was taken: all of it, or nothing.

    Raises:
        TakenBefore, DaysCounted: see there.
    """
    database.go_alone(db)
    if at := taken(db, digest):
        raise TakenBefore(at)
    days = sorted(days)
    if there := counted(db, days):
        raise DaysCounted(there[0], there[-1], len(there))
    first, last = days[0], days[-1]
    counts.keep(db, sums, most=most)
    db.execute(
        insert(count_import).values(digest=digest, kind=kind, first=first, last=last, at=clock.seconds(now))
    )
    body = f"{program} {first}–{last}"
    for day in {first, last}:
        db.execute(insert(count_note).values(day=day, kind="imported", body=body))
