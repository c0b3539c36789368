"""All SQL that changes the sums of visits; reading.py has what is asked of them."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

from counting.view import HOUR, OTHER, Counted
from formhandler import clock
from formhandler import db as database
from formhandler.counts import dims
from formhandler.counts.sums import Groups, Sums, fold, merge, month_of, months, number

#: Most distinct pages a day. The build's list bounds them, too: this is for a list gone wrong.
PAGES = 5_000
#: Counted things that are added up at once: what is in memory has a bound, whatever a log brings.
AT_ONCE = 10_000
HOURS_KEPT = 48


class _Often:
    """
    A statement of every batch, given to the driver's own cursor. Values are "?".

    A batch is a dozen of them, often for some ten views, and SQLAlchemy's part would cost more than SQLite's.
    """

    def __init__(self, sql: str, *, postgresql: str = "") -> None:
        self._sql = {"sqlite": sql, "postgresql": (postgresql or sql).replace("?", "%s")}

    def __call__(self, db: Connection, *values: Any) -> DBAPICursor:
        return self._run(db, "execute", values)

    def many(self, db: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """One executemany."""
        if rows:
            self._run(db, "executemany", rows)

    def among(self, db: Connection, *values: Any, some: Sequence[int] | Sequence[str]) -> DBAPICursor:
        """With a list as its last value, which each database takes in its own way."""
        given = json.dumps(some) if db.dialect.name == "sqlite" else list(some)
        return self(db, *values, given)

    def _run(self, db: Connection, how: str, values: Sequence[Any]) -> DBAPICursor:
        cursor, failed = db.connection.cursor(), db.dialect.loaded_dbapi.Error
        try:
            getattr(cursor, how)(self._sql[db.dialect.name], values)
        except failed as error:  # as SQLAlchemy would have raised it: the writer knows what it may mean
            raise DBAPIError.instance(None, None, error, failed, hide_parameters=True) from error
        return cursor


IDS = _Often(
    "SELECT name, id FROM count_name WHERE name IN (SELECT value FROM json_each(?))",
    postgresql="SELECT name, id FROM count_name WHERE name = ANY(?::text[])",
)
NAME = _Often("INSERT INTO count_name (name) VALUES (?) ON CONFLICT (name) DO NOTHING")
HOUR_ROW = _Often(
    "INSERT INTO count_hour (hour, views, entries) VALUES (?, ?, ?) ON CONFLICT (hour) DO UPDATE "
    "SET views = count_hour.views + excluded.views, entries = count_hour.entries + excluded.entries"
)
FORGET_HOURS = _Often("DELETE FROM count_hour WHERE hour < ?")
FORGET_NAMES = _Often(
    "DELETE FROM count_name WHERE id NOT IN (SELECT page FROM count_page_day "
    "UNION SELECT page FROM count_page_month UNION SELECT key FROM count_sum_day "
    "UNION SELECT key FROM count_sum_month)"
)


class _Table:
    """Sums by day or by month, each of a name; the names of one group are bounded."""

    def __init__(self, name: str, group: Sequence[str], key: str, sums: Sequence[str]) -> None:
        """*name* of the table, and its columns: what a group is, the name's id, what is summed up."""
        columns = (*group, key, *sums)
        more = ", ".join(f"{column} = {name}.{column} + excluded.{column}" for column in sums)
        where = f"FROM {name} WHERE " + " AND ".join(f"{column} = ?" for column in group)
        self.upsert = _Often(
            f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "  # noqa: S608
            f"ON CONFLICT ({', '.join((*group, key))}) DO UPDATE SET {more}"
        )
        self.known = _Often(
            f"SELECT {key} {where} AND {key} IN (SELECT value FROM json_each(?))",  # noqa: S608
            postgresql=f"SELECT {key} {where} AND {key} = ANY(?::bigint[])",
        )
        self.names = _Often(f"SELECT count(*) {where} AND {key} <> ?")
        self.forget = _Often(f"DELETE FROM {name} WHERE {group[-1]} < ?")  # noqa: S608


PAGE = ("views", "entries", "onward", "returns", "reloads")
PAGE_DAY = _Table("count_page_day", ("day",), "page", PAGE)
PAGE_MONTH = _Table("count_page_month", ("month",), "page", PAGE)
KEY_DAY = _Table("count_sum_day", ("dim", "day"), "key", ("n",))
KEY_MONTH = _Table("count_sum_month", ("dim", "month"), "key", ("n",))


def add(db: Connection, counted: Iterable[Counted], *, most: int, pages: int = PAGES) -> None:
    """
    Add *counted* to the sums, in the caller's transaction.

    Args:
        most: So many names a dimension has at most, each day and each month; what comes after them is one of
            the rest, OTHER. What is there already goes on being counted by its name.
        pages: The same of pages.
    """
    database.go_alone(db)  # else two handlers would find room for the same last name, or wait for each other
    counted = iter(counted)
    while some := list(islice(counted, AT_ONCE)):
        keep(db, fold(some), most=most, pages=pages)


def keep(db: Connection, sums: Sums, *, most: int, pages: int = PAGES) -> None:
    """Add what a batch came to; the caller has gone alone."""
    ids = _Ids(db, sums)
    rows = [
        (PAGE_DAY, _bounded(db, PAGE_DAY, sums.pages, ids, pages)),
        (PAGE_MONTH, _bounded(db, PAGE_MONTH, months(sums.pages), ids, pages)),
        (KEY_DAY, _bounded(db, KEY_DAY, sums.keys, ids, most)),
        (KEY_MONTH, _bounded(db, KEY_MONTH, months(sums.keys), ids, most)),
    ]
    ids.make({name for _, groups in rows for names in groups.values() for name in names})
    for table, groups in rows:
        table.upsert.many(
            db,
            [(*group, ids[name], *n) for group, names in groups.items() for name, n in names.items()],
        )
    newest = max(sums.hours, default=0)
    hours = [(hour, *n) for hour, n in sums.hours.items() if hour > newest - HOURS_KEPT]
    HOUR_ROW.many(db, hours)


def expire(db: Connection, *, before: date, now: datetime) -> int:
    """
    Delete the sums of the days before *before*, and the hours that are two days old.

    A month is one sum, so it stays until the last of its days has gone.

    Args:
        before: Calendar date in Europe/Helsinki.
        now: UTC.
    Returns:
        The number of sums deleted, hours not counted.
    """
    database.go_alone(db)
    FORGET_HOURS(db, clock.seconds(now) // HOUR - HOURS_KEPT)
    day = number(before)
    gone = sum(
        table.forget(db, limit).rowcount
        for table, limit in (
            (PAGE_DAY, day),
            (KEY_DAY, day),
            (PAGE_MONTH, month_of(day)),
            (KEY_MONTH, month_of(day)),
        )
    )
    if gone:
        FORGET_NAMES(db)
    return gone


class _Ids(dict[str, int]):
    """The ids of the names that a batch has, as far as there are any."""

    def __init__(self, db: Connection, sums: Sums) -> None:
        self._db = db
        names = {
            OTHER,
            *(name for groups in (sums.pages, sums.keys) for some in groups.values() for name in some),
        }
        self._read(names)
        self.make({OTHER})

    def make(self, names: Iterable[str]) -> None:
        """Give an id to each of *names* that has none."""
        new = [name for name in names if name not in self]
        if new:
            NAME.many(self._db, [(name,) for name in new])
            self._read(new)

    def _read(self, names: Iterable[str]) -> None:
        self.update(IDS.among(self._db, some=list(names)).fetchall())


def _bounded(db: Connection, table: _Table, groups: Groups, ids: _Ids, most: int) -> Groups:
    """*groups* with what has no room in them any more added to the rest."""
    return {
        group: names
        if group[0] in dims.OWN_WORDS and len(group) == 2
        else _with_room(db, table, group, names, ids, most)
        for group, names in groups.items()
    }


def _with_room(
    db: Connection, table: _Table, group: tuple[int, ...], names: dict[str, list[int]], ids: _Ids, most: int
) -> dict[str, list[int]]:
    found = table.known.among(db, *group, some=[ids[name] for name in names if name in ids])
    known = {ids[OTHER], *(key for (key,) in found.fetchall())}
    new = [name for name in names if ids.get(name) not in known]
    if not new:
        return names
    (there,) = table.names(db, *group, ids[OTHER]).fetchone() or (0,)
    room = max(0, most - there)
    if len(new) <= room:
        return names
    rest = dict.fromkeys(new[room:])
    kept = {name: sums for name, sums in names.items() if name not in rest}
    for name in rest:
        merge(kept, {OTHER: names[name]})
    return kept
