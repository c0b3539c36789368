"""Dates and periods in words, by Babel: the machine's own locales are not needed."""

from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_datetime, format_skeleton, format_time, format_timedelta
from babel.units import format_unit

HOME = ZoneInfo("Europe/Helsinki")  # whose calendar days the site and its notice mean

# Swedish as in Finland; English with the day first, as elsewhere on the site.
LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}


class PeriodLike(Protocol):
    """What record.Period offers: whole years, months and days, at least one of which may be zero."""

    @property
    def years(self) -> int: ...
    @property
    def months(self) -> int: ...
    @property
    def days(self) -> int: ...


def format_date(day: date, lang: str) -> str:
    """2026-09-01 → "1. syyskuuta 2026", "1 september 2026", "1 September 2026"."""
    return babel_date(day, format="long", locale=LOCALES[lang])


def format_moment(moment: datetime, lang: str) -> str:
    """A moment by the clock at home: "22.11.2026 14.05", "2026-11-22 14:05", "22/11/2026, 14:05"."""
    return format_datetime(moment, format="short", tzinfo=HOME, locale=LOCALES[lang])


def format_clock(moment: datetime, lang: str) -> str:
    """The time of day by the clock at home: "14.05", "14:05", "14:05"."""
    return format_time(moment, format="short", tzinfo=HOME, locale=LOCALES[lang])


def format_day(day: date, lang: str, *, year: bool) -> str:
    """A day in a list: "3.11.", "3.11", "03/11"; with its *year* "3.11.2025", "3.11.2025", "03/11/2025"."""
    return format_skeleton("yMd" if year else "Md", day, locale=LOCALES[lang])


def format_month(day: date, lang: str) -> str:
    """The month of *day*, short, with its year: "11.2026", "2026-11", "11/2026"."""
    return format_skeleton("yM", day, locale=LOCALES[lang])


def format_month_day(month: int, day: int, lang: str) -> str:
    """A day that returns every year: "31. joulukuuta", "31 december", "31 December"."""
    # The year is any leap year, so that 29 February is a day too.
    return format_skeleton("MMMMd", date(2024, month, day), locale=LOCALES[lang])


def format_period(period: PeriodLike, lang: str) -> str:
    """P12M → "12 kuukautta", "12 månader", "12 months". A period of nothing is "0 päivää"."""
    parts = [("year", period.years), ("month", period.months), ("day", period.days)]
    said = [part for part in parts if part[1]] or [("day", 0)]
    return " ".join(format_unit(n, f"duration-{unit}", "long", locale=LOCALES[lang]) for unit, n in said)


def format_ago(moment: datetime, now: datetime, lang: str) -> str:
    """How long ago: "2 minuuttia sitten", "för 2 minuter sedan", "2 minutes ago"; at least a minute."""
    ago = min(moment - now, timedelta(seconds=-1))
    return format_timedelta(ago, granularity="minute", add_direction=True, locale=LOCALES[lang])
