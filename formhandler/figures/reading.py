"""What a period's figures are, read from the database once, without words and without a language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection

from counting import exits
from counting.exits import Balance
from counting.view import OTHER
from formhandler.counts import dims, reading
from formhandler.counts.reading import DaySum, HourSum, PageDay, PageSum
from formhandler.figures import store
from formhandler.figures.period import Days, Period, Unit, spans
from formhandler.figures.store import Note

HOURS_FOR = 7  # a period of at most so many days that ends today has the last 48 hours beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A column of the chart, and a row of its table."""

    days: Days
    visits: int
    views: int
    visits_before: int | None  # in the days that these are compared with, where there are such
    over: bool  # False: today is in it


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All there is to tell of a period. What is shown of it, and in which words: shown.py."""

    period: Period
    days: Sequence[DaySum]
    before: Sequence[DaySum]  # of the days that these are compared with; empty where there is nothing
    hours: Sequence[HourSum]  # the last 48, of a short period that ends today; else empty
    pages: Sequence[PageSum]  # those with the most views first
    sums: Mapping[int, Mapping[str, int]]  # counts/dims.py → name → how many, the most first
    notes: Sequence[Note]

    @cached_property
    def visits(self) -> int:
        return sum(day.entries for day in self.days)

    @cached_property
    def views(self) -> int:
        return sum(day.views for day in self.days)

    @cached_property
    def visits_before(self) -> int | None:
        return sum(day.entries for day in self.before) if self.before else None

    @cached_property
    def views_before(self) -> int | None:
        return sum(day.views for day in self.before) if self.before else None

    @cached_property
    def exits(self) -> Mapping[str, float]:
        """Page → the share of visits that ended on it."""
        return exits.shares(self.pages)

    @cached_property
    def balance(self) -> Balance:
        return exits.balance(self.pages)

    @property
    def sent(self) -> int:
        """Forms that were sent."""
        return sum(self.sums[dims.FORM].values())

    @property
    def unknown(self) -> float | None:
        """The share of visits that nobody knows the source of: 0 to 1; None without a visit."""
        arrivals = sum(self.sums[dims.SOURCE].values())
        return self.sums[dims.SOURCE].get("", 0) / arrivals if arrivals else None

    @property
    def empty(self) -> bool:
        """Whether nothing at all was counted."""
        return not any(any(names.values()) for names in self.sums.values())

    @cached_property
    def spans(self) -> list[Span]:
        return _spans(self.period, self.days, self.before)


@dataclass(frozen=True, kw_only=True)
class PageFigures:
    """All there is to tell of one page. Where people came to it from is not counted with it."""

    period: Period
    page: str
    sum: PageSum  # zeros when nothing of it was counted
    share: float | None  # of its views among all; None when there were none
    exits: float  # the share of all visits that ended on it
    sent: int  # forms on it that were sent
    days: Sequence[PageDay]
    notes: Sequence[Note]

    @cached_property
    def spans(self) -> list[Span]:
        return _spans(self.period, [DaySum(day.day, day.views, day.entries) for day in self.days], ())


def first_day(db: Connection, *, today: date) -> date | None:
    """The first day of which anything is kept; None before the first visit."""
    first = reading.first_day(db)
    return None if first is None else min(first, today)


def read(db: Connection, period: Period, *, now: datetime) -> Figures:
    """Everything of *period*, in a dozen statements at most."""
    days, before = period.days, period.before
    # Both in one go; in between there are at most three days.
    found = reading.days(db, before.start if before else days.start, days.end)
    return Figures(
        period=period,
        days=[day for day in found if days.start <= day.day],
        before=[day for day in found if day.day <= before.end] if before else [],
        hours=reading.hours(db, now=now) if period.running and days.number <= HOURS_FOR else [],
        pages=reading.pages(db, days.start, days.end),
        sums=reading.every(db, days.start, days.end),
        notes=store.notes(db, days.start, days.end),
    )


def read_page(db: Connection, page: str, period: Period) -> PageFigures:
    """Everything of one page in *period*."""
    days = period.days
    pages = reading.pages(db, days.start, days.end)
    views = sum(each.views for each in pages)
    found = {each.page: each for each in pages}
    its = found.get(page, PageSum(page, 0, 0, 0, 0, 0))
    return PageFigures(
        period=period,
        page=page,
        sum=its,
        share=its.views / views if views else None,
        exits=exits.shares(pages).get(page, 0.0),
        sent=reading.sums(db, dims.FORM, days.start, days.end).get(page, 0) if page != OTHER else 0,
        days=reading.page_days(db, page, days.start, days.end),
        notes=store.notes(db, days.start, days.end),
    )


def _spans(period: Period, days: Sequence[DaySum], before: Sequence[DaySum]) -> list[Span]:
    """The columns of a chart, each with what it is compared with."""
    within = list(spans(period.days, period.unit))
    then = _then(period, within, compared=bool(before))
    return [
        Span(
            days=span,
            visits=sum(day.entries for day in _of(days, span)),
            views=sum(day.views for day in _of(days, span)),
            visits_before=sum(day.entries for day in _of(before, earlier)) if earlier else None,
            over=span.end < period.today,
        )
        for span, earlier in zip(within, then, strict=True)
    ]


def _then(period: Period, within: Sequence[Days], *, compared: bool) -> list[Days | None]:
    """For each column the days that it is compared with: a month's a year ago, else day by day."""
    if period.before is None or not compared:
        return [None] * len(within)
    if period.unit is Unit.MONTH and len(months := list(spans(period.before, Unit.MONTH))) == len(within):
        return list(months)
    back = period.before.start - period.days.start
    found = [Days(span.start + back, min(span.end + back, period.before.end)) for span in within]
    return [span if span.number > 0 else None for span in found]


def _of(days: Sequence[DaySum], span: Days) -> Sequence[DaySum]:
    """Those of *days*, which follow each other, that lie in *span*."""
    if not days:
        return ()
    first = (span.start - days[0].day).days
    return days[first : first + span.number]
