"""
What is asked of the sums of visits. start and end are calendar dates in Finland, both inclusive.

A month that is asked for whole is read from the sums by month, the days beside it from those by day: a year
of a thousand pages is twelve thousand rows instead of 365,000.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, TextClause, text

from counting.view import HOUR
from formhandler import clock
from formhandler.counts import dims
from formhandler.counts.store import HOURS_KEPT
from formhandler.counts.sums import date_of, merge, number

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


def _pages(period: str) -> TextClause:
    # Grouped before the names come to it: 12,000 rows sorted by number are half the work.
    return text(
        "SELECT n.name, g.views, g.entries, g.onward, g.returns, g.reloads FROM (SELECT page, "  # noqa: S608
        "sum(views) AS views, sum(entries) AS entries, sum(onward) AS onward, sum(returns) AS returns, "
        f"sum(reloads) AS reloads FROM count_page_{period} "
        f"WHERE {period} >= :first AND {period} < :after GROUP BY page) AS g "
        "JOIN count_name n ON n.id = g.page"
    )


def _keys(period: str) -> TextClause:
    return text(
        f"SELECT n.name, g.n FROM (SELECT key, sum(n) AS n FROM count_sum_{period} "  # noqa: S608
        f"WHERE dim = :dim AND {period} >= :first AND {period} < :after GROUP BY key) AS g "
        "JOIN count_name n ON n.id = g.key"
    )


def _every(period: str) -> TextClause:
    # The dimensions one by one, so that each database searches the key for each of them.
    numbers = ", ".join(map(str, dims.ALL))
    return text(
        f"SELECT g.dim, n.name, g.n FROM (SELECT dim, key, sum(n) AS n FROM count_sum_{period} "  # noqa: S608
        f"WHERE dim IN ({numbers}) AND {period} >= :first AND {period} < :after GROUP BY dim, key) AS g "
        "JOIN count_name n ON n.id = g.key"
    )


PAGES = {period: _pages(period) for period in ("day", "month")}
KEYS = {period: _keys(period) for period in ("day", "month")}
EVERY = {period: _every(period) for period in ("day", "month")}
LAST = text("SELECT max(day) FROM count_sum_day WHERE dim = :dim")
DAYS = text(
    "SELECT s.day, n.name, s.n FROM count_sum_day s JOIN count_name n ON n.id = s.key "
    "WHERE s.dim = :dim AND s.day >= :start AND s.day <= :end"
)
# A search of the key for each day: SQLite would otherwise read what every page had on all of them.
PAGE_DAYS = text(
    "WITH RECURSIVE d(day) AS ("
    "SELECT CAST(:start AS INTEGER) UNION ALL SELECT day + 1 FROM d WHERE day < :end"
    ") SELECT p.day, views, entries, onward, returns, reloads FROM d CROSS JOIN count_page_day p "
    "WHERE p.day = d.day AND p.page = (SELECT id FROM count_name WHERE name = :page)"
)
HOURS = text("SELECT hour, views, entries FROM count_hour WHERE hour > :after AND hour <= :hour")
FIRST = text("SELECT min(day) FROM count_sum_day WHERE dim = :dim")


def pages(db: Connection, start: date, end: date) -> list[PageSum]:
    """Every page of which anything was counted, those with the most views first."""
    found: dict[str, list[int]] = {}
    for period, first, after in _pieces(db, dims.TOTAL, start, end):
        rows = db.execute(PAGES[period], {"first": first, "after": after})
        merge(found, {page: list(sums) for page, *sums in rows})
    return sorted(
        (PageSum(page, *sums) for page, sums in found.items()), key=lambda one: (-one.views, one.page)
    )


def sums(db: Connection, dim: int, start: date, end: date) -> dict[str, int]:
    """Name → how many of it a dimension (dims.py) has, the most first; OTHER where there was a rest."""
    found: dict[str, list[int]] = {}
    for period, first, after in _pieces(db, dim, start, end):
        rows = db.execute(KEYS[period], {"dim": dim, "first": first, "after": after})
        merge(found, {name: [n] for name, n in rows})
    return _most_first(found)


def every(db: Connection, start: date, end: date) -> dict[int, dict[str, int]]:
    """The sums of every dimension, each as `sums` has it, with one statement a piece."""
    found: dict[int, dict[str, list[int]]] = {dim: {} for dim in dims.ALL}
    for period, first, after in _pieces(db, dims.TOTAL, start, end):
        for dim, name, n in db.execute(EVERY[period], {"first": first, "after": after}):
            merge(found[dim], {name: [n]})
    return {dim: _most_first(names) for dim, names in found.items()}


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


def _pieces(db: Connection, dim: int, start: date, end: date) -> list[tuple[str, int, int]]:
    """
    The days from *start* to *end* as pieces of day, month and day, each from its first day to the one after.

    The month that *end* is in counts as whole when nothing was counted after *end*, as of today's.
    """
    month = start if start.day == 1 else _next_month(start)
    after = (end + DAY).replace(day=1)
    if after <= end and month <= after and _nothing_after(db, dim, end):
        after = _next_month(end)
    if month >= after:
        pieces = [("day", start, end + DAY)]
    else:
        pieces = [("day", start, month), ("month", month, after), ("day", after, end + DAY)]
    return [(period, number(one), number(two)) for period, one, two in pieces if one < two]


def _most_first(names: dict[str, list[int]]) -> dict[str, int]:
    return {name: n for name, [n] in sorted(names.items(), key=lambda one: (-one[1][0], one[0]))}


def _nothing_after(db: Connection, dim: int, end: date) -> bool:
    last = db.execute(LAST, {"dim": dim}).scalar()
    return last is not None and last <= number(end)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
