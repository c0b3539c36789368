"""P35: the deadlines of people's requests, by GDPR Art. 12(3) and Reg. 1182/71, with Finnish holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formhandler.rights import deadlines
from record.period import ONE_MONTH, Period

#: A year is listed at its first use, which a busy machine may take long over.
UNHURRIED = settings(deadline=None)
DAYS = st.dates(date(2018, 5, 25), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-01-31", "2026-03-02"),  # no 31 February: the 28th, a Saturday; then a Sunday
        ("2026-11-23", "2026-12-23"),  # a plain Wednesday
        ("2027-01-29", "2027-03-01"),  # 28 February 2027 is a Sunday
        ("2024-01-31", "2024-02-29"),  # a leap year's Thursday
        ("2026-03-03", "2026-04-07"),  # Good Friday, Saturday, Easter Sunday, Easter Monday
        ("2026-03-06", "2026-04-07"),  # Easter Monday alone
        ("2026-04-01", "2026-05-04"),  # 1 May, then a weekend
        ("2026-04-14", "2026-05-15"),  # Ascension Day is a Thursday
        ("2026-05-19", "2026-06-19"),  # Midsummer Eve is no public holiday
        ("2026-05-20", "2026-06-22"),  # Midsummer Day is a Saturday
        ("2026-11-06", "2026-12-07"),  # Independence Day, a Sunday
        ("2027-11-06", "2027-12-07"),  # Independence Day, a Monday
        ("2026-11-24", "2026-12-24"),  # Christmas Eve is no public holiday
        ("2026-11-25", "2026-12-28"),  # Christmas Day, a Friday; then a weekend
        ("2026-12-01", "2027-01-04"),  # New Year's Day, a Friday
        ("2026-12-06", "2027-01-07"),  # Epiphany, a Wednesday
        ("2026-10-30", "2026-11-30"),
        ("2026-09-30", "2026-10-30"),  # the same number, not the month's end
    ],
)
def test_a_month_ends_on_the_same_number_or_the_next_working_day(received, last):
    assert deadlines.due(date.fromisoformat(received)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("received", "last"),
    [("2026-01-31", "2026-04-30"), ("2026-09-25", "2026-12-28"), ("2026-11-30", "2027-03-01")],
)
def test_an_extension_is_counted_from_receipt(received, last):
    assert deadlines.extended(date.fromisoformat(received)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("promise", "last"),
    [("P14D", "2026-02-14"), ("P28D", "2026-03-02"), ("P1M", "2026-03-02"), ("P27D", "2026-02-27")],
)
def test_a_shorter_promise_of_the_record_is_kept_to_the_day(promise, last):
    assert deadlines.due(date(2026, 1, 31), Period.parse(promise)) == date.fromisoformat(last)


@UNHURRIED
@given(DAYS)
def test_the_last_day_is_the_first_working_day_from_a_month_on(received):
    month, last = ONE_MONTH.add_to(received), deadlines.due(received)

    assert deadlines.working(last)
    assert last >= month
    assert not any(deadlines.working(month + timedelta(days=n)) for n in range((last - month).days))
    assert (last - month).days <= 4  # Good Friday to Easter Monday


@UNHURRIED
@given(DAYS, DAYS)
def test_who_asks_later_is_never_answered_sooner(one, other):
    first, second = sorted([one, other])

    assert deadlines.due(first) <= deadlines.due(second)


@UNHURRIED
@given(DAYS, st.integers(0, 400))
def test_a_promise_never_gives_more_time_than_the_law(received, days):
    assert deadlines.due(received, Period(days=days)) <= deadlines.first_month(received)


@UNHURRIED
@given(st.integers(2018, 2099))
def test_every_year_has_its_fixed_holidays_and_no_eve_among_them(year):
    for month, day in ((1, 1), (1, 6), (5, 1), (12, 6), (12, 25), (12, 26)):
        assert deadlines.holiday(date(year, month, day))
    june = [date(year, 6, day) for day in range(19, 27)]
    assert [day.weekday() for day in june if deadlines.holiday(day) and day.weekday() != 6] == [5]
    assert not deadlines.holiday(date(year, 12, 24))
