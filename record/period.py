"""Lengths of time as the law counts them: whole calendar years, months and days."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_ISO = re.compile(r"P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?")
_LONGEST_YEARS = 100  # longer than any duty to keep; also keeps date arithmetic inside the calendar


@dataclass(frozen=True, slots=True)
class Period:
    """An ISO 8601 duration of whole days, months and years, such as ``P12M``."""

    years: int = 0
    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, iso: str) -> Period:
        """
        Read ``P6Y``, ``P12M``, ``P30D`` or their sum ``P1Y6M``.

        Raises:
            ValueError: No such duration, or one longer than 100 years.
        """
        match = _ISO.fullmatch(iso)
        if match is None:
            raise ValueError(f"{iso!r} is not a duration of whole days, months or years")
        years, months, days = (int(number or 0) for number in match.groups())
        if years + months / 12 + days / 365 > _LONGEST_YEARS:
            raise ValueError(f"{iso!r} is longer than {_LONGEST_YEARS} years")
        return cls(years, months, days)

    @property
    def iso(self) -> str:
        """The period as it is written in the record; nothing at all is ``P0D``."""
        parts = ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
        return "P" + ("".join(f"{number}{unit}" for number, unit in parts if number) or "0D")

    def add_to(self, day: date) -> date:
        """
        The day on which the period that begins on *day* is full.

        The day of the same number, or the last day of a month that has none (Reg. 1182/71 Art. 3(2)(c)):
        a month from 31 January ends on the last day of February.
        """
        months = day.year * 12 + day.month - 1 + self.years * 12 + self.months
        year, month = divmod(months, 12)
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=self.days)

    def __bool__(self) -> bool:
        return bool(self.years or self.months or self.days)

    def __str__(self) -> str:
        return self.iso


ONE_MONTH = Period(months=1)


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day that returns every year, such as the last day of the financial year: ``12-31``."""

    month: int
    day: int

    @classmethod
    def parse(cls, text: str) -> MonthDay:
        """
        Read ``MM-DD``; ``02-29`` is the last day of February, whatever the year.

        Raises:
            ValueError: No such day in any year.
        """
        match = re.fullmatch(r"(\d\d)-(\d\d)", text)
        if match is None:
            raise ValueError(f"{text!r} is not MM-DD")
        leap_day = date(2024, int(match[1]), int(match[2]))
        return cls(leap_day.month, leap_day.day)

    def in_year(self, year: int) -> date:
        """This day in *year*."""
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))

    def on_or_after(self, day: date) -> date:
        """The first such day that is not before *day*."""
        this_year = self.in_year(day.year)
        return this_year if this_year >= day else self.in_year(day.year + 1)

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"
