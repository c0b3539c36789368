"""
The heartbeat: a mail that the privacy mailbox sends to itself and finds again.

It shows that mail goes out, comes in and can be read, before a visitor's request is lost. This file
holds the mail, its table's statements, and what follows from them.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from formhandler.clock import moment, seconds
from formhandler.schema import heartbeat as table
from texts import Translator

EVERY = timedelta(days=1)
#: One that has not come back by then is lost; the next one leaves at once, to see whether it was mended.
LOST = timedelta(hours=1)
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Whether the privacy mailbox is alive."""

    configured: bool  # MAIL_URL and IMAP_URL are set
    last_seen: datetime | None  # when one was found again, UTC
    waiting_since: datetime | None  # when the oldest left that none has been found since, UTC

    def lost(self, now: datetime) -> bool:
        """True when the mailbox must be looked after: nothing came back, or nothing was even sent."""
        if not self.configured:
            return False
        waited = self.waiting_since is not None and now - self.waiting_since > LOST
        silent = self.last_seen is not None and now - self.last_seen > EVERY + 2 * LOST
        return waited or silent


def status(db: Connection, now: datetime, *, configured: bool) -> Status:
    """
    How the mailbox stands.

    Args:
        configured: Whether both settings are there; without them old heartbeats say nothing.
    """
    last_sent, last_seen = db.execute(
        select(func.max(table.c.sent_at), func.max(table.c.seen_at)).where(table.c.seen_at.is_not(None))
    ).one()
    since = select(func.min(table.c.sent_at)).where(
        table.c.seen_at.is_(None), table.c.sent_at > (last_sent or 0), table.c.sent_at <= seconds(now)
    )
    return Status(
        configured=configured,
        last_seen=moment(last_seen),
        waiting_since=moment(db.execute(since).scalar_one()),
    )


def begin(db: Connection, *, now: datetime) -> str | None:
    """
    Note that a heartbeat leaves and return its token; None if none is due.

    One is due a day after the last, or when the last was lost.
    """
    last = db.execute(
        select(table.c.sent_at, table.c.seen_at).order_by(table.c.sent_at.desc()).limit(1)
    ).one_or_none()
    if last is not None:
        pause = EVERY if last.seen_at is not None else LOST
        if seconds(now) - last.sent_at < pause.total_seconds():
            return None
    token = secrets.token_hex(8)
    db.execute(insert(table), {"token": token, "sent_at": seconds(now)})
    return token


def tokens(db: Connection) -> frozenset[str]:
    """Those of the last 30 days, found or not."""
    return frozenset(db.execute(select(table.c.token)).scalars())


def mark_seen(db: Connection, token: str, *, now: datetime) -> None:
    """It was found in the mailbox."""
    unseen = (table.c.token == token) & table.c.seen_at.is_(None)
    db.execute(update(table).where(unseen).values(seen_at=seconds(now)))


def forget(db: Connection, *, now: datetime) -> int:
    """Delete those older than 30 days; returns how many."""
    return db.execute(delete(table).where(table.c.sent_at < seconds(now - KEPT))).rowcount


def subject(t: Translator) -> str:
    """What stands before the token; plain ASCII in every language, so that any server's search finds it."""
    return t("Mailbox check")


def write(token: str, *, mailbox: str, t: Translator, now: datetime) -> EmailMessage:
    """The mail from *mailbox* to itself."""
    mail = EmailMessage()
    mail["From"] = mail["To"] = mailbox
    mail["Subject"] = f"{subject(t)} {token}"
    mail["Message-ID"] = f"<heartbeat-{token}@{mail['From'].addresses[0].domain}>"
    mail["Date"] = format_datetime(now)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answer, please
    mail.set_content(
        t(
            "Your website sends this to its own mailbox once a day, to see that the mailbox is alive. It "
            "looks for the mail and deletes it. You need not do anything. If such mails stay here, the "
            "website does not get into the mailbox: run flask doctor."
        )
        + "\n"
    )
    return mail
