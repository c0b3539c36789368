from datetime import date

import pytest

from counting.view import RELOAD, RETURN, Left, Missing, Sent
from formhandler.counts.sums import Sums, date_of, day_of, month_of, number
from tests.formhandler.counts.made import NOON, at, view


# In Finland, clocks go forward at 01:00 UTC on 29 March 2026 and back at 01:00 UTC on 25 October.
@pytest.mark.parametrize(
    ("hour", "day"),
    [
        (at(2026, 3, 28, 21), date(2026, 3, 28)),
        (at(2026, 3, 28, 22), date(2026, 3, 29)),
        (at(2026, 3, 29, 20), date(2026, 3, 29)),
        (at(2026, 3, 29, 21), date(2026, 3, 30)),
        (at(2026, 10, 24, 20), date(2026, 10, 24)),
        (at(2026, 10, 24, 21), date(2026, 10, 25)),
        (at(2026, 10, 25, 21), date(2026, 10, 25)),
        (at(2026, 10, 25, 22), date(2026, 10, 26)),
        (at(2026, 12, 31, 22), date(2027, 1, 1)),
    ],
)
def test_an_hour_is_of_its_day_in_finland(hour, day):
    assert date_of(day_of(hour)) == day


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 2, 1), date(2026, 2, 1)),
        (date(2026, 2, 28), date(2026, 2, 1)),
        (date(2028, 2, 29), date(2028, 2, 1)),
    ],
)
def test_a_month_is_known_by_its_first_day(day, month):
    assert date_of(month_of(number(day))) == month


def test_many_of_the_same_are_counted_at_once():
    one, many = Sums(), Sums()
    things = [
        view("/a/", source="x.example"),
        view("/b/", "/a/"),
        view("/a/", kind=RELOAD),
        view("/a/", kind=RETURN),
    ]
    for thing in (*things, Left(NOON, "bot"), Missing(NOON, "/x/"), Sent(NOON, "/a/")):
        many.count(thing, 3)
        for _ in range(3):
            one.count(thing)

    assert many == one
    assert many.pages[(day_of(NOON),)]["/a/"] == [3, 3, 3, 3, 3]
