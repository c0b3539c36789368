"""
What is asked of the sums of visits. start and end are calendar dates in Finland, both inclusive.

A month that is asked for whole is read from the sums by month, the days beside it from those by day: a year
of a thousand pages is twelve thousand rows instead of 365,000.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, text

from counting.view import HOUR
from formhandler import clock
from formhandler.counts import dims
from formhandler.counts.store import HOURS_KEPT
from formhandler.counts.sums import date_of, number

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PageSum:
    """What a page was, over a range of days."""

    page: str  # its path, or OTHER
    views: int
    entries: int
    onward: int  # views of any page by those who came from this one
    returns: int
    reloads: int


@dataclass(frozen=True, slots=True)
class PageDay:
    """What a page was on one day."""

    day: date
    views: int
    entries: int
    onward: int
    returns: int
    reloads: int


@dataclass(frozen=True, slots=True)
class DaySum:
    """How much there was on one day."""

    day: date
    views: int
    entries: int


@dataclass(frozen=True, slots=True)
class HourSum:
    """How much there was in one hour."""

    hour: int  # its start, seconds UTC since 1970
    views: int
    entries: int


_PAGE = "views, entries, onward, returns, reloads"
_SUMS = "sum(views), sum(entries), sum(onward), sum(returns), sum(reloads)"
PAGES = text(
    f"SELECT n.name, {_SUMS} FROM ("  # noqa: S608
    f"SELECT page, {_PAGE} FROM count_page_month WHERE month >= :month AND month < :after "
    f"UNION ALL SELECT page, {_PAGE} FROM count_page_day WHERE day >= :start AND day < :month "
    f"UNION ALL SELECT page, {_PAGE} FROM count_page_day WHERE day >= :after AND day <= :end"
    ") AS p JOIN count_name n ON n.id = p.page GROUP BY n.name ORDER BY sum(views) DESC, n.name"
)
SUMS = text(
    "SELECT n.name, sum(p.n) FROM ("
    "SELECT key, n FROM count_sum_month WHERE dim = :dim AND month >= :month AND month < :after "
    "UNION ALL SELECT key, n FROM count_sum_day WHERE dim = :dim AND day >= :start AND day < :month "
    "UNION ALL SELECT key, n FROM count_sum_day WHERE dim = :dim AND day >= :after AND day <= :end"
    ") AS p JOIN count_name n ON n.id = p.key GROUP BY n.name ORDER BY sum(p.n) DESC, n.name"
)
DAYS = text(
    "SELECT s.day, n.name, s.n FROM count_sum_day s JOIN count_name n ON n.id = s.key "
    "WHERE s.dim = :dim AND s.day >= :start AND s.day <= :end"
)
# A search of the key for each day: SQLite would otherwise read what every page had on all of them.
PAGE_DAYS = text(
    "WITH RECURSIVE d(day) AS ("
    "SELECT CAST(:start AS INTEGER) UNION ALL SELECT day + 1 FROM d WHERE day < :end"
    f") SELECT p.day, {_PAGE} FROM d CROSS JOIN count_page_day p "
    "WHERE p.day = d.day AND p.page = (SELECT id FROM count_name WHERE name = :page)"
)
HOURS = text("SELECT hour, views, entries FROM count_hour WHERE hour > :after AND hour <= :hour")
FIRST = text("SELECT min(day) FROM count_sum_day WHERE dim = :dim")


def pages(db: Connection, start: date, end: date) -> list[PageSum]:
    """Every page that was shown, those with the most views first."""
    return [PageSum(name, *map(int, sums)) for name, *sums in db.execute(PAGES, _range(start, end))]


def sums(db: Connection, dim: int, start: date, end: date) -> dict[str, int]:
    """Name → how many of it a dimension (dims.py) has, the most first; OTHER where there was a rest."""
    return {name: int(n) for name, n in db.execute(SUMS, {"dim": dim, **_range(start, end)})}


def days(db: Connection, start: date, end: date) -> list[DaySum]:
    """Each day from *start* to *end*, those without a visit, too."""
    values = {"dim": dims.TOTAL, "start": number(start), "end": number(end)}
    found = {(day, name): n for day, name, n in db.execute(DAYS, values)}
    return [
        DaySum(date_of(day), found.get((day, "views"), 0), found.get((day, "entries"), 0))
        for day in range(number(start), number(end) + 1)
    ]


def page_days(db: Connection, page: str, start: date, end: date) -> list[PageDay]:
    """Each day of one page from *start* to *end*, those without a view, too."""
    if end < start:
        return []
    values = {"page": page, "start": number(start), "end": number(end)}
    found = {day: sums for day, *sums in db.execute(PAGE_DAYS, values)}
    nothing = [0, 0, 0, 0, 0]
    return [PageDay(date_of(day), *found.get(day, nothing)) for day in range(number(start), number(end) + 1)]


def hours(db: Connection, *, now: datetime) -> list[HourSum]:
    """The last 48 hours, the one of *now* (UTC) included; those without a visit, too."""
    this = clock.seconds(now) // HOUR
    after = this - HOURS_KEPT
    found = {hour: sums for hour, *sums in db.execute(HOURS, {"after": after, "hour": this})}
    return [HourSum(hour * HOUR, *found.get(hour, (0, 0))) for hour in range(after + 1, this + 1)]


def first_day(db: Connection) -> date | None:
    """The first day of which anything is kept; None before the first visit."""
    day = db.execute(FIRST, {"dim": dims.TOTAL}).scalar()
    return None if day is None else date_of(day)


def _range(start: date, end: date) -> dict[str, int]:
    """
    Three pieces: [start, month) by day, [month, after) by month, [after, end] by day.

    Without a whole month all of it is the first piece.
    """
    month = start if start.day == 1 else _next_month(start)
    after = (end + DAY).replace(day=1)
    if month >= after:
        month = after = end + DAY
    return {"start": number(start), "end": number(end), "month": number(month), "after": number(after)}


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
