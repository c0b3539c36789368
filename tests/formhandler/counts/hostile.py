"""What somebody sends who wants to fill the tables."""

from collections.abc import Iterator
from itertools import islice

from counting.view import DESKTOP, VIEW, Counted, Missing, View


def strangers(n: int, hour: int) -> Iterator[Counted]:
    """*n* arrivals, each from a host of its own, and as many requests for pages that are not there."""
    for number in range(n):
        yield View(hour, VIEW, "/", None, f"host{number}.example", DESKTOP, "fi")
        yield Missing(hour, f"/nothing/{number}/")


def batches(counted: Iterator[Counted], most: int) -> Iterator[list[Counted]]:
    """*counted* in lists of at most so many."""
    while batch := list(islice(counted, most)):
        yield batch
