"""The demo's calendar: Finland's holidays, the week, growth and a campaign."""

from datetime import date, timedelta
from random import Random

import pytest

from formhandler.demo.calendar import CAMPAIGN, CAMPAIGN_AGO, days, easter_sunday, is_holiday

LAST = date(2026, 11, 23)


# Easter Sundays as the calendar of the University of Helsinki's almanac office lists them.
@pytest.mark.parametrize(
    "sunday", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28)]
)
def test_easter_is_when_it_is(sunday):
    assert easter_sunday(sunday.year) == sunday


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 4, 3), True),  # Good Friday
        (date(2026, 4, 6), True),
        (date(2026, 4, 7), False),
        (date(2026, 5, 14), True),  # Ascension Day
        (date(2026, 6, 19), True),  # Midsummer's Eve
        (date(2026, 6, 20), True),
        (date(2026, 6, 26), False),
        (date(2026, 12, 6), True),
        (date(2026, 12, 7), False),
    ],
)
def test_a_holiday_is_one_in_finland(day, holiday):
    assert is_holiday(day) is holiday


def test_weekends_are_quieter_and_the_site_has_grown():
    found = days(LAST - timedelta(days=419), LAST, Random(1))
    plain = [day for day in found if not (day.campaign or day.paper or is_holiday(day.day))]

    def mean(some):
        visits = [day.visits for day in some]
        return sum(visits) / len(visits)

    assert len(found) == 420
    assert mean([d for d in plain if d.day.weekday() >= 5]) < 0.7 * mean(
        [d for d in plain if d.day.weekday() < 5]
    )
    assert mean(plain[-90:]) > 1.5 * mean(plain[:90])


def test_the_campaign_has_a_peak():
    found = days(LAST - timedelta(days=419), LAST, Random(1))
    peak = found[-1 - CAMPAIGN_AGO : len(CAMPAIGN) - 1 - CAMPAIGN_AGO]

    assert [day.campaign for day in peak] == [True] * len(CAMPAIGN)
    assert max(found, key=lambda day: day.visits) in peak
