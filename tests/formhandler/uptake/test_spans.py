"""A period has every week of it, also those in which nobody was asked anything."""

from datetime import date, timedelta

import pytest

from formhandler.consent.store import Week
from formhandler.uptake.spans import Span, Sum, monthly, since, total, weekly

TODAY = date(2026, 11, 22)  # a Sunday
MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(("today", "start"), [(TODAY, "2026-08-24"), (date(2026, 11, 23), "2026-08-31")])
def test_thirteen_weeks_end_with_the_one_that_runs(today, start):
    first = since(Span.QUARTER, today)

    assert first == date.fromisoformat(start)
    assert len(weekly([], start=first, today=today)) == 13


def test_a_year_has_fifty_two_weeks():
    assert len(weekly([], start=since(Span.YEAR, TODAY), today=TODAY)) == 52


def test_a_week_without_anything_stands_between_the_others():
    weeks = [Week(monday=MONDAY - timedelta(weeks=2), given=2), Week(monday=MONDAY, asked=5, refused=1)]

    found = weekly(weeks, start=since(Span.ALL, TODAY), today=TODAY)

    assert [(each.start, each.given, each.asked) for each in found] == [
        (date(2026, 11, 2), 2, 0),
        (date(2026, 11, 9), 0, 0),
        (MONDAY, 0, 5),
    ]
    assert [each.empty for each in found] == [False, True, False]


def test_all_of_nothing_is_the_week_that_runs():
    assert weekly([], start=since(Span.ALL, TODAY), today=TODAY) == [Sum(start=MONDAY)]


def test_a_week_that_a_wrong_clock_put_into_the_future_is_left_out():
    weeks = [Week(monday=MONDAY + timedelta(weeks=1), given=1)]

    assert total(weekly(weeks, start=since(Span.QUARTER, TODAY), today=TODAY)).empty


def test_a_week_counts_in_the_month_in_which_it_begins():
    weeks = [
        Week(monday=date(2026, 10, 26), asked=1, given=1),
        Week(monday=date(2026, 11, 2), asked=2, withdrawn=4),
    ]

    found = monthly(weekly(weeks, start=date.min, today=TODAY))

    assert found == [
        Sum(start=date(2026, 10, 1), asked=1, given=1),
        Sum(start=date(2026, 11, 1), asked=2, withdrawn=4),
    ]


def test_the_share_is_of_those_who_answered_and_leaves_withdrawals_out():
    found = total([Sum(start=MONDAY, asked=100, given=2, partly=1), Sum(start=TODAY, refused=1, withdrawn=9)])

    assert found.answered == 4
    assert found.share == 0.75
    assert found.start == MONDAY


def test_there_is_no_share_of_nobody():
    assert Sum(start=MONDAY, asked=100, withdrawn=1).share is None
