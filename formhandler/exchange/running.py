"""
An import that was begun in a browser: the file in memory, and a thread that takes it.

The file never lies on a disk. It is forgotten when the import has ended, when its owner cancels, when the
session locks, and with the process. What was taken stays; the same file sent again goes on from there.
"""

import io
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Flask

from formhandler.duties.store import Stale
from formhandler.exchange import importing, store
from formhandler.exchange.csvfile import Shape
from formhandler.exchange.importing import Desk, Otherwise, TakenBefore
from formhandler.exchange.judging import Told
from formhandler.exchange.mapping import Plan
from formhandler.exchange.store import Tally
from formhandler.owner import log
from formhandler.vault.errors import VaultError
from formhandler.writer import Unavailable

logger = logging.getLogger(__name__)
#: What a page tells of; anything else is a fault of ours, and only its kind is told.
TOLD = (TakenBefore, Otherwise, Stale, Unavailable, VaultError)


class Locked(Exception):
    """The session that the import works for is locked."""


@dataclass(slots=True, kw_only=True)
class Import:
    """One file on its way to the register."""

    raw: bytes = field(repr=False)
    shape: Shape
    kind: str  # of mapping.KINDS
    source: str
    relation: str
    overwriting: bool
    cards: bool = False  # from vCards, a line of the file for each
    columns: Mapping[str, str] = field(default_factory=dict)  # of the file → of the card
    plan: Plan | None = None
    dry: bool = True  # what runs, or ran last
    place: int = 0  # bytes of the file that were read
    told: list[Told] = field(default_factory=list)
    tally: Tally | None = None
    error: Exception | None = None
    thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    @property
    def checked(self) -> bool:
        return self.dry and self.tally is not None

    @property
    def done(self) -> bool:
        return not self.dry and self.tally is not None

    def run(self, app: Flask, desk: Desk, plan: Plan, *, dry: bool, unlocked: Callable[[], bool]) -> None:
        """Check the file, or import it, in the background; nothing when that runs already."""
        if self.running:
            return
        self.plan, self.dry, self.place, self.tally, self.error = plan, dry, 0, None, None
        self.told.clear()
        self.thread = threading.Thread(
            target=self._run, args=(app, desk, unlocked), name="import", daemon=True
        )
        self.thread.start()

    def _run(self, app: Flask, desk: Desk, unlocked: Callable[[], bool]) -> None:
        assert self.plan is not None
        try:
            if not self.dry:
                self._remember(desk)
            tally = importing.take(
                desk, io.BytesIO(self.raw), self.shape, self.plan,
                overwriting=self.overwriting, dry=self.dry, say=self.told.append,
                moved=lambda place: self._moved(place, unlocked),
            )  # fmt: skip
            if not self.dry:
                taken = str(tally.taken + tally.corrected)
                log.write(app, desk.actor, log.What.CARDS_IMPORTED, taken, now=desk.now)
            self.tally = tally
        except TOLD as error:
            self.error = error
        except Exception as error:
            # Told on the page; the log has only its kind, as its text may hold a cell of the file.
            logger.error("An import stopped: %s", type(error).__name__)
            self.error = error
        if self.done:
            self.raw = b""

    def _remember(self, desk: Desk) -> None:
        plan, header = self.plan, self.shape.header
        assert plan is not None
        columns = {header[place]: target.column for place, target in plan.mapped}
        desk.writer.submit(lambda db: store.remember(db, desk.rows, plan.kind, header, columns, now=desk.now))

    def _moved(self, place: int, unlocked: Callable[[], bool]) -> None:
        self.place = place
        if not unlocked():
            raise Locked


class Imports:
    """The import of each session, one at a time."""

    def __init__(self) -> None:
        self._of: dict[str, Import] = {}

    def get(self, session: str) -> Import | None:
        return self._of.get(session)

    def put(self, session: str, one: Import) -> None:
        self._of[session] = one

    def drop(self, session: str) -> None:
        self._of.pop(session, None)

    def forget(self, locked: Callable[[str], bool] = lambda session: True) -> None:
        """Drop those whose session is locked."""
        for session in [id for id in self._of if locked(id)]:
            self.drop(session)
