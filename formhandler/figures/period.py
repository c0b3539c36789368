"""Which days the figures are of, and which they are compared with. All are calendar dates in Finland."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)
#: So many columns a chart has at most before a longer unit takes over.
DAYS, WEEKS = 62, 27


class Preset(StrEnum):
    """A period with a name, as the address says it."""

    WEEK = "7"
    DAYS = "30"
    MONTH = "kuukausi"  # the one that is running
    YEAR = "12"  # the month that is running, and the eleven before it
    ALL = "kaikki"


class Unit(StrEnum):
    """How long a column of the chart is, and a row of its table."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to another, both inclusive."""

    start: date
    end: date

    @property
    def number(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is asked for, as far as there is anything: from the first day that is kept to today."""

    days: Days
    before: Days | None  # what it is compared with; None: there is nothing as long before it
    preset: Preset | None  # None: a month that is over, or any two days
    month: bool  # whether it is one calendar month, or what there is of it
    today: date
    first: date  # the first day that is kept

    @property
    def running(self) -> bool:
        """Whether today is in it, which is not over yet."""
        return self.days.end == self.today

    @property
    def begins_late(self) -> bool:
        """Whether the first day that is kept is its first: it may have been asked for from earlier on."""
        return self.days.start == self.first

    @property
    def whole_month(self) -> bool:
        """Whether it is a calendar month from its first day to its last."""
        return self.month and self.days == Days(
            self.days.start.replace(day=1), _last_of(self.days.start, Unit.MONTH)
        )

    @property
    def unit(self) -> Unit:
        if self.days.number <= DAYS:
            return Unit.DAY
        return Unit.WEEK if self.days.number <= 7 * WEEKS else Unit.MONTH


def preset(which: Preset, *, first: date, today: date) -> Period:
    """A period with a name, up to today."""
    start, before = _named(which, first, today)
    return _kept(
        Days(start, today), before, which=which, month=which is Preset.MONTH, first=first, today=today
    )


def month(year: int, number: int, *, first: date, today: date) -> Period | None:
    """One calendar month, or what there is of it; None when there is nothing. ValueError: no such month."""
    start = date(year, number, 1)
    end = min(today, start.replace(day=monthrange(year, number)[1]))
    if end < max(start, first):
        return None
    before = _month(start, end)[1]
    return _kept(Days(start, end), before, which=None, month=True, first=first, today=today)


def between(start: date, end: date, *, first: date, today: date) -> Period | None:
    """Any two days; None when nothing is kept of the days from *start* to *end*."""
    if min(end, today) < max(start, first):
        return None
    kept = Days(max(start, first), min(end, today))
    before = Days(_back(kept.start, kept.number), kept.start - DAY)
    return _kept(kept, before, which=None, month=False, first=first, today=today)


def spans(days: Days, unit: Unit) -> Iterator[Days]:
    """*days* one after another, in calendar weeks (from Monday) or months; the outer ones may be short."""
    start = days.start
    while start <= days.end:
        end = min(days.end, _last_of(start, unit))
        yield Days(start, end)
        start = end + DAY


def next_month(day: date) -> date:
    """The first day of the month after that of *day*."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before that of *day*."""
    return (day.replace(day=1) - DAY).replace(day=1)


def _kept(
    days: Days, before: Days | None, *, which: Preset | None, month: bool, first: date, today: date
) -> Period:
    """Cut off what lies before the first day; a comparison with less than its whole length would mislead."""
    whole = before is not None and first <= before.start
    kept = Days(min(max(days.start, first), days.end), days.end)
    return Period(
        days=kept, before=before if whole else None, preset=which, month=month, today=today, first=first
    )


def _named(which: Preset, first: date, today: date) -> tuple[date, Days | None]:
    match which:
        case Preset.WEEK:
            return _last(7, today)
        case Preset.DAYS:
            return _last(30, today)
        case Preset.MONTH:
            return _month(today, today)
        case Preset.YEAR:
            return _year(today)
        case Preset.ALL:
            return first, None


def _last(number: int, today: date) -> tuple[date, Days]:
    start = _back(today, number - 1)
    return start, Days(_back(start, number), start - DAY)


def _month(day: date, end: date) -> tuple[date, Days]:
    """Of a month that is running, as many days of the one before, so that like is compared with like."""
    start, before = day.replace(day=1), month_before(day)
    last = before.replace(day=monthrange(before.year, before.month)[1])
    over = end == _last_of(start, Unit.MONTH)
    return start, Days(before, last if over else min(last, before + (end - start)))


def _year(today: date) -> tuple[date, Days]:
    start = _same_day(next_month(today), years=-1)
    return start, Days(_same_day(start, years=-1), _same_day(today, years=-1))


def _same_day(day: date, *, years: int) -> date:
    """29 February becomes the 28th."""
    year = day.year + years
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def _last_of(day: date, unit: Unit) -> date:
    match unit:
        case Unit.DAY:
            return day
        case Unit.WEEK:
            return day + timedelta(days=6 - day.weekday())
        case Unit.MONTH:
            return next_month(day) - DAY


def _back(day: date, number: int) -> date:
    """*number* of days before; the calendar's own first day where it has no more."""
    return date.fromordinal(max(1, day.toordinal() - number))
