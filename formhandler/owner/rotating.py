"""Changing the archive's key in the background of this process, while its owner watches."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from flask import Flask

from formhandler.owner import log
from formhandler.vault import rotation
from formhandler.vault.rotation import Outcome, Progress
from formhandler.vault.slots import Unlocked

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Rotating:
    """One rotation at a time; the last one's end stays for the page that tells of it."""

    app: Flask
    thread: threading.Thread | None = None
    progress: Progress | None = None
    outcome: Outcome | None = None
    error: Exception | None = None

    @property
    def running(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def begin(self, unlocked: Unlocked, *, now: datetime) -> None:
        """Start it, or go on with one that was cut off; nothing if it runs already."""
        if self.running:
            return
        self.progress = self.outcome = self.error = None
        self.thread = threading.Thread(target=self._run, args=(unlocked, now), name="rotation", daemon=True)
        self.thread.start()

    def unfinished(self) -> Progress | None:
        """How far it has come, whoever began it; None when no rotation is under way."""
        if self.running and self.progress:
            return self.progress
        return rotation.status(self.app.extensions["config"].data, self.app.extensions["engine"])

    def _run(self, unlocked: Unlocked, now: datetime) -> None:
        assert unlocked.user is not None  # a signed-in owner's
        parts = self.app.extensions
        try:
            self.outcome = rotation.run(
                parts["config"].data, parts["writer"], parts["engine"], unlocked, now=now, progress=self._see
            )
            log.write(self.app, unlocked.user.name, log.What.KEY_ROTATED, self.outcome.key.key_id, now=now)
        except Exception as error:
            # Told on the page, where its owner resumes it; the log has only its kind.
            logger.error("The change of the archive's key stopped: %s", type(error).__name__)
            self.error = error

    def _see(self, progress: Progress) -> None:
        self.progress = progress
