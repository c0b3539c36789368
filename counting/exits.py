"""
Where visits end, told from sums alone.

Nobody is followed from page to page. But each view that somebody came to from page q says that q was not
the last one, so the rest of q's showings were the ends of visits. Over a whole range of days only: a visit
that goes on after midnight would otherwise end on the one day and begin on the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


class Counted(Protocol):
    """What a page was over a range of days."""

    @property
    def page(self) -> str: ...
    @property
    def views(self) -> int: ...
    @property
    def entries(self) -> int: ...
    @property
    def onward(self) -> int: ...
    @property
    def returns(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Balance:
    """Both sides of what has to be equal: a view that came from no page of ours is an entry."""

    first: int  # views that nobody came to from a page of ours: all views − all onward
    entries: int

    @property
    def whole(self) -> bool:
        return self.first == self.entries

    @property
    def off(self) -> int:
        """By how much they differ; 0 when nothing is broken."""
        return self.first - self.entries


def entry(page: Counted) -> int:
    """How many visits began on *page*."""
    return page.entries


def continuation(page: Counted) -> int:
    """How many views, of any page, were come to from *page*."""
    return page.onward


def last(page: Counted) -> int:
    """How often *page* was shown and nothing of ours after it; never below zero."""
    return max(0, page.views + page.returns - page.onward)


def exits(pages: Iterable[Counted]) -> dict[str, float]:
    """
    Page → how many visits ended on it, scaled so that all of them together are the entries.

    Who goes back to a page and on from it is seen going on twice and coming once, where the way of counting
    sees no returns. Scaling takes the part of it away that all pages have; what is left is an estimate.
    """
    pages = list(pages)
    ends = {page.page: last(page) for page in pages}
    together = sum(ends.values())
    if not together:
        return dict.fromkeys(ends, 0.0)
    entries = sum(page.entries for page in pages)
    return {page: n * entries / together for page, n in ends.items()}


def shares(pages: Iterable[Counted]) -> Mapping[str, float]:
    """Page → which part of all visits ended on it: 0 to 1, together 1; all 0 when there was no visit."""
    ends = exits(pages)
    together = sum(ends.values())
    return {page: n / together if together else 0.0 for page, n in ends.items()}


def balance(pages: Iterable[Counted]) -> Balance:
    """The integrity line: both sides are equal, or something is broken."""
    pages = list(pages)
    return Balance(
        first=sum(page.views - page.onward for page in pages), entries=sum(page.entries for page in pages)
    )
