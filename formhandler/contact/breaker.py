"""The breaker: when messages come from everywhere at once, each is looked at by its sender once more."""

import threading
from collections import deque
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=10)
#: Messages within WINDOW, from all networks together, that a small business never gets of its own.
LIMIT = 60


class Breaker:
    """
    Open while more than LIMIT messages were taken within WINDOW; closes by itself as they grow old.

    A ticket buys nothing meanwhile: every message goes by the check page and carries the sign "breaker".
    Nothing is refused or dropped. It remembers moments and nothing else.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: deque[datetime] = deque(maxlen=LIMIT + 1)

    def add(self, *, now: datetime) -> None:
        """Note that a message was taken."""
        with self._lock:
            self._times.append(now)

    def open(self, *, now: datetime) -> bool:
        with self._lock:
            return len(self._times) > LIMIT and self._times[0] > now - WINDOW
