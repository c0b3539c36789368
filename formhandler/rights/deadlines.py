"""
By when a request is answered: GDPR Art. 12(3), counted as Regulation (EEC, Euratom) No 1182/71 says.

A month from receipt ends on the day of the same number, or on the last day of a month that has none (Art.
3(2)(c)). If that is a Saturday, a Sunday or a public holiday, it ends with the next working day (Art. 3(4)).

Public holidays are those that the Member State designates as such (Art. 2(1)). In Finland they are Sundays,
the church's holidays (kirkkolaki 652/2023), 1 May (laki 272/1944) and 6 December (laki 388/1937).
Midsummer Eve and Christmas Eve are not among them: they are days off by custom and by agreements, and the
Finnish Act that moves a time limit past them (laki 150/1930, 5 §) does not govern a limit of EU law. Who
counts them as working days is never late.
"""

from datetime import date, timedelta
from functools import cache

import holidays

from record import Record
from record.period import ONE_MONTH, Period

#: The first month and the two further ones, all counted from receipt (Art. 12(3), second sentence).
EXTENDED = Period(months=3)
#: What the calendar lists beside the public holidays: (month, day) and Midsummer's Friday, see _eve.
CHRISTMAS_EVE = (12, 24)
FRIDAY, SATURDAY = 4, 5
_DAY = timedelta(days=1)


def due(received: date, first_answer: Period = ONE_MONTH) -> date:
    """
    The last day to answer what came on *received*, both in Finland's calendar.

    Args:
        first_answer: What the record promises. A shorter promise than the law's month is kept to the day,
            for it binds by itself and no regulation moves it.
    """
    promised = first_answer.add_to(received)
    return promised if promised < ONE_MONTH.add_to(received) else first_month(received)


def first_month(received: date) -> date:
    """The law's last day to answer, and the last to tell of an extension."""
    return next_working(ONE_MONTH.add_to(received))


def of_article(record: Record, article: str) -> Period:
    """What the record promises for requests by *article*; the law's month when it promises nothing."""
    return next((right.first_answer for right in record.rights if right.article == article), ONE_MONTH)


def extended(received: date) -> date:
    """The last day to answer after an extension of two months."""
    return next_working(EXTENDED.add_to(received))


def next_working(day: date) -> date:
    """*day* itself if it is a working day, else the first one after it."""
    while not working(day):
        day += _DAY
    return day


def working(day: date) -> bool:
    """Neither Saturday, Sunday nor a public holiday (Reg. 1182/71 Art. 2(2))."""
    return day.weekday() < SATURDAY and not holiday(day)


def holiday(day: date) -> bool:
    """Whether *day* is a public holiday in Finland; Sundays that are nothing else are not told."""
    return day in _listed(day.year) and not _eve(day)


def _eve(day: date) -> bool:
    """The calendar lists the two eves, since nobody works on them; the law does not."""
    midsummer = day.month == 6 and day.weekday() == FRIDAY  # no public holiday falls on a Friday in June
    return (day.month, day.day) == CHRISTMAS_EVE or midsummer


@cache
def _listed(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FI", years=year))
