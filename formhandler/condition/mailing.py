"""Whether mail goes out, and comes in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import clock, letters, mail
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from formhandler.mail import heartbeat
from formhandler.mail.smtp import SmtpConfig
from texts import Translator, format_date

#: The page that shows this must not wait long for a server that is silent, seconds.
PATIENCE = 5.0


def goes_out(config: Config, engine: Engine, t: Translator, now: datetime) -> Iterator[Finding]:
    """Whether the mail server takes our mail, what waits for it, and whether the privacy mailbox is alive."""
    if config.mail_url is None:
        said = t("No mail server is set (MAIL_URL); notices wait in the outbox.")
        yield Finding(Topic.MAIL, Mark.NOTE, said)
    else:
        yield _greeting(replace(config.mail_url, timeout=min(PATIENCE, config.mail_url.timeout)), t)
    configured = bool(config.mail_url and config.imap_url)
    try:
        with engine.connect() as connection:
            notices, sent = mail.summary(connection), letters.count(connection)
            alive = heartbeat.status(connection, now, configured=configured)
    except SQLAlchemyError:
        return  # said above
    yield from _notices(notices, t)
    yield from _letters(sent, t)
    yield mailbox(alive, t, now)


def _notices(summary: mail.Summary, t: Translator) -> Iterator[Finding]:
    if summary.waiting or summary.failed:
        said = t(
            "Notices waiting: %(waiting)s, refused: %(failed)s.",
            waiting=summary.waiting,
            failed=summary.failed,
        )
        yield Finding(Topic.MAIL, Mark.NOTE, said)


def _letters(counts: letters.Counts, t: Translator) -> Iterator[Finding]:
    if counts.waiting:
        said = t.n(
            "%(n)s answer waits to leave by mail.", "%(n)s answers wait to leave by mail.", counts.waiting
        )
        yield Finding(Topic.MAIL, Mark.NOTE, said)
    if undelivered := counts.failed + counts.doubtful:
        said = t.n(
            "%(n)s answer did not surely reach its reader: see Answered in the inbox.",
            "%(n)s answers did not surely reach their readers: see Answered in the inbox.",
            undelivered,
        )
        yield Finding(Topic.MAIL, Mark.FAULT, said)


def mailbox(alive: heartbeat.Status, t: Translator, now: datetime) -> Finding:
    """Whether the privacy mailbox gets its own mail."""
    if not alive.configured:
        said = t(
            "Nobody looks into the privacy mailbox: set MAIL_URL and IMAP_URL, and it is tried every day."
        )
        return Finding(Topic.MAIL, Mark.NOTE, said)
    if alive.lost(now):
        said = t(
            "A mail to the privacy mailbox did not come back. Requests may be getting lost: look into it."
        )
        return Finding(Topic.MAIL, Mark.FAULT, said)
    if alive.last_seen is None:
        return Finding(Topic.MAIL, Mark.NOTE, t("The first trial mail to the privacy mailbox is on its way."))
    day = format_date(clock.day(alive.last_seen), t.lang)
    return Finding(Topic.MAIL, Mark.FINE, t("The privacy mailbox was alive on %(day)s.", day=day))


def _greeting(smtp: SmtpConfig, t: Translator) -> Finding:
    try:
        with smtp.session():
            return Finding(Topic.MAIL, Mark.FINE, t("The mail server %(host)s answers.", host=smtp.host))
    except OSError as error:  # smtplib's own errors are OSErrors
        return Finding(
            Topic.MAIL,
            Mark.FAULT,
            t(
                "The mail server %(host)s does not take our mail (%(error)s). Check MAIL_URL.",
                host=smtp.host,
                error=type(error).__name__,
            ),
        )
