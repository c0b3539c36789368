"""
How many visits a day of the demo has: the week, holidays, the season, growth, and a campaign.

Invented, but in the proportions of a small trader's site: the busiest weekday has twice the visits of a
Saturday, Midsummer is empty, July is quiet.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

#: Visits of an ordinary weekday when the site was young, and today.
FIRST, LAST = 34, 78
WEEK = (1.08, 1.12, 1.06, 1.0, 0.9, 0.55, 0.62)  # from Monday
SEASON = (0.92, 0.96, 1.05, 1.1, 1.12, 0.95, 0.68, 0.98, 1.08, 1.04, 1.0, 0.84)  # from January
HOLIDAY = 0.38
#: How much more there is on each day of the campaign, from its first: it fades.
CAMPAIGN = (2.6, 3.1, 2.4, 1.9, 1.6, 1.2, 1.1, 1.25, 1.2, 1.1)
#: Days before the last on which the campaign begins, and on which the paper wrote of the trader.
CAMPAIGN_AGO, PAPER_AGO = 18, 203
PAPER = (2.2, 1.7, 1.3)


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its visits, and what brings them beside the usual."""

    day: date
    visits: int
    age: float  # 0 on the first day, 1 on the last
    campaign: bool
    paper: bool


def days(first: date, last: date, dice: Random) -> list[Day]:
    """Each day from *first* to *last*."""
    length = max(1, (last - first).days)
    return [
        _day(first + timedelta(days=n), n / length, (last - first).days - n, dice) for n in range(length + 1)
    ]


def _day(day: date, age: float, ago: int, dice: Random) -> Day:
    usual = (FIRST + (LAST - FIRST) * age) * WEEK[day.weekday()] * SEASON[day.month - 1]
    if is_holiday(day):
        usual *= HOLIDAY
    campaign, paper = _at(CAMPAIGN, CAMPAIGN_AGO - ago), _at(PAPER, PAPER_AGO - ago)
    return Day(
        day=day,
        visits=max(1, round(usual * campaign * paper * dice.gauss(1, 0.09))),
        age=age,
        campaign=campaign > 1,
        paper=paper > 1,
    )


def is_holiday(day: date) -> bool:
    """Finland's public holidays that stand in the calendar, with the eves that are kept as such."""
    easter = easter_sunday(day.year)
    moving = {easter + timedelta(days=n) for n in (-2, 0, 1, 39)}
    midsummer = next(date(day.year, 6, n) for n in range(19, 26) if date(day.year, 6, n).weekday() == 4)
    fixed = {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
    return day in moving | {midsummer, midsummer + timedelta(days=1)} or (day.month, day.day) in fixed


def easter_sunday(year: int) -> date:
    """By the Gregorian computus (Meeus, Astronomical Algorithms, ch. 8)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _at(factors: tuple[float, ...], place: int) -> float:
    return factors[place] if 0 <= place < len(factors) else 1.0
