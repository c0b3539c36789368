"""
All of the letters' statements.

A letter is queued in the transaction that keeps its answer. It is ``waiting`` until a sender
leases it (``sending``), then ``sent``, and its sealed mail is gone. What the server refused for
good is ``failed``. A letter whose connection broke after its text had begun to go, or whose sender
died, is ``doubtful``: it may have arrived, so it is not sent again unless the owner says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from formhandler import clock
from formhandler.mail import outbox
from formhandler.schema import document as answer
from formhandler.schema import letter

LEASE = outbox.LEASE  # seconds
GIVE_UP = timedelta(days=5)  # RFC 5321 4.5.4.1: at least 4 or 5 days
GAVE_UP = "gave up: "
#: What the owner decided nothing about is not sent again after so long; the answer stays in the archive.
UNDECIDED_KEPT = timedelta(days=30)
UNDECIDED = ("failed", "doubtful")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How one letter stands."""

    state: str  # waiting, sending, sent, failed, doubtful, bounced, cancelled
    tries: int
    last_error: str | None  # "451 SMTPDataError"; of a bounce "5.1.1"
    sent_at: datetime | None  # UTC
    due_at: datetime  # UTC; when it is tried next, if it waits
    can_resend: bool  # the owner may still choose to send it again


@dataclass(frozen=True, slots=True)
class Counts:
    """How the letters stand, for the owner's health page."""

    waiting: int  # being sent included
    failed: int  # refused, and the owner has not decided
    doubtful: int  # may have arrived, and the owner has not decided
    bounced: int
    oldest: datetime | None  # since when the oldest waiting one waits, UTC
    last_error: str | None  # of the waiting one that was tried last


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter that was leased for sending."""

    id: int
    document: str
    mail_id: str
    sealed: bytes
    created_at: int
    tries: int  # this one included
    lease_until: int


def queue(db: Connection, *, document: str, mail_id: str, sealed: bytes, now: int, due_at: int) -> None:
    """Add a letter, in the transaction that keeps its answer."""
    row = {"document": document, "mail_id": mail_id, "sealed": sealed, "created_at": now, "due_at": due_at}
    db.execute(insert(letter), row)


def cancel(db: Connection, document: str) -> bool:
    """Take a letter back; False if it is no longer waiting."""
    waiting = (letter.c.document == document) & (letter.c.state == "waiting")
    return db.execute(update(letter).where(waiting).values(state="cancelled", sealed=None)).rowcount == 1


def resend(db: Connection, document: str, *, now: datetime) -> bool:
    """Let a failed or doubtful letter wait again, as new; False if it is neither, or its mail is gone."""
    moment = clock.seconds(now)
    values = {"state": "waiting", "tries": 0, "created_at": moment, "due_at": moment, "last_error": None}
    return db.execute(update(letter).where(_undecided(document)).values(values)).rowcount == 1


def leave(db: Connection, document: str) -> bool:
    """The owner lets a failed or doubtful letter be: its sealed mail goes, its state stays."""
    return db.execute(update(letter).where(_undecided(document)).values(sealed=None)).rowcount == 1


def states(db: Connection, documents: Iterable[str]) -> dict[str, State]:
    """How the letters of these answers stand, by answer; one that has no letter is left out."""
    rows = db.execute(select(letter).where(letter.c.document.in_(list(documents))))
    return {
        row.document: State(
            state=row.state,
            tries=row.tries,
            last_error=row.last_error,
            sent_at=clock.moment(row.sent_at),
            due_at=datetime.fromtimestamp(row.due_at, UTC),
            can_resend=row.state in UNDECIDED and row.sealed is not None,
        )
        for row in rows
    }


def count(db: Connection) -> Counts:
    """Count what has not simply gone out."""
    telling = letter.c.state.not_in(UNDECIDED) | letter.c.sealed.is_not(None)
    rows = db.execute(select(letter.c.state, func.count().label("n")).where(telling).group_by(letter.c.state))
    n: dict[str, int] = {row.state: row.n for row in rows}
    waits = letter.c.state.in_(("waiting", "sending"))
    oldest = db.execute(select(func.min(letter.c.created_at)).where(waits)).scalar_one()
    error = db.execute(
        select(letter.c.last_error)
        .where(waits, letter.c.last_error.is_not(None))
        .order_by(letter.c.due_at.desc())
        .limit(1)
    ).scalar_one_or_none()
    return Counts(
        waiting=n.get("waiting", 0) + n.get("sending", 0),
        failed=n.get("failed", 0),
        doubtful=n.get("doubtful", 0),
        bounced=n.get("bounced", 0),
        oldest=clock.moment(oldest),
        last_error=error,
    )


def lease(db: Connection, *, now: datetime) -> Letter | None:
    """Take the letter that has been due longest; None if none is due."""
    moment = clock.seconds(now)
    _doubt_the_dead(db, moment)
    due = (letter.c.state == "waiting") & (letter.c.due_at <= moment)
    # Several handlers may share PostgreSQL: what one of them is claiming, the others pass over.
    oldest = select(letter).where(due).order_by(letter.c.due_at, letter.c.id).limit(1)
    row = db.execute(oldest.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    until = moment + LEASE
    claim = update(letter).where(letter.c.id == row.id)
    db.execute(claim.values(state="sending", lease_until=until, tries=row.tries + 1))
    return Letter(
        id=row.id,
        document=row.document,
        mail_id=row.mail_id,
        sealed=row.sealed,
        created_at=row.created_at,
        tries=row.tries + 1,
        lease_until=until,
    )


def mark_sent(db: Connection, leased: Letter, *, now: datetime) -> None:
    """The server took it; its sealed mail goes."""
    # Also when this sender was given up for dead meanwhile: that the server took it is the truth.
    given_up = (letter.c.state == "doubtful") & (letter.c.tries == leased.tries)
    own = (letter.c.id == leased.id) & (_own(leased) | given_up)
    sent_at = clock.seconds(now)
    gone = {"state": "sent", "sealed": None, "sent_at": sent_at, "last_error": None, "lease_until": None}
    db.execute(update(letter).where(own).values(gone))


def mark_failed(db: Connection, leased: Letter, reason: str) -> None:
    """The server refused it for good."""
    _report(db, leased, {"state": "failed", "last_error": reason})


def mark_doubtful(db: Connection, leased: Letter, reason: str) -> None:
    """It may have arrived: only the owner may send it again."""
    _report(db, leased, {"state": "doubtful", "last_error": reason})


def put_back(db: Connection, leased: Letter, reason: str, *, now: datetime) -> None:
    """Try again later; after five days give up."""
    moment = clock.seconds(now)
    if moment - leased.created_at >= GIVE_UP.total_seconds():
        mark_failed(db, leased, GAVE_UP + reason)
    else:
        due_at = moment + outbox.wait(leased.tries)
        _report(db, leased, {"state": "waiting", "due_at": due_at, "last_error": reason})


def mark_bounced(db: Connection, mail_id: str, status: str) -> bool:
    """It came back from beyond the server that took it; False if we know of no such letter that went out."""
    # Some servers refuse a recipient before they have said yes to us.
    gone_out = (letter.c.mail_id == mail_id) & letter.c.state.in_(("sending", "sent", "doubtful"))
    values = {"state": "bounced", "last_error": status or None, "sealed": None, "lease_until": None}
    return db.execute(update(letter).where(gone_out).values(values)).rowcount == 1


def forget(db: Connection, *, now: datetime) -> int:
    """
    Delete the letters whose answer is no longer kept, and the sealed mail of those long undecided.

    Returns how many letters went.
    """
    orphans = letter.c.document.not_in(select(answer.c.id)) & (letter.c.state != "sending")
    old = letter.c.created_at < clock.seconds(now - UNDECIDED_KEPT)
    undecided = letter.c.state.in_(UNDECIDED) & letter.c.sealed.is_not(None)
    db.execute(update(letter).where(undecided, old).values(sealed=None))
    return db.execute(delete(letter).where(orphans)).rowcount


def _doubt_the_dead(db: Connection, moment: int) -> None:
    """Their mail may have gone out before they died."""
    died = (letter.c.state == "sending") & (letter.c.lease_until <= moment)
    db.execute(update(letter).where(died).values(state="doubtful", lease_until=None))


def _report(db: Connection, leased: Letter, values: dict[str, object]) -> None:
    # A sender that was given up for dead may report after all; what another has done since then stands.
    own = (letter.c.id == leased.id) & _own(leased)
    db.execute(update(letter).where(own).values({"lease_until": None, **values}))


def _own(leased: Letter) -> ColumnElement[bool]:
    return (letter.c.state == "sending") & (letter.c.lease_until == leased.lease_until)


def _undecided(document: str) -> ColumnElement[bool]:
    return (letter.c.document == document) & letter.c.state.in_(UNDECIDED) & letter.c.sealed.is_not(None)
