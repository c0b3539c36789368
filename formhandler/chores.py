"""What the serving process does between requests: send the mail that is due; once an hour sweep and look."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from formhandler import clock, condition, janitor, mail, mailroom, notices, published, reports
from formhandler.backups import log, making
from formhandler.consent import chain
from formhandler.counts import keeping
from formhandler.register import recounting
from formhandler.rights import week
from formhandler.side import Side

logger = logging.getLogger(__name__)

ROUND = timedelta(seconds=20)
HOUR = timedelta(hours=1)


def start(app: Flask) -> None:
    """Begin the rounds in a thread that ends with the process."""
    threading.Thread(target=_rounds, args=(app,), name="chores", daemon=True).start()


def _rounds(app: Flask) -> None:
    last: datetime | None = None
    looked: datetime | None = None
    while True:
        now = clock.utcnow()
        _every_round(app, now)
        if looked is None or now - looked >= mailroom.LOOK:
            _into_the_mailbox(app, now)
            looked = now
        if last is None or now - last >= HOUR:
            _every_hour(app, now)
            last = now
        time.sleep(ROUND.total_seconds())


def _every_round(app: Flask, now: datetime) -> None:
    if sessions := app.extensions.get("sessions"):
        sessions.sweep(now=now)
    if app.extensions["record"].counting.on:
        _try(partial(reports.due, app.extensions["writer"], app.extensions["engine"], now=now))
    if app.extensions["side"].opens_messages:
        _try(partial(week.due, app.extensions["writer"], app.extensions["engine"], now=now))
    _try(partial(deliver, app, now))
    if app.extensions["side"].opens_messages:
        _try(partial(mailroom.deliver, app, now))
        _try(partial(mailroom.ask, app, now))
        data, engine = app.extensions["config"].data, app.extensions["engine"]
        _try(partial(log.copy_out, engine, data, today=clock.day(now)))
    for memory in app.extensions["memories"]:
        memory.forget(now.date())
    if refused := app.extensions.get("refused"):
        _try(partial(refused.flush, app.extensions["writer"], now))


def _into_the_mailbox(app: Flask, now: datetime) -> None:
    if app.extensions["side"].opens_messages:
        _try(partial(mailroom.look, app, now))


def _every_hour(app: Flask, now: datetime) -> None:
    side: Side = app.extensions["side"]
    if side.takes_messages:
        key = chain.key(app.extensions["secret"])
        kept = keeping.kept(app.extensions["record"])
        writer, engine = app.extensions["writer"], app.extensions["engine"]
        # First: nothing goes by a time that the record no longer says.
        _try(partial(recounting.follow, writer, app.extensions["record"]))
        _try(partial(janitor.sweep, writer, engine, key=key, now=now, counts=kept))
        if app.extensions["record"].counting.on:
            since = keeping.oldest(kept, clock.day(now))
            _try(partial(published.look, writer, engine, app.extensions["config"].site, since=since))
    if side.opens_messages:
        config = app.extensions["config"]
        to = making.folder(config.data, config.backups)
        _try(partial(making.look_after, app.extensions["writer"], config.data, to, now=now))
    if side is Side.OWNER:  # in production: on a laptop nobody expects us to call the public site
        _try(partial(_look_at_the_certificate, app))


def _look_at_the_certificate(app: Flask) -> None:
    """For the owner's page: asking takes seconds, so no request waits for it."""
    app.extensions["certificate"] = condition.ask_certificate(app.extensions["record"])


def _try(chore: Callable[[], object]) -> None:
    """
    What fails now is tried again on the next round, and the log says so by its kind alone.

    Everything is caught: whatever ends this thread would end the mail and the erasing with it.
    """
    try:
        chore()
    except Exception as error:
        logger.error("A chore waits for its next round: %s", type(error).__name__)


def deliver(app: Flask, now: datetime) -> mail.Report:
    """Send the owner's notices and reports that are due."""
    config = app.extensions["config"]
    return mail.deliver_due(
        app.extensions["writer"],
        app.extensions["engine"],
        config.mail_url,
        mail.Letters(
            notice=notices.writer_of(config, app.extensions["record"]),
            report=reports.writer_of(app, now=now),
            week=week.writer_of(app, now=now),
        ),
        now=now,
    )
