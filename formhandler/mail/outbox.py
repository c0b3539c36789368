"""
All of the outbox's statements.

A notice is queued in the transaction that stores its message, so neither is there without
the other. It is ``waiting`` until a sender leases it (``sending``), then ``sent``, or
``failed`` if the server refused it for good; failed ones ride along with the next notice.

All notices that are due go out as one mail, each report and each week as one of its own. Its name
(``batch``) is written before it is sent: a mail that may have arrived before a crash is
repeated under the same name, which is its Message-ID, and so a mailbox can see that it is
the same.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from formhandler.clock import seconds
from formhandler.schema import outbox

#: Kind, and of a report its month, of a week its Monday.
What = tuple[str, date | None]
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
    """What one mail carries."""

    name: str
    notices: int  # 1 of a report
    tries: int  # this one included
    repeat: bool  # an earlier try may have arrived
    kind: str = "notice"  # or "report", "week"
    month: date | None = None  # of a report the first day of its month, of a week its Monday; None: notices


def queue_notice(db: Connection, *, now: datetime) -> None:
    """Add a notice, in the transaction of the message it tells of."""
    moment = seconds(now)
    db.execute(ADD, {"kind": "notice", "created_at": moment, "due_at": moment})


def queue_report(db: Connection, *, month: date, due: datetime, now: datetime) -> None:
    """Add the report of a month, which *month* is the first day of."""
    db.execute(ADD, {"kind": "report", "month": month, "created_at": seconds(now), "due_at": seconds(due)})


def queue_week(db: Connection, *, monday: date, due: datetime, now: datetime) -> bool:
    """Add the mail of the week that begins on *monday*; False where it is there already."""
    if has_week(db, monday):
        return False
    db.execute(ADD, {"kind": "week", "month": monday, "created_at": seconds(now), "due_at": seconds(due)})
    return True


def has_week(db: Connection, monday: date) -> bool:
    """Whether the mail of that week was queued."""
    same = (outbox.c.kind == "week") & (outbox.c.month == monday)
    return db.execute(select(outbox.c.id).where(same)).first() is not None


def cancel_reports(db: Connection) -> None:
    """Take back the reports that have not gone out, and cannot have."""
    waits = outbox.c.state.in_(("waiting", "failed")) & outbox.c.batch.is_(None)
    db.execute(delete(outbox).where(outbox.c.kind == "report", waits))


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
    if doubtful := _doubtful(db, moment):
        name, what = doubtful
        return _claim(db, outbox.c.batch == name, name, moment, repeat=True, what=what)
    if _backing_off(db, moment) or not (due := _due(db, moment)):
        return None
    kind, month = due
    same = (outbox.c.kind == kind) & (outbox.c.month.is_(None) if month is None else outbox.c.month == month)
    fresh = same & or_(outbox.c.state == "failed", outbox.c.due_at <= moment) & outbox.c.batch.is_(None)
    return _claim(db, fresh, secrets.token_hex(16), moment, repeat=False, what=due)


def mark_sent(db: Connection, batch: Batch, *, now: datetime) -> None:
    """The server took the mail. If it refused a report or a week before, it may take that, too, by now."""
    _report(db, batch, {"state": "sent", "sent_at": seconds(now), "last_error": None})
    refused = (outbox.c.state == "failed") & (outbox.c.kind != "notice")
    db.execute(update(outbox).where(refused).values(state="waiting", tries=0, due_at=seconds(now)))


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


def _doubtful(db: Connection, moment: int) -> tuple[str, What] | None:
    """The name, kind and month of a mail that may have gone out already and is due to be repeated."""
    due = (outbox.c.state == "waiting") & (outbox.c.due_at <= moment) & outbox.c.batch.is_not(None)
    first = select(outbox.c.batch, outbox.c.kind, outbox.c.month).where(due).order_by(outbox.c.id).limit(1)
    found = db.execute(first).first()
    return None if found is None else (found.batch, (found.kind, found.month))


def _backing_off(db: Connection, moment: int) -> bool:
    """The wait belongs to the server, not to one notice: until it is over, new ones wait as well."""
    later = (outbox.c.state == "waiting") & (outbox.c.tries > 0) & (outbox.c.due_at > moment)
    return db.execute(select(outbox.c.id).where(later).limit(1)).first() is not None


def _due(db: Connection, moment: int) -> What | None:
    """
    Kind and month of the first that is due; None where nothing is.

    Failed ones alone are no reason to try: without a change the server would refuse them again.
    """
    due = (outbox.c.state == "waiting") & (outbox.c.due_at <= moment)
    first = select(outbox.c.kind, outbox.c.month).where(due).order_by(outbox.c.id).limit(1)
    found = db.execute(first).first()
    return None if found is None else (found.kind, found.month)


def _claim(
    db: Connection, which: ColumnElement[bool], name: str, moment: int, *, repeat: bool, what: What
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
    return Batch(name, claimed.rowcount, tries, repeat, *what) if claimed.rowcount else None


def _report(db: Connection, batch: Batch, values: dict[str, object]) -> None:
    # A sender that was given up for dead may report after all; what another has done since then stands.
    own = (outbox.c.batch == batch.name) & (outbox.c.state == "sending")
    db.execute(update(outbox).where(own).values(lease_until=None, **values))


def _sent(before: datetime) -> ColumnElement[bool]:
    return (outbox.c.state == "sent") & (outbox.c.sent_at < seconds(before))
