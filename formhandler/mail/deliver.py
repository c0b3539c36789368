"""From the outbox to the mail server."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import Engine

from formhandler.mail import outbox
from formhandler.mail.outbox import Batch
from formhandler.mail.smtp import SmtpConfig, Undelivered, send
from formhandler.writer import Writer

logger = logging.getLogger(__name__)

Notice = Callable[[int], EmailMessage]  # from the number of new messages to the mail that says so
Monthly = Callable[[date], EmailMessage]  # from the first day of a month to the mail with its figures


@dataclass(frozen=True, slots=True)
class Letters:
    """How each kind of mail is written."""

    notice: Notice
    report: Monthly
    week: Monthly  # from the week's Monday to the mail of what presses

    def of(self, batch: Batch) -> EmailMessage:
        if batch.month is None:
            return self.notice(batch.notices)
        return self.week(batch.month) if batch.kind == "week" else self.report(batch.month)


@dataclass(frozen=True, slots=True)
class Report:
    """What one round of delivery did, and how the outbox stands after it: notices and reports, not mails."""

    sent: int
    waiting: int
    failed: int
    error: str | None  # the latest trouble of those not sent: SMTP code and error class


def deliver_due(
    writer: Writer, engine: Engine, smtp: SmtpConfig | None, letters: Letters, *, now: datetime
) -> Report:
    """
    Send the notices that are due, as one mail, and each report as one; without a mail server they wait.

    What the server takes is ``sent``. What it refuses for good (5xx) is ``failed`` and rides
    along with the next notice. After anything else it is tried again, first in a minute and at
    most every six hours. A sender that dies is succeeded by another after ten minutes.

    Raises:
        Unavailable: the database cannot be written.
    """
    sent = 0
    while smtp and (batch := writer.submit(lambda db: outbox.lease(db, now=now))):
        sent += _deliver(writer, smtp, letters, batch, now)
    with engine.connect() as db:
        left = outbox.summary(db)
    return Report(sent, left.waiting, left.failed, left.last_error)


def _deliver(writer: Writer, smtp: SmtpConfig, letters: Letters, batch: Batch, now: datetime) -> int:
    """Send one batch, note what came of it, and return how many notices went out."""
    try:
        send(smtp, _addressed(letters.of(batch), batch, now))
    except Undelivered as trouble:
        logger.warning("Mail to the owner waits or failed: %s, try %s", trouble.reason, batch.tries)
        _note(writer, batch, trouble, now)
        return 0
    except Exception as error:  # a mail that cannot be written: ours to mend, and nothing was sent
        reason = type(error).__name__
        writer.submit(lambda db: outbox.put_back(db, batch, reason, doubtful=False, now=now))
        raise
    writer.submit(lambda db: outbox.mark_sent(db, batch, now=now))
    return batch.notices


def _note(writer: Writer, batch: Batch, trouble: Undelivered, now: datetime) -> None:
    if trouble.final:
        writer.submit(lambda db: outbox.mark_failed(db, batch, trouble.reason))
    else:
        writer.submit(
            lambda db: outbox.put_back(db, batch, trouble.reason, doubtful=trouble.doubtful, now=now)
        )


def _addressed(mail: EmailMessage, batch: Batch, now: datetime) -> EmailMessage:
    """*mail* with the headers that depend on when and as what it is sent."""
    [sender] = mail["From"].addresses
    mail["Message-ID"] = f"<{batch.kind}-{batch.name}@{sender.domain}>"
    mail["Date"] = format_datetime(now)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answer, please
    return mail
