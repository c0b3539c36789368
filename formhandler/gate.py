"""Whether the form may take messages: only while they can be sealed to the owner's own key and kept."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import db, pages
from formhandler.vault import keys, state
from formhandler.vault.errors import VaultError, VaultMissing
from formhandler.vault.keys import PublicKey

logger = logging.getLogger(__name__)


class Closed(Exception):
    """The form takes no messages; the text says why, for the owner's eyes and the log."""


class Gate:
    """Looks at the key and the database at most once a second; asks nobody when it last looked just now."""

    FRESH = 1.0  # seconds

    def __init__(
        self,
        data: Path,
        engine: Engine,
        site: Callable[[], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """*site* raises pages.SiteMissing unless the site that visitors read is the record's own."""
        self._data, self._engine, self._site, self._clock = data, engine, site, clock
        self._looking = threading.Lock()
        self._looked = float("-inf")
        self._key: PublicKey | None = None
        self._reason: str | None = None

    def key(self) -> PublicKey:
        """Return the key to seal to. Raises Closed when there is none of ours, or nothing could be kept."""
        # One request looks; the others that come meanwhile go by what was last seen.
        if self._stale and self._looking.acquire(blocking=self._unseen):
            try:
                if self._stale:
                    self._look()
            finally:
                self._looking.release()
        if self._key is None:
            raise Closed(self._reason)
        return self._key

    def outbox(self) -> PublicKey | None:
        """The key to seal a mail to that is to go out; None until the owner's side has made it."""
        try:
            return keys.load_public(self._data, keys.OUTBOX)
        except VaultMissing:
            return None
        except VaultError as error:
            logger.error("No mail can ask for a confirmation: %s", error)
            return None

    def look_again(self) -> None:
        """Take nothing for granted at the next call of key: something has changed."""
        self._looked = float("-inf")

    @property
    def _stale(self) -> bool:
        return self._clock() - self._looked > self.FRESH

    @property
    def _unseen(self) -> bool:
        return self._key is None and self._reason is None

    def _look(self) -> None:
        try:
            key, reason = self._checked(), None
        except (VaultError, SQLAlchemyError, db.Outdated, db.Moved, pages.SiteMissing) as error:
            # A database error's text can carry values; its class and cause name the trouble well enough.
            key, reason = None, _plain(error)
        if reason != self._reason and reason:
            logger.error("The form is closed: %s", reason)
        self._key, self._reason, self._looked = key, reason, self._clock()

    def _checked(self) -> PublicKey:
        self._site()
        db.check_current(self._engine)
        db.check_in_place(self._engine)
        key = keys.present(self._data, self._engine)
        state.check_ready(self._data)
        return key


def _plain(error: Exception) -> str:
    if isinstance(error, SQLAlchemyError):
        return f"the database does not answer ({type(error).__name__}); see `flask doctor`"
    return str(error)
