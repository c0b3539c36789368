"""Which month's report is due."""

from datetime import date, datetime, time
from functools import partial

from sqlalchemy import Connection, Engine

from formhandler import clock
from formhandler.figures.period import month_before, next_month
from formhandler.reports import store
from formhandler.writer import Writer

#: When it goes, by the clock in Finland: the last lines of the web server's log are counted by then.
MORNING = time(6)
#: A server that was off for longer has nothing to tell of the months in between.
MOST = 3


def due(writer: Writer, engine: Engine, *, now: datetime) -> int:
    """
    Queue the reports of the months that are over, each once; returns how many.

    Raises:
        Unavailable: the database cannot be written; nothing is lost, ask again.
    """
    with engine.connect() as db:
        last = store.last(db)
    if last is None or not months(last, clock.day(now)):
        return 0
    return writer.submit(partial(_queue, now=now))


def months(last: date, today: date) -> list[date]:
    """The first days of the months between *last*, the last one done, and that of *today*; at most MOST."""
    found: list[date] = []
    month = month_before(today)
    while month > last and len(found) < MOST:
        found.append(month)
        month = month_before(month)
    return found[::-1]


def _queue(db: Connection, *, now: datetime) -> int:
    last, queued = store.last(db), 0
    if last is None:
        return 0
    for month in months(last, clock.day(now)):
        if not store.queue(db, after=last, month=month, due=_morning(month, now), now=now):
            break
        last, queued = month, queued + 1
    return queued


def _morning(month: date, now: datetime) -> datetime:
    """The morning of the first day after *month*; now, when that is past."""
    first = datetime.combine(next_month(month), MORNING, tzinfo=clock.HELSINKI)
    return max(first, now)
