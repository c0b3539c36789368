"""
Lines, judged and added up: each different one once.

Lines of the same hour are often the same to the byte, for they tell of nobody; and what stands behind the
hour comes again the next hour. So a line costs little more than finding it in a dictionary. What was judged
is kept in two halves, the way through the pages and whose it was: there are few of each, and only those are
added up one by one.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from typing import Generic, TypeVar

from counting import line
from counting.judging import Asked, Site, judge
from counting.view import HOUR, VIEW, Counted, View
from formhandler.counts.sums import Sums, day_of

T = TypeVar("T")
#: Judged lines that are remembered, then forgotten all at once: 30 MB at the usual length.
REMEMBERED = 100_000
_head, _rest = itemgetter(slice(line.HEAD)), itemgetter(slice(line.HEAD, None))


@dataclass(slots=True, kw_only=True)
class Added:
    """What came of some lines."""

    sums: Sums = field(default_factory=Sums)
    foreign: list[int] = field(default_factory=list)  # which of the lines are none of ours, by their index


class Adding:
    """What was judged so far, for one site as it is built at present."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._forget()

    def _forget(self) -> None:
        self._judged: dict[bytes, tuple[int, int]] = {}  # what stands behind the hour → its two halves
        self._ways: _Numbers[Counted | None] = _Numbers()  # of any hour; a view without device and language
        self._whose: _Numbers[tuple[str, str] | None] = _Numbers()  # device and language of a first view

    def add(self, lines: Sequence[bytes]) -> Added:
        """Judge *lines*, which have no line ends, and add them up."""
        if len(self._judged) > REMEMBERED:
            self._forget()
        added, foreign = Added(), set[bytes]()
        days: dict[int, _Day] = {}
        for head, rests in _by_head(lines).items():
            try:
                hour = line.hour(head)
            except line.Foreign:
                foreign.update(head + rest for rest in rests)
                continue
            foreign.update(self._judge(head, rests))
            self._hour(hour, rests, days.setdefault(day_of(hour), _Day(hour)))
        for number, day in days.items():
            self._day(number, day, added.sums)
        if foreign:
            added.foreign = [index for index, one in enumerate(lines) if one in foreign]
        return added

    def _judge(self, head: bytes, rests: Counter[bytes]) -> set[bytes]:
        """Judge those of *rests* that are new; lines that are none of ours are taken out and returned."""
        foreign = set()
        for rest in [rest for rest in rests if rest not in self._judged]:
            try:
                found = line.read(head + rest)
            except line.Foreign:
                foreign.add(head + rest)
                del rests[rest]
            else:
                counted = judge(asked(found), self.site) if found else None
                self._judged[rest] = self._halves(counted)
        return foreign

    def _halves(self, counted: Counted | None) -> tuple[int, int]:
        whose = None
        if isinstance(counted, View):
            whose = (counted.device, counted.lang) if counted.kind == VIEW else None
            counted = replace(counted, hour=0, device="", lang="")
        elif counted is not None:
            counted = replace(counted, hour=0)
        return self._ways.of(counted), self._whose.of(whose)

    def _hour(self, hour: int, rests: Counter[bytes], day: "_Day") -> None:
        """Add an hour's lines to its day."""
        judged, whose = self._judged, day.whose
        ways: dict[int, int] = {}
        for rest, n in rests.items():
            way, who = judged[rest]
            ways[way] = ways.get(way, 0) + n
            whose[who] = whose.get(who, 0) + n
        views = entries = 0
        for way, n in ways.items():
            day.ways[way] = day.ways.get(way, 0) + n
            counted = self._ways.things[way]
            if isinstance(counted, View) and counted.kind == VIEW:
                views += n
                entries += n if counted.before is None else 0
        if views:
            day.hours.append((hour // HOUR, views, entries))

    def _day(self, number: int, day: "_Day", sums: Sums) -> None:
        for way, n in day.ways.items():
            if counted := self._ways.things[way]:
                sums.count(replace(counted, hour=day.hour), n)
        for who, n in day.whose.items():
            if found := self._whose.things[who]:
                sums.whose(number, *found, n)
        sums.hours.pop(day.hour // HOUR, None)  # all of the day's were counted as of this one
        for hour, views, entries in day.hours:
            there = sums.hours.setdefault(hour, [0, 0])
            there[0] += views
            there[1] += entries


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


def asked(one: line.Line) -> Asked:
    """What a line tells of a request."""
    return Asked(**{name: getattr(one, name) for name in line.Line.__slots__})


@dataclass(slots=True)
class _Day:
    """How often each half came on one day."""

    hour: int  # any of the day, seconds UTC since 1970
    ways: dict[int, int] = field(default_factory=dict)
    whose: dict[int, int] = field(default_factory=dict)
    hours: list[tuple[int, int, int]] = field(default_factory=list)  # hours since 1970, views, entries


class _Numbers(Generic[T]):
    """A number for each thing, from 0."""

    def __init__(self) -> None:
        self.things: list[T] = []
        self._numbers: dict[T, int] = {}

    def of(self, thing: T) -> int:
        number = self._numbers.setdefault(thing, len(self.things))
        if number == len(self.things):
            self.things.append(thing)
        return number


def _by_head(lines: Sequence[bytes]) -> dict[bytes, Counter[bytes]]:
    """How often there is what stands behind the hour, hour by hour; lines come by the hour."""
    found: dict[bytes, Counter[bytes]] = {}
    for head, some in groupby(lines, key=_head):
        found.setdefault(head, Counter()).update(map(_rest, some))
    return found
