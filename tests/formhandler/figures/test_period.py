"""Which days the figures are of, and which they are compared with."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formhandler.figures import period
from formhandler.figures.period import Days, Preset, Unit

FIRST, TODAY = date(2024, 11, 5), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("which", "days", "before"),
    [
        (Preset.WEEK, (date(2026, 11, 17), TODAY), (date(2026, 11, 10), date(2026, 11, 16))),
        (Preset.DAYS, (date(2026, 10, 25), TODAY), (date(2026, 9, 25), date(2026, 10, 24))),
        # A month that is running is compared with as many days of the one before.
        (Preset.MONTH, (date(2026, 11, 1), TODAY), (date(2026, 10, 1), date(2026, 10, 23))),
        (Preset.YEAR, (date(2025, 12, 1), TODAY), (date(2024, 12, 1), date(2025, 11, 23))),
    ],
)
def test_a_period_with_a_name_ends_today(which, days, before):
    found = period.preset(which, first=FIRST, today=TODAY)

    assert (found.days, found.before) == (Days(*days), Days(*before))
    assert found.running


def test_everything_begins_on_the_first_day_and_has_nothing_before():
    found = period.preset(Preset.ALL, first=FIRST, today=TODAY)

    assert (found.days, found.before) == (Days(FIRST, TODAY), None)


@pytest.mark.parametrize(
    ("today", "before"),
    [
        (date(2026, 3, 31), (date(2026, 2, 1), date(2026, 2, 28))),  # March is over today: a whole February
        (date(2026, 3, 30), (date(2026, 2, 1), date(2026, 2, 28))),  # there is no 30 February
        (date(2026, 3, 28), (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 3, 27), (date(2026, 2, 1), date(2026, 2, 27))),
        (date(2026, 3, 1), (date(2026, 2, 1), date(2026, 2, 1))),
        (date(2026, 2, 28), (date(2026, 1, 1), date(2026, 1, 31))),
        (date(2026, 1, 15), (date(2025, 12, 1), date(2025, 12, 15))),
    ],
)
def test_a_month_is_compared_with_the_month_before(today, before):
    assert period.preset(Preset.MONTH, first=FIRST, today=today).before == Days(*before)


def test_a_month_that_is_over_is_whole_and_compared_with_a_whole_one():
    found = period.month(2026, 10, first=FIRST, today=TODAY)

    assert found.days == Days(date(2026, 10, 1), date(2026, 10, 31))
    assert found.before == Days(date(2026, 9, 1), date(2026, 9, 30))
    assert found.whole_month
    assert not found.running


@pytest.mark.parametrize(("year", "month"), [(2024, 10), (2026, 12)])
def test_of_a_month_without_figures_there_is_nothing(year, month):
    assert period.month(year, month, first=FIRST, today=TODAY) is None


def test_the_month_in_which_the_counting_began_begins_there_and_is_compared_with_nothing():
    found = period.month(2024, 11, first=FIRST, today=TODAY)

    assert found.days == Days(FIRST, date(2024, 11, 30))
    assert found.before is None
    assert not found.whole_month


def test_nothing_is_compared_with_less_than_its_own_length():
    assert period.preset(Preset.WEEK, first=date(2026, 11, 10), today=TODAY).before is not None
    assert period.preset(Preset.WEEK, first=date(2026, 11, 11), today=TODAY).before is None


def test_on_the_29th_of_february_a_year_ago_was_the_28th():
    found = period.preset(Preset.YEAR, first=date(2020, 1, 1), today=date(2024, 2, 29))

    assert found.days == Days(date(2023, 3, 1), date(2024, 2, 29))
    assert found.before == Days(date(2022, 3, 1), date(2023, 2, 28))


@given(st.dates(date(1970, 1, 1), date(9000, 1, 1)), st.dates(date(1970, 1, 1), date(9000, 1, 1)))
def test_any_two_days_are_cut_to_what_is_kept_and_compared_with_as_many(one, two):
    start, end = sorted((one, two))

    found = period.between(start, end, first=FIRST, today=TODAY)

    if found is None:
        assert end < FIRST or start > TODAY
    else:
        assert FIRST <= found.days.start <= found.days.end <= TODAY
        assert found.before is None or found.before.number == found.days.number
        assert found.before is None or found.before.start >= FIRST


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 800), st.sampled_from(list(Unit)))
def test_the_columns_follow_each_other_without_a_gap(start, more, unit):
    days = Days(start, date.fromordinal(start.toordinal() + more))

    found = list(period.spans(days, unit))

    assert (found[0].start, found[-1].end) == (days.start, days.end)
    assert sum(span.number for span in found) == days.number
    assert all((after.start - before.end).days == 1 for before, after in pairwise(found))
    assert all(span.start.day == 1 for span in found[1:] if unit is Unit.MONTH)
    assert all(span.start.weekday() == 0 for span in found[1:] if unit is Unit.WEEK)


@pytest.mark.parametrize(
    ("days", "unit"), [(1, Unit.DAY), (62, Unit.DAY), (63, Unit.WEEK), (189, Unit.WEEK), (190, Unit.MONTH)]
)
def test_a_long_period_has_weeks_or_months_for_columns(days, unit):
    start = date.fromordinal(TODAY.toordinal() - days + 1)

    assert period.between(start, TODAY, first=FIRST, today=TODAY).unit is unit
