"""The days of a month as bars: cells of a table, because a mail program draws no SVG and loads no picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from formhandler.figures.reading import Span

HEIGHT = 112  # pixels of the highest
EVERY = 7  # days between two names under the bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day. Visits stand on the ground, the other views on them; heights in pixels."""

    day: int  # of the month
    visits: int
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What stands under so many bars."""

    said: str
    wide: int


def bars(spans: Sequence[Span]) -> list[Bar]:
    """A bar of each day; one that is not nothing is seen."""
    most = max((span.views for span in spans), default=0)
    return [_bar(span, most) for span in spans]


def names(spans: Sequence[Span]) -> list[Name]:
    """The first day of each seven: "1.", "8." …"""
    return [
        Name(said=f"{spans[at].days.start.day}.", wide=min(EVERY, len(spans) - at))
        for at in range(0, len(spans), EVERY)
    ]


def _bar(span: Span, most: int) -> Bar:
    visits, views = _high(span.visits, most), _high(span.views, most)
    return Bar(day=span.days.start.day, visits=visits, others=max(0, views - visits))


def _high(number: int, most: int) -> int:
    return max(2, round(HEIGHT * number / most)) if number else 0
