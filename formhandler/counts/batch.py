"""
Many threads' views in one job of the writer.

Whoever comes first hands in the job; what comes until the writer gets to it goes along, and all wait for the
same commit. A busy minute so costs the database one small batch after another, not a job for each view.
"""

import os
import threading
import weakref
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection

from counting.view import Counted
from formhandler.counts import store
from formhandler.writer import Busy, Unavailable, Writer


@dataclass(slots=True, eq=False)
class _Open:
    """A batch that still takes what comes."""

    items: list[Counted]
    committed: "Future[None]" = field(init=False)


class Batch:
    """Where what is to be counted goes; safe for any number of threads."""

    def __init__(self, writer: Writer, most: int, *, limit: int = 1000) -> None:
        """*most* as of store.add; *limit*: so many wait at most, or go in one batch."""
        self._writer, self._most, self._limit = writer, most, limit
        self._lock = threading.Lock()
        self._open: _Open | None = None
        known = weakref.ref(self)

        def forget_parent() -> None:
            if (batch := known()) is not None:
                batch._lock, batch._open = threading.Lock(), None

        os.register_at_fork(after_in_child=forget_parent)

    def add(self, counted: Counted, *, seconds: float | None = None) -> None:
        """
        Count one more, and return once that is on the disk.

        Args:
            seconds: Wait no longer; None: as long as it takes.
        Raises:
            writer.Unavailable: It was not counted: too many wait, or the database cannot be written now.
            TimeoutError: It is not on the disk yet, and may still come there.
        """
        future = self._enter(counted)
        try:
            future.result(seconds)
        except (Unavailable, TimeoutError):
            raise
        except Exception:  # of one in the batch, nobody knows whose: each goes by itself
            self._writer.put(partial(store.add, counted=(counted,), most=self._most)).result(seconds)

    def _enter(self, counted: Counted) -> "Future[None]":
        with self._lock:
            # One that has ended without being begun found the database shut: nothing more may go into it.
            if self._open is None or self._open.committed.done():
                batch = _Open([counted])
                batch.committed = self._writer.put(partial(self._write, batch))
                self._open = batch
            elif len(self._open.items) < self._limit:
                self._open.items.append(counted)
            else:
                raise Busy(f"{self._limit} views wait already")
            return self._open.committed

    def _write(self, batch: _Open, db: Connection) -> None:
        """The writer's job. It may run twice, with the same items: a batch that it began is closed."""
        with self._lock:
            if self._open is batch:
                self._open = None
        store.add(db, batch.items, most=self._most)
