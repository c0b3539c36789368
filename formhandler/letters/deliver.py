"""From the letters that wait to the mail server, never twice."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from formhandler.letters import key as outbox_key
from formhandler.letters import store
from formhandler.letters.key import Unreadable
from formhandler.letters.store import Counts, Letter
from formhandler.mail.smtp import SmtpConfig, Undelivered, send
from formhandler.writer import Writer

logger = logging.getLogger(__name__)

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Report:
    """What one round of delivery did, and how the letters stand after it."""

    sent: int
    left: Counts


def deliver_due(
    writer: Writer, engine: Engine, smtp: SmtpConfig | None, key: bytes, *, now: datetime
) -> Report:
    """
    Send the letters that are due, one by one; without a mail server they stay where they are.

    Before each is handed over, the database knows that it is being sent: whoever comes after a crash
    does not send it again. When the server cannot be reached, the rest waits for the next round.

    Raises:
        Unavailable: the database cannot be written.
    """
    sent = 0
    clock = _running_from(now)
    while smtp and (letter := writer.submit(lambda db: store.lease(db, now=clock()))):
        trouble = _deliver(writer, smtp, key, letter, clock)
        sent += trouble is None
        if isinstance(trouble, Undelivered) and trouble.unheard:
            break
    with engine.connect() as db:
        return Report(sent, store.count(db))


def _deliver(writer: Writer, smtp: SmtpConfig, key: bytes, letter: Letter, clock: Now) -> Exception | None:
    """Send one letter and note what came of it; returns what went wrong."""
    try:
        send(smtp, outbox_key.open_(key, letter.document, letter.mail_id, letter.sealed))
    except Undelivered as trouble:
        logger.warning("A letter waits or failed: %s, try %s", trouble.reason, letter.tries)
        _note(writer, letter, trouble, clock)
        return trouble
    except (Unreadable, ValueError) as error:  # the second: it cannot be written for this server
        reason = type(error).__name__
        logger.error("A letter cannot be sent: %s", reason)
        writer.submit(lambda db: store.mark_failed(db, letter, reason))
        return error
    writer.submit(lambda db: store.mark_sent(db, letter, now=clock()))
    return None


def _note(writer: Writer, letter: Letter, trouble: Undelivered, clock: Now) -> None:
    if trouble.doubtful:
        writer.submit(lambda db: store.mark_doubtful(db, letter, trouble.reason))
    elif trouble.final and not trouble.unheard:
        writer.submit(lambda db: store.mark_failed(db, letter, trouble.reason))
    else:  # a wrong password, too: it says nothing of this letter, and the owner can mend it
        writer.submit(lambda db: store.put_back(db, letter, trouble.reason, now=clock()))


def _running_from(now: datetime) -> Now:
    """A clock that shows *now* and goes on: a round can last, and a lease counts from its own moment."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)
