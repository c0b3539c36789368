"""Lets a few derivations of a key run at a time, as each takes much memory, and a bounded queue wait."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Full(Exception):
    """As many wait as may: answer 503, it passes within a second."""


class Turnstile:
    """
    At most *inside* at once, and at most *waiting* more before the door.

    As it comes, for receipt codes: two derivations take 38 MiB and are 68 a second on two cores; sixteen
    more wait for 0.3 s.
    """

    def __init__(self, *, inside: int = 2, waiting: int = 16) -> None:
        self._inside = threading.Semaphore(inside)
        self._all = threading.Semaphore(inside + waiting)

    @contextmanager
    def pass_through(self) -> Iterator[None]:
        """Raises Full without waiting."""
        if not self._all.acquire(blocking=False):
            raise Full
        try:
            with self._inside:
                yield
        finally:
            self._all.release()
