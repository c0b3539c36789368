"""The weeks of a period, or its months: also those in which nobody was asked anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from formhandler.consent.store import Week, monday


class Span(StrEnum):
    """How far back the page looks, as its address says it."""

    QUARTER = "13"  # weeks
    YEAR = "52"
    ALL = "kaikki"

    @property
    def monthly(self) -> bool:
        """Years of weeks would be too many columns to tell apart."""
        return self is Span.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What was counted in a week, a month or a whole period."""

    start: date  # its first day
    asked: int = 0
    given: int = 0  # everything that was asked
    partly: int = 0
    refused: int = 0
    withdrawn: int = 0

    @property
    def answered(self) -> int:
        return self.given + self.partly + self.refused

    @property
    def share(self) -> float | None:
        """Of those who answered, who allowed something: 0 to 1; None when nobody answered."""
        return (self.given + self.partly) / self.answered if self.answered else None

    @property
    def empty(self) -> bool:
        return not (self.asked or self.answered or self.withdrawn)


def since(span: Span, today: date) -> date:
    """The Monday from which on the weeks of *span* are needed; the week of *today* is its last."""
    return date.min if span is Span.ALL else monday(today) - timedelta(weeks=int(span) - 1)


def weekly(weeks: Sequence[Week], *, start: date, today: date) -> list[Sum]:
    """
    Every week from that of *start* to that of *today*; at least that one.

    Args:
        start: A Monday; date.min stands for the first of *weeks*.
    """
    found = {week.monday: week for week in weeks}
    first = min(found, default=monday(today)) if start == date.min else start
    mondays = [first + timedelta(weeks=n) for n in range((today - first).days // 7 + 1)]
    return [_sum(day, [found[day]] if day in found else []) for day in mondays]


def monthly(weekly: Sequence[Sum]) -> list[Sum]:
    """The same month by month. A week counts where its Monday is."""
    months: dict[date, list[Sum]] = {}
    for week in weekly:
        months.setdefault(week.start.replace(day=1), []).append(week)
    return [_sum(month, weeks) for month, weeks in months.items()]


def total(sums: Sequence[Sum]) -> Sum:
    """All of them together. ValueError when there are none."""
    return _sum(min(each.start for each in sums), sums)


def _sum(start: date, parts: Iterable[Week | Sum]) -> Sum:
    parts = list(parts)
    return Sum(
        start=start,
        asked=sum(part.asked for part in parts),
        given=sum(part.given for part in parts),
        partly=sum(part.partly for part in parts),
        refused=sum(part.refused for part in parts),
        withdrawn=sum(part.withdrawn for part in parts),
    )
