"""The janitor: what the notice says is erased, is erased on its day."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Engine

from formhandler import clock, letters, mail
from formhandler.answers import store as answers
from formhandler.consent import erasing, rows
from formhandler.consent import store as consent
from formhandler.contact import store
from formhandler.counts import keeping
from formhandler.counts import store as counted
from formhandler.mail import heartbeat
from formhandler.receipts import store as receipts
from formhandler.register import sweeping
from formhandler.unsubscribing import store as links
from formhandler.writer import Writer
from record.period import Period

logger = logging.getLogger(__name__)

#: Sent notices carry nothing personal; they are kept this long so that the owner can see what went out.
SENT_KEPT = timedelta(days=30)
#: What each layer against spam caught, a sum a day: a month can be compared with the same one a year before.
COUNTS_KEPT = timedelta(days=396)
#: How many were asked and what they chose, a sum a week: two years can be compared.
WEEKS_KEPT = timedelta(days=762)

#: A link that unsubscribes works for two years, a leap day among them.
LINKS_KEPT = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Due:
    """What is due to go, or has gone."""

    messages: int
    notices: int
    choices: int
    entries: int  # of the register's cards
    lines: int  # of the permission ledger, notes for the law, requests


def count(db: Connection, *, now: datetime) -> Due:
    """Return what `sweep` would delete at *now*."""
    today = clock.day(now)
    return Due(
        messages=store.count_expired(db, today=today),
        notices=mail.count_sent(db, before=now - SENT_KEPT),
        choices=rows.count_due(db, today=today),
        entries=sweeping.count_entries(db, today=today),
        lines=sweeping.count_lines(db, today=today),
    )


def sweep(writer: Writer, engine: Engine, *, key: bytes, now: datetime, counts: Period = keeping.KEPT) -> Due:
    """
    Delete what is due, and see that it is gone from SQLite's write-ahead log too.

    *key* is the consent record's: it signs that an event was erased on its day. *counts* is how long the sums
    of visits are kept; they are nobody's, so they are not in what is returned.

    `secure_delete` overwrites a deleted row in the database file, but the log still holds it until
    it is truncated; this is the one moment when we do that in service.
    """
    gone = writer.submit(lambda db: _delete(db, now=now))
    first = keeping.oldest(counts, clock.day(now))
    writer.submit(lambda db: counted.expire(db, before=first, now=now))
    gone = replace(gone, choices=_erase_choices(writer, key, today=clock.day(now)))
    gone = _sweep_register(writer, gone, today=clock.day(now))
    if engine.dialect.name == "sqlite":
        _truncate_log(engine)
    return gone


def _delete(db: Connection, *, now: datetime) -> Due:
    answers.expire(db, today=clock.day(now))  # first: the letter of an answer that goes, goes with it
    letters.forget(db, now=now)
    heartbeat.forget(db, now=now)
    store.forget_tickets(db, now=now)
    store.forget_counts(db, before=clock.day(now - COUNTS_KEPT))
    sweeping.expire_confirmations(db, now=now)
    links.expire_links(db, clock.day(now - LINKS_KEPT))
    consent.forget_weeks(db, before=clock.day(now - WEEKS_KEPT))
    gone = Due(
        messages=store.expire(db, today=clock.day(now)),
        notices=mail.forget_sent(db, before=now - SENT_KEPT),
        choices=0,
        entries=0,
        lines=0,
    )
    receipts.expire(db)  # last: a code goes when nothing is left that it opens
    return gone


def _erase_choices(writer: Writer, key: bytes, *, today: date) -> int:
    """A transaction for some, so that nobody who chooses meanwhile waits for all of them."""
    gone, after = 0, 0
    while True:
        some, last = writer.submit(partial(erasing.expire, key=key, today=today, after=after))
        gone += some
        if last is None:
            return gone
        after = last


def _sweep_register(writer: Writer, gone: Due, *, today: date) -> Due:
    """Lines before entries before cards: a card goes when nothing is left on it."""
    lines = sum(
        _all(writer, partial(sweeping.expire_lines, table=table, today=today)) for table in sweeping.LINES
    )
    entries = _all(writer, partial(sweeping.expire_entries, today=today))
    _all(writer, partial(sweeping.erase_shells, today=today))
    return replace(gone, entries=entries, lines=lines)


def _all(writer: Writer, some: Callable[[Connection], int]) -> int:
    """Repeat a job that deletes some until none is left, each time in a transaction of its own."""
    gone = 0
    while n := writer.submit(some):
        gone += n
    return gone


def _truncate_log(engine: Engine) -> None:
    # A raw connection: a checkpoint can't run inside the transaction that SQLAlchemy's would begin.
    connection = engine.raw_connection()
    try:
        (busy, *_) = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    if busy:
        logger.warning("The write-ahead log was in use and was not truncated; the next sweep does it")
