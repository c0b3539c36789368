"""
What lines were judged as, so that the same is not judged again.

What stands behind the hour of a line comes again the next hour; and all that it says of a view falls in two
halves, the way through the pages and whose it was. There are few of each, so each has a number.
"""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Generic, TypeVar

from counting import line
from counting.judging import Asked, Site, judge
from counting.view import VIEW, Counted, View

#: Numbers of a line that counts as nothing, and of what is none of our lines.
NOTHING, FOREIGN = 0, -1
ANY = 0  # the hour of what may be of any
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
        assert self._number(None) == NOTHING

    def numbers(self, head: bytes, rests: Iterable[bytes]) -> list[int]:
        """Of lines that all begin with *head*."""
        self._head = head
        return list(map(self.__getitem__, rests))

    def __missing__(self, rest: bytes) -> int:
        try:
            found = line.read(self._head + rest)
        except line.Foreign:
            number = FOREIGN
        else:
            number = self._number(judge(asked(found), self._site) if found else None)
        self[rest] = number
        return number

    def _number(self, counted: Counted | None) -> int:
        whose = None
        if isinstance(counted, View):
            whose = (counted.device, counted.lang) if counted.kind == VIEW else None
            counted = replace(counted, device="", lang="")
        way = replace(counted, hour=ANY) if counted else None
        number = self.halves.of((self.ways.of(way), self.whose.of(whose)))
        if number == len(self.views):
            self.views.append(int(whose is not None))
            self.entries.append(int(whose is not None and isinstance(way, View) and way.before is None))
        return number


def asked(one: line.Line) -> Asked:
    """What a line tells of a request."""
    return Asked(**{name: getattr(one, name) for name in line.Line.__slots__})
