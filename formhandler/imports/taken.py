"""
What was taken from a file so far: sums a day, as our own counting has them, in memory that has a bound.

Of a file's rows nothing is left but these sums. A page that the site does not have is OTHER, and so is every
key beyond the most that a day may have, whatever the file brings.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from counting.judging import Site
from counting.view import OTHER
from formhandler.counts import dims
from formhandler.counts.sums import ENTRIES, ONWARD, VIEWS, Sums, clean, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a file counts here."""

    site: Site
    since: date  # the first day that may be imported; older ones would be erased the same night
    until: date  # the last
    today: date
    most: int  # how many keys a day and dimension has by name

    def page(self, path: str) -> str:
        """The page's name; OTHER for one that the site does not have."""
        return self.site.pages.of(path) or OTHER


@dataclass(slots=True)
class Taken:
    """The sums so far, and what was left aside."""

    wanted: Wanted
    sums: Sums = field(default_factory=Sums)
    days: set[date] = field(default_factory=set)
    outside: int = 0  # rows of days before `since` or after `until`
    _named: dict[tuple[int, int], set[str]] = field(default_factory=lambda: defaultdict(set))

    def takes(self, day: date) -> bool:
        """Whether *day* is to be imported; a day that is not is noted."""
        if self.wanted.since <= day <= self.wanted.until:
            return True
        self.outside += 1
        return False

    def views(self, day: date, page: str, n: int) -> None:
        """*n* views of a page, whoever they came from."""
        if n:
            self.days.add(day)
            self._page(day, page)[VIEWS] += n
            self.sums.add(dims.TOTAL, number(day), "views", n)

    def entries(self, day: date, page: str, n: int) -> None:
        """Of its views, *n* by people who came from elsewhere."""
        if n:
            self._page(day, page)[ENTRIES] += n
            self.sums.add(dims.TOTAL, number(day), "entries", n)

    def onward(self, day: date, page: str, n: int) -> None:
        """*n* views of any page by people who came from this one."""
        if n:
            self._page(day, page)[ONWARD] += n

    def add(self, dim: int, day: date, key: str, n: int = 1) -> None:
        """Count *n* of *key*; beyond the most of a day, of OTHER."""
        if not n:
            return
        at, key = number(day), clean(key)
        named = self._named[dim, at]
        if key != OTHER and key not in named:
            if len(named) >= self.wanted.most:
                key = OTHER
            else:
                named.add(key)
        self.sums.add(dim, at, key, n)

    def total(self, name: str) -> int:
        """How many views or entries there are in all."""
        totals = [names for (dim, _), names in self.sums.keys.items() if dim == dims.TOTAL]
        return sum(names[name][0] for names in totals if name in names)

    def _page(self, day: date, page: str) -> list[int]:
        return self.sums.page(number(day), clean(page))
