"""What the serving process does between requests: send the mail that is due, sweep once an hour."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from formhandler import clock, janitor, mail, notices

logger = logging.getLogger(__name__)

ROUND = timedelta(seconds=20)
SWEEP = timedelta(hours=1)


def start(app: Flask) -> None:
    """Begin the rounds in a thread that ends with the process."""
    threading.Thread(target=_rounds, args=(app,), name="chores", daemon=True).start()


def _rounds(app: Flask) -> None:
    swept: datetime | None = None
    while True:
        now = clock.utcnow()
        if sessions := app.extensions.get("sessions"):
            sessions.sweep(now=now)
        _try(partial(deliver, app, now))
        for memory in app.extensions["memories"]:
            memory.forget(now.date())
        if app.extensions["side"].takes_messages and (swept is None or now - swept >= SWEEP):
            _try(partial(janitor.sweep, app.extensions["writer"], app.extensions["engine"], now=now))
            swept = now
        time.sleep(ROUND.total_seconds())


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
    """Send the owner's notices that are due."""
    config = app.extensions["config"]
    return mail.deliver_due(
        app.extensions["writer"],
        app.extensions["engine"],
        config.mail_url,
        notices.writer_of(config, app.extensions["record"]),
        now=now,
    )
