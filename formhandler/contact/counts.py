"""What is counted without a message: posts that a flood limit refused, until the database takes the sum."""

import threading
from datetime import datetime
from functools import partial

from formhandler import clock
from formhandler.contact import store
from formhandler.writer import Writer

REFUSED = "refused"


class Refused:
    """
    How many posts were refused since the last flush.

    A write for each would make a flood dearer to us than to its sender, so the sum lives in memory and
    is written every round of the chores; what a crash takes with it is at most a round's worth.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._n = 0

    def add(self) -> None:
        with self._lock:
            self._n += 1

    def flush(self, writer: Writer, now: datetime) -> None:
        """Write the sum and begin anew; when it can't be written it waits. Raises what Writer.submit does."""
        with self._lock:
            n, self._n = self._n, 0
        if not n:
            return
        try:
            writer.submit(partial(store.count, day=clock.day(now), codes=(REFUSED,), n=n))
        except Exception:
            with self._lock:
                self._n += n
            raise
