"""
Erasing the events whose last day has passed, so that verifying still sees that nothing else is missing.

The day in the column is only where to look: an event goes by what its own body says, after its link
was found right. What somebody altered stays, and `flask consent verify` names it.
"""

import logging
from datetime import date

from sqlalchemy import Connection

from formhandler import clock
from formhandler.consent import chain, rows
from formhandler.consent.event import Event
from formhandler.consent.rows import Row
from formhandler.db import go_alone

logger = logging.getLogger(__name__)

AT_ONCE = 500  # in one transaction: others wait meanwhile


def expire(db: Connection, key: bytes, *, today: date, after: int = 0) -> tuple[int, int | None]:
    """
    Erase the events whose last day was before *today*, at most `AT_ONCE` of those past number *after*.

    Returns:
        How many went, and the number after which to go on; None when there is nothing more.
    """
    go_alone(db)
    found = rows.due(db, today=today, after=after, limit=AT_ONCE)
    gone = sum(_erase(db, key, row.seq, today) for row in found)
    return gone, found[-1].seq if len(found) == AT_ONCE else None


def _erase(db: Connection, key: bytes, seq: int, today: date) -> int:
    row = rows.one(db, seq)
    if row is None or row.body is None:  # gone meanwhile, with the one that replaced it
        return 0
    event = _genuine(db, key, row)
    last = event.last_day(ended(db, row, event)) if event else None
    if event is None or last is None or last >= today:
        logger.error("Event %s of the consent record is due but altered; see flask consent verify", seq)
        return 0
    return _leave_mark(db, key, row) + _erase_before(db, key, event)


def _erase_before(db: Connection, key: bytes, event: Event) -> int:
    """
    Erase what the erased *event* had replaced: it ended earlier, and nothing would say so any more.

    Only where the record's period became shorter between the two is there anything left of it.
    """
    gone = 0
    while event.previous and (row := rows.named(db, event.previous)):
        earlier = _genuine(db, key, row)
        if earlier is None:
            break
        gone += _leave_mark(db, key, row)
        event = earlier
    return gone


def _leave_mark(db: Connection, key: bytes, row: Row) -> int:
    rows.erase(db, row.seq, chain.erased(key, row.link))
    return 1


def _genuine(db: Connection, key: bytes, row: Row) -> Event | None:
    """The event in *row*, if its own link fits; None when somebody altered it."""
    before = rows.link(db, row.seq - 1)
    if before is None or row.body is None or chain.digest(row.body, row.submission) != row.digest:
        return None
    if chain.link(key, before, row.seq, row.digest) != row.link:
        return None
    try:
        return Event.read(row.body)
    except ValueError:
        return None


def ended(db: Connection, row: Row, event: Event) -> date | None:
    """
    The day on which the choice in *row* was replaced before its time; None when it was not.

    Raises nothing and believes nothing: `ended_by` counts only if the event there says that it replaced this.
    """
    if row.ended_by is None:
        return None
    other = rows.one(db, row.ended_by)
    try:
        after = Event.read(other.body) if other and other.body else None
    except ValueError:
        return None
    return clock.day(after.at) if after and after.previous == event.id else None
