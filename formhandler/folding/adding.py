"""
Lines, added up.

Nothing is done line by line that Python's own functions do for many: a million lines pass in a second or two.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter

from counting import line
from counting.judging import Site
from counting.view import HOUR
from formhandler.counts.sums import Sums, day_of
from formhandler.folding.judged import FOREIGN, Judged

#: Judged lines that are remembered, then forgotten all at once: 30 MB at the usual length.
REMEMBERED = 100_000
_head, _rest = itemgetter(slice(line.HEAD)), itemgetter(slice(line.HEAD, None))


class Adding:
    """Adds lines up for one site, as it is built at present."""

    def __init__(self, site: Site, *, most: int = REMEMBERED) -> None:
        """*most*: so many judged lines are remembered when a batch begins."""
        self.site = site
        self._most = most
        self._judged = Judged(site)

    def batch(self) -> "Batch":
        """Some lines that belong together; what was judged for earlier ones is known."""
        if len(self._judged) > self._most:
            self._judged = Judged(self.site)
        return Batch(self._judged)


class Batch:
    """Lines that are kept together."""

    def __init__(self, judged: Judged) -> None:
        self._judged = judged
        self._days: dict[int, Counter[int]] = {}  # numbers of what was judged, by the day
        self._hours: dict[int, list[int]] = {}  # hours since 1970 → views, entries

    def add(self, lines: Sequence[bytes]) -> list[int]:
        """
        Judge *lines*, which have no line ends, and add them up.

        Returns:
            Which of them are none of ours, by their index.
        """
        foreign: list[int] = []
        at = 0
        for head, group in groupby(lines, key=_head):  # they come by the hour
            rests = list(map(_rest, group))
            numbers = self._numbers(head, rests)
            if FOREIGN in numbers:
                foreign += [at + n for n, number in enumerate(numbers) if number == FOREIGN]
            at += len(rests)
        return foreign

    def sums(self) -> Sums:
        """What they come to."""
        sums = Sums()
        for day, found in self._days.items():
            self._add_up(day, found, sums)
        sums.hours.clear()
        sums.hours.update(self._hours)
        return sums

    def _numbers(self, head: bytes, rests: Sequence[bytes]) -> Sequence[int]:
        """What lines of one hour were judged as; they are added to their day, and to their hour's views."""
        try:
            hour = line.hour(head)
        except line.Foreign:
            return [FOREIGN] * len(rests)
        numbers = self._judged.numbers(head, rests)
        day = self._days.setdefault(day_of(hour), Counter())
        day.update(numbers)
        del day[FOREIGN]
        if views := sum(map(self._judged.views.__getitem__, numbers)):
            there = self._hours.setdefault(hour // HOUR, [0, 0])
            there[0] += views
            there[1] += sum(map(self._judged.entries.__getitem__, numbers))
        return numbers

    def _add_up(self, day: int, found: Counter[int], sums: Sums) -> None:
        """What one day came to."""
        ways: dict[int, int] = {}
        whose: dict[int, int] = {}
        for number, n in found.items():
            way, who = self._judged.halves.things[number]
            ways[way] = ways.get(way, 0) + n
            whose[who] = whose.get(who, 0) + n
        for way, n in ways.items():
            if counted := self._judged.ways.things[way]:
                sums.count(counted, n, day)
        for who, n in whose.items():
            if of := self._judged.whose.things[who]:
                sums.whose(day, *of, n)


class Newest:
    """Judges by the newest site: a page that was published an hour ago is known."""

    def __init__(self, site: Callable[[], Site]) -> None:
        """*site*: the same one until the site is built anew."""
        self._site = site
        self._adding: Adding | None = None

    def adding(self) -> Adding:
        """The same one while the site is the same."""
        site = self._site()
        if self._adding is None or self._adding.site is not site:
            self._adding = Adding(site)
        return self._adding
