"""
The SQL of the monthly mail: a row of count_option while it is switched on. Its value is the last month done.

A month is named as in 2026-10. Whoever moves the value on queues the report in the same transaction: however
many handlers look at once, one of them does, and what is queued the outbox neither loses nor doubles.
"""

from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from formhandler import mail
from formhandler.schema import count_option

REPORT = "report"
_own = count_option.c.name == REPORT


def on(db: Connection, *, month: date) -> None:
    """Switch it on; the first report is of *month*, which this is the first day of."""
    if last(db) is None:
        db.execute(insert(count_option).values(name=REPORT, value=_bytes(_before(month))))


def off(db: Connection) -> None:
    """Switch it off, and take back what has not gone out."""
    db.execute(delete(count_option).where(_own))
    mail.cancel_reports(db)


def is_on(db: Connection) -> bool:
    return last(db) is not None


def last(db: Connection) -> date | None:
    """The first day of the last month whose report was queued; None while it is switched off."""
    value = db.execute(select(count_option.c.value).where(_own)).scalar_one_or_none()
    return None if value is None else date.fromisoformat(f"{bytes(value).decode()}-01")


def queue(db: Connection, *, after: date, month: date, due: datetime, now: datetime) -> bool:
    """Queue the report of *month*, unless *after* is not the last month any more; returns whether it did."""
    moved = update(count_option).where(_own, count_option.c.value == _bytes(after))
    if not db.execute(moved.values(value=_bytes(month))).rowcount:
        return False
    mail.queue_report(db, month=month, due=due, now=now)
    return True


def _bytes(month: date) -> bytes:
    return f"{month:%Y-%m}".encode()


def _before(month: date) -> date:
    """The first day of the month before."""
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
