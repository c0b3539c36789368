"""What the serving process does between requests: send the mail that is due, sweep once an hour."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from formhandler import clock, janitor, mail, notices

logger = logging.getLogger(__name__)

ROUND = timedelta(seconds=20)
SWEEP = timedelta(hours=1)


def start(app: Flask) -> threading.Thread:
    """Begin the rounds in a thread that ends with the process."""
    thread = threading.Thread(target=_rounds, args=(app, threading.Event()), name="chores", daemon=True)
    thread.start()
    return thread


def _rounds(app: Flask, stop: threading.Event) -> None:
    swept: datetime | None = None
    while True:
        now = clock.utcnow()
        _try(partial(deliver, app, now))
        if swept is None or now - swept >= SWEEP:
            _try(partial(janitor.sweep, app.extensions["writer"], app.extensions["engine"], now=now))
            swept = now
        stop.wait(ROUND.total_seconds())


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
