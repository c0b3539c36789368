"""
How fast the figures of visits are read, and how much room they take, after a year of 16 million views.

    python -m bench.dashboard [THOUSANDS OF VIEWS A DAY]

1,000 pages, some read a thousand times as often as others (Zipf), every day of 13 months; each day brings 100
hosts, 12 languages, 40 addresses without a page, and so on. Both databases; 20 times, the median:

    12 months   the sums of every page over twelve whole months
    30 days     the same over thirty days
    a page      one page's year, day by day
    read        the same through formhandler/counts/reading.py, with the objects that the pages are made of
    everything  what one page of the owner's asks of twelve months: pages, days, and each dimension
    a row       bytes of the tables, their indices and names, per row, one for all five sums of a page:
                as it stands after a year of adding, and written anew in order
    a year      megabytes of twelve months, as they stand

PostgreSQL keeps some 24 bytes about each row besides, so its room is told and has no target.
"""

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, Table, TextClause, func, insert, select, text

from bench.result import Result, alone, at_most, told
from formhandler import db
from formhandler.counts import dims, reading
from formhandler.counts.sums import month_of, number
from formhandler.schema import (
    count_name,
    count_page_day,
    count_page_month,
    count_sum_day,
    count_sum_month,
    metadata,
)
from tests.formhandler.postgres import Server

VIEWS = 44  # thousand a day: 16 million a year
PAGES = 1_000
FIRST, LAST = date(2025, 11, 1), date(2026, 11, 30)
YEAR = (date(2025, 12, 1), LAST)
MONTH = (date(2026, 10, 25), date(2026, 11, 23))  # thirty days that are no whole month
ASKED = 20  # times
TABLES = (count_name, count_page_day, count_page_month, count_sum_day, count_sum_month)
#: Different names a day of each dimension, and of how many views one has such a name.
NAMES = {
    dims.TOTAL: (("views", "entries", "reloads", "returns"), 1),
    dims.SOURCE: ([f"host{n}.example" for n in range(100)], 3),
    dims.DEVICE: (("phone", "tablet", "desktop"), 1),
    dims.LANG: (("fi", "sv", "en", "de", "et", "ru", "fr", "es", "no", "da", "nl", "zh"), 1),
    dims.MISSING: ([f"/wp-{n}.php" for n in range(40)], 100),
    dims.FORM: (("/contact/", "/order/"), 1000),
    dims.LEFT: (("bot", "prefetch", "objection", "gpc", "own", "spam"), 5),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and how long the database may take to answer."""

    name: str
    statement: TextClause
    values: Mapping[str, Any]
    most: float  # milliseconds
    read: Callable[[Connection], Any]

    def alone(self, connection: Connection) -> None:
        """The statement as the driver is given it, with nothing made of the rows."""
        compiled: Any = self.statement.compile(dialect=connection.dialect)
        cursor = connection.connection.cursor()
        values = compiled.construct_params(self.values)
        in_order = compiled.positiontup  # SQLite's driver is given a list, PostgreSQL's the names
        cursor.execute(str(compiled), values if in_order is None else [values[name] for name in in_order])
        cursor.fetchall()
        cursor.close()


def everything(db: Connection) -> None:
    """What one page of the owner's shows of twelve months."""
    reading.pages(db, *YEAR)
    reading.days(db, *YEAR)
    reading.every(db, *YEAR)


def _pages_of(name: str, period: str, days: tuple[date, date], most: float) -> Question:
    values = {"first": number(days[0]), "after": number(days[1]) + 1}
    read = partial(reading.pages, start=days[0], end=days[1])
    return Question(name, reading.PAGES[period], values, most, read)


def _page(name: str, page: str, days: tuple[date, date], most: float) -> Question:
    values = {"page": page, "start": number(days[0]), "end": number(days[1])}
    read = partial(reading.page_days, page=page, start=days[0], end=days[1])
    return Question(name, reading.PAGE_DAYS, values, most, read)


QUESTIONS = (
    _pages_of("12 months", "month", YEAR, 6),
    _pages_of("30 days", "day", MONTH, 10),
    _page("a page", "/page/17/", YEAR, 1),
)


def measure(thousands: int = VIEWS) -> list[Result]:
    """Fill both databases with thirteen months of so many *thousands* of views a day, and ask."""
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        file = Path(name) / db.FILE
        results = asked("SQLite", f"sqlite:///{file}", thousands)
        results += room(file)
    with Server() as server:
        results += asked("PostgreSQL", server.url, thousands)
    return results


def asked(kind: str, url: str, thousands: int) -> list[Result]:
    """How long each question takes, and what PostgreSQL needs for the rows."""
    writing, only_reading = db.connect(url), db.reader(url)
    metadata.create_all(writing)
    fill(writing, thousands)
    with only_reading.connect() as connection:
        results = [result for question in QUESTIONS for result in _asked(kind, question, connection)]
        results.append(told(f"dashboard: {kind}, everything", _timed(everything, connection), "ms"))
        if kind == "PostgreSQL":
            results.append(told(f"dashboard: {kind}, a row", _relations(connection) / _rows(connection), "B"))
    writing.dispose()
    only_reading.dispose()
    return results


def _asked(kind: str, question: Question, connection: Connection) -> list[Result]:
    name = f"dashboard: {kind}, {question.name}"
    return [
        at_most(name, _timed(question.alone, connection), "ms", question.most),
        told(f"{name}, read", _timed(question.read, connection), "ms"),
    ]


def _timed(ask: Callable[[Connection], Any], connection: Connection) -> float:
    """Milliseconds, the median; the first time, which fills the caches, is not counted."""
    ask(connection)
    taken = []
    for _ in range(ASKED):
        began = time.perf_counter()
        ask(connection)
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken)


def fill(engine: Engine, thousands: int) -> None:
    """Thirteen months, day by day; within a day in no order, as visitors come."""
    random.seed(7)
    names = Names()
    with engine.connect().execution_options(**db.WRITING) as connection:
        months: dict[Table, dict[tuple[int, ...], list[int]]] = {count_page_month: {}, count_sum_month: {}}
        for day in _days(FIRST, LAST):
            pages, sums = list(_pages(day, thousands, names)), list(_sums(day, thousands, names))
            random.shuffle(pages)
            _insert(connection, count_page_day, pages)
            _insert(connection, count_sum_day, sums)
            for numbered, page, *rest in pages:
                _add(months[count_page_month], (month_of(numbered), page), rest)
            for dim, numbered, key, n in sums:
                _add(months[count_sum_month], (dim, month_of(numbered), key), [n])
        for table, rows in months.items():
            _insert(connection, table, [(*key, *sums) for key, sums in rows.items()])
        _insert(connection, count_name, [(id_, name) for name, id_ in names.items()])
        connection.commit()
        if engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
            connection.commit()


class Names(dict[str, int]):
    """Name → its id, made when it is first seen."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self) + 1
        return self[name]


def _days(first: date, last: date) -> Iterator[int]:
    yield from range(number(first), number(last) + 1)


#: Of how many views one is the page's: the first page's are one in seven and a half.
_RANKS = list(accumulate((1 / rank for rank in range(1, PAGES + 1)), initial=0.0))[-1]


def _pages(day: int, thousands: int, names: Names) -> Iterator[tuple[int, ...]]:
    for rank in range(1, PAGES + 1):
        views = round(1000 * thousands / (rank * _RANKS) * random.uniform(0.5, 1.5))
        parts = (round(views * share) for share in (0.4, 0.5, 0.08, 0.02))
        yield (day, names[f"/page/{rank}/"], views, *parts)


def _sums(day: int, thousands: int, names: Names) -> Iterator[tuple[int, ...]]:
    for dim, (some, one_in) in NAMES.items():
        for rank, name in enumerate(some, start=1):
            n = 1000 * thousands / (one_in * rank * 3) * random.uniform(0.5, 1.5)
            yield (dim, day, names[name], max(1, round(n)))


def _add(groups: dict[tuple[int, ...], list[int]], key: tuple[int, ...], sums: list[int]) -> None:
    before = groups.setdefault(key, [0] * len(sums))
    groups[key] = [one + other for one, other in zip(before, sums, strict=True)]


def _insert(connection: Connection, table: Table, rows: list[tuple[Any, ...]]) -> None:
    columns = [column.name for column in table.columns]
    connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])


def room(file: Path) -> list[Result]:
    """Bytes of SQLite's file: what it has more than an empty one, as it stands and written anew."""
    grown, tight, rows, year = _sizes(file)
    return [
        told("dashboard: SQLite, rows", rows, ""),
        told("dashboard: SQLite, a row", grown / rows, "B"),
        at_most("dashboard: SQLite, a row written anew", tight / rows, "B", 15),
        at_most("dashboard: SQLite, a year", grown * year / rows / 1_000_000, "MB", 7),
    ]


def _sizes(file: Path) -> tuple[int, int, int, int]:
    """Bytes as it stands and written anew, rows, and rows of twelve months."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    empty = _empty(file.with_name("empty.db"))
    grown = file.stat().st_size - empty
    connection.execute("VACUUM INTO ?", (str(file.with_name("tight.db")),))
    rows = sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES)  # noqa: S608
    year = rows * 12 // 13
    connection.close()
    return grown, file.with_name("tight.db").stat().st_size - empty, rows, year


def _empty(file: Path) -> int:
    engine = db.connect(f"sqlite:///{file}")
    metadata.create_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file.stat().st_size


def _relations(connection: Connection) -> float:
    """Bytes of the tables with their indices, in PostgreSQL."""
    sizes = (
        connection.execute(select(func.pg_total_relation_size(table.name))).scalar_one() for table in TABLES
    )
    return float(sum(sizes))


def _rows(connection: Connection) -> int:
    counted = (connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES)
    return int(sum(counted))


if __name__ == "__main__":
    alone(measure, VIEWS)
