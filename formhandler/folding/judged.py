"""
What lines were judged as, so that the same is not judged again.

What stands behind the hour of a line comes again the next hour; and all that it says of a view falls in two
halves, the way through the pages and whose it was. There are few of each, so each has a number.
"""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Generic, TypeVar

from counting import languages, line
from counting.agents import FETCHES, device, fetches
from counting.judging import Asked, Site, judge
from counting.view import DESKTOP, DEVICES, VIEW, Counted, View

#: Numbers of a line that counts as nothing, and of what is none of our lines.
NOTHING, FOREIGN = 0, 1
NONE = (-1, -1)  # the halves of a line that has none
ANY = 0  # the hour of what may be of any
_AGENT, _LANG = line.COLUMNS.index("agent"), line.COLUMNS.index("lang")
_BEHIND_HOUR = line.COLUMNS.index("hour") + 1
T = TypeVar("T", bound=Hashable)


class Numbered(Generic[T]):
    """Things, each once, by their numbers from 0."""

    def __init__(self) -> None:
        self.things: list[T] = []
        self._numbers: dict[T, int] = {}

    def of(self, thing: T) -> int:
        """Its number; a new one where it has none."""
        number = self._numbers.setdefault(thing, len(self.things))
        if number == len(self.things):
            self.things.append(thing)
        return number


class Judged(dict[bytes, int]):
    """What stands behind the hour → the number of what it was judged as; a new one is judged at once."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._head = b""
        self.ways: Numbered[Counted | None] = Numbered()  # of any hour; a view without device and language
        self.whose: Numbered[tuple[str, str] | None] = Numbered()  # device and language of a first view
        self.halves: Numbered[tuple[int, int]] = Numbered()  # the number of a way, and of whose it was
        self.views: list[int] = []  # of halves, by their number: 1 for a first view
        self.entries: list[int] = []  # 1 for an arrival
        self._known: dict[tuple[str, ...], int] = {}  # a line's cells without device and language → its way
        assert self._number(self.ways.of(None), self.whose.of(None)) == NOTHING
        assert self._number(*NONE) == FOREIGN

    def numbers(self, head: bytes, rests: Iterable[bytes]) -> list[int]:
        """Of lines that all begin with *head*."""
        self._head = head
        return list(map(self.__getitem__, rests))

    def __missing__(self, rest: bytes) -> int:
        try:
            cells = line.cells(self._head + rest)
        except line.Foreign:
            number = FOREIGN
        else:
            number = NOTHING if cells is None else self._judged(cells)
        self[rest] = number
        return number

    def _judged(self, cells: list[str]) -> int:
        agent, lang = cells[_AGENT], cells[_LANG]
        # Of a browser only whether it sends Fetch Metadata matters to what is judged.
        if agent.removesuffix(FETCHES) in DEVICES:
            cells[_AGENT] = DESKTOP + FETCHES * fetches(agent)
        cells[_LANG] = ""
        key = tuple(cells[_BEHIND_HOUR:])
        if (way := self._known.get(key)) is None:
            way = self._known[key] = self.ways.of(_way(judge(asked(line.of(cells)), self._site)))
        first = isinstance(view := self.ways.things[way], View) and view.kind == VIEW
        return self._number(way, self.whose.of((device(agent), languages.first(lang)) if first else None))

    def _number(self, way: int, whose: int) -> int:
        number = self.halves.of((way, whose))
        if number == len(self.views):
            counted = self.ways.things[way] if way >= 0 else None
            first = isinstance(counted, View) and counted.kind == VIEW
            self.views.append(int(first))
            self.entries.append(int(first and isinstance(counted, View) and counted.before is None))
        return number


def _way(counted: Counted | None) -> Counted | None:
    """Of any hour, and whosever."""
    if isinstance(counted, View):
        return replace(counted, hour=ANY, device="", lang="")
    return replace(counted, hour=ANY) if counted else None


def asked(one: line.Line) -> Asked:
    """What a line tells of a request."""
    return Asked(**{name: getattr(one, name) for name in line.Line.__slots__})
