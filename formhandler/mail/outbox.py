"""
All of the outbox's statements.

A notice is queued in the transaction that stores its message, so neither is there without
the other. It is ``waiting`` until a sender leases it (``sending``), then ``sent``, or
``failed`` if the server refused it for good; failed ones ride along with the next notice.

All that is due goes out as one mail. Its name (``batch``) is written before it is sent: a
mail that may have arrived before a crash is repeated under the same name, which is its
Message-ID, and so a mailbox can see that it is the same.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from formhandler.clock import seconds
from formhandler.schema import outbox

ADD = insert(outbox)  # built once: it rides along with every message
LEASE = 10 * 60  # seconds; longer than a conversation of a dozen steps with a slow server
FIRST_WAIT = 60  # seconds
LONGEST_WAIT = 6 * 60 * 60  # seconds


@dataclass(frozen=True, slots=True)
class Summary:
    """How the outbox stands, for the owner's list."""

    waiting: int  # being sent included
    failed: int
    last_error: str | None  # of the latest one that has any: SMTP code and error class


@dataclass(frozen=True, slots=True)
class Batch:
    """The notices that one mail carries."""

    name: str
    notices: int
    tries: int  # this one included
    repeat: bool  # an earlier try may have arrived


def queue_notice(db: Connection, *, now: datetime) -> None:
    """Add a notice, in the transaction of the message it tells of."""
    moment = seconds(now)
    db.execute(ADD, {"kind": "notice", "created_at": moment, "due_at": moment})


def summary(db: Connection) -> Summary:
    """Count what has not gone out."""
    rows = db.execute(select(outbox.c.state, func.count().label("notices")).group_by(outbox.c.state))
    count: dict[str, int] = {row.state: row.notices for row in rows}
    unsent = outbox.c.state.in_(("waiting", "sending", "failed"))
    last_error = db.execute(
        select(outbox.c.last_error)
        .where(unsent, outbox.c.last_error.is_not(None))
        .order_by(outbox.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return Summary(count.get("waiting", 0) + count.get("sending", 0), count.get("failed", 0), last_error)


def lease(db: Connection, *, now: datetime) -> Batch | None:
    """Take what is due for sending, as one batch; None if nothing is due."""
    moment = seconds(now)
    _take_from_the_dead(db, moment)
    if name := _doubtful(db, moment):
        return _claim(db, outbox.c.batch == name, name, moment, repeat=True)
    if _backing_off(db, moment) or not _anything_due(db, moment):
        return None
    fresh = or_(outbox.c.state == "failed", outbox.c.due_at <= moment)
    return _claim(db, fresh & outbox.c.batch.is_(None), secrets.token_hex(16), moment, repeat=False)


def mark_sent(db: Connection, batch: Batch, *, now: datetime) -> None:
    """The server took the mail."""
    _report(db, batch, {"state": "sent", "sent_at": seconds(now), "last_error": None})


def mark_failed(db: Connection, batch: Batch, reason: str) -> None:
    """The server refused the mail for good."""
    _report(db, batch, {"state": "failed", "batch": None, "last_error": reason})


def put_back(db: Connection, batch: Batch, reason: str, *, doubtful: bool, now: datetime) -> None:
    """Try again later. A *doubtful* mail may have arrived, and keeps its name for the repeat."""
    due_at = seconds(now) + wait(batch.tries)
    name = batch.name if doubtful or batch.repeat else None
    _report(db, batch, {"state": "waiting", "batch": name, "due_at": due_at, "last_error": reason})


def retry_failed(db: Connection, *, now: datetime) -> int:
    """Let what the server refused wait again, after the owner has mended the settings; returns how many."""
    failed = update(outbox).where(outbox.c.state == "failed")
    return db.execute(failed.values(state="waiting", tries=0, due_at=seconds(now))).rowcount


def count_sent(db: Connection, *, before: datetime) -> int:
    """How many notices `forget_sent` would delete."""
    return db.execute(select(func.count()).where(_sent(before))).scalar_one()


def forget_sent(db: Connection, *, before: datetime) -> int:
    """Delete the notices that went out before that moment; returns how many."""
    return db.execute(delete(outbox).where(_sent(before))).rowcount


def wait(tries: int) -> int:
    """Seconds to wait after so many tries: 1 minute, then twice as long each time, at most 6 hours."""
    doubled: int = FIRST_WAIT * 2 ** min(tries - 1, 16)
    return min(doubled, LONGEST_WAIT)


def _take_from_the_dead(db: Connection, moment: int) -> None:
    died = (outbox.c.state == "sending") & (outbox.c.lease_until <= moment)
    db.execute(update(outbox).where(died).values(state="waiting", lease_until=None, due_at=moment))


def _doubtful(db: Connection, moment: int) -> str | None:
    """The name of a mail that may have gone out already and is due to be repeated."""
    due = (outbox.c.state == "waiting") & (outbox.c.due_at <= moment) & outbox.c.batch.is_not(None)
    return db.execute(select(outbox.c.batch).where(due).order_by(outbox.c.id).limit(1)).scalar_one_or_none()


def _backing_off(db: Connection, moment: int) -> bool:
    """The wait belongs to the server, not to one notice: until it is over, new ones wait as well."""
    later = (outbox.c.state == "waiting") & (outbox.c.tries > 0) & (outbox.c.due_at > moment)
    return db.execute(select(outbox.c.id).where(later).limit(1)).first() is not None


def _anything_due(db: Connection, moment: int) -> bool:
    """Failed ones alone are no reason to try: without a change the server would refuse them again."""
    due = (outbox.c.state == "waiting") & (outbox.c.due_at <= moment)
    return db.execute(select(outbox.c.id).where(due).limit(1)).first() is not None


def _claim(
    db: Connection, which: ColumnElement[bool], name: str, moment: int, *, repeat: bool
) -> Batch | None:
    free = which & outbox.c.state.in_(("waiting", "failed"))
    earlier = select(func.max(outbox.c.tries)).where(free, outbox.c.state == "waiting")
    tries = 1 + (db.execute(earlier).scalar_one() or 0)
    # Several handlers may share PostgreSQL: what one of them is claiming, the others pass over.
    claimed = db.execute(
        update(outbox)
        .where(outbox.c.id.in_(select(outbox.c.id).where(free).with_for_update(skip_locked=True)))
        .values(state="sending", batch=name, lease_until=moment + LEASE, tries=tries)
    )
    return Batch(name, claimed.rowcount, tries, repeat) if claimed.rowcount else None


def _report(db: Connection, batch: Batch, values: dict[str, object]) -> None:
    # A sender that was given up for dead may report after all; what another has done since then stands.
    own = (outbox.c.batch == batch.name) & (outbox.c.state == "sending")
    db.execute(update(outbox).where(own).values(lease_until=None, **values))


def _sent(before: datetime) -> ColumnElement[bool]:
    return (outbox.c.state == "sent") & (outbox.c.sent_at < seconds(before))
