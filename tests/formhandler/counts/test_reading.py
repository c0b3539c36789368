from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from counting.view import RELOAD, RETURN
from formhandler.counts import dims, reading
from formhandler.counts.reading import DaySum, PageDay
from tests.formhandler.counts.made import NOON, at, keep, view

FIRST, LAST = date(2026, 1, 15), date(2026, 5, 20)


@pytest.fixture
def spring(engine, writer):
    """One view of /a/ each day, and one of /b/ with a source on each third."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    hours = [at(day.year, day.month, day.day, 12) for day in days]
    keep(writer, *(view("/a/", hour=hour) for hour in hours))
    keep(writer, *(view("/b/", before="/a/", hour=hour) for hour in hours[::3]))
    return engine


RANGES = [
    (date(2026, 3, 1), date(2026, 3, 31)),  # a month
    (date(2026, 3, 2), date(2026, 3, 30)),  # within one
    (date(2026, 2, 27), date(2026, 3, 2)),  # over its border, with no whole month
    (date(2026, 2, 10), date(2026, 5, 10)),  # whole months with days around them
    (date(2026, 2, 1), date(2026, 5, 10)),
    (date(2026, 2, 10), date(2026, 4, 30)),
    (date(2026, 2, 10), date(2026, 5, 20)),  # up to the last day there is
    (date(2026, 5, 1), date(2026, 5, 20)),
    (date(2026, 5, 3), date(2026, 5, 20)),
    (date(2026, 5, 1), date(2026, 5, 19)),
    (date(2025, 1, 1), date(2026, 12, 31)),
    (date(2026, 3, 5), date(2026, 3, 5)),
    (date(2026, 3, 5), date(2026, 3, 4)),  # nothing
]


def test_months_and_days_make_up_any_range(spring):
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    with spring.connect() as db:
        for start, end in RANGES:
            a = sum(start <= day <= end for day in days)
            b = sum(start <= day <= end for day in days[::3])
            pages = {one.page: (one.views, one.entries, one.onward) for one in reading.pages(db, start, end)}

            assert pages == (
                {"/a/": (a, a, b), "/b/": (b, 0, 0)} if a > 1 else {"/a/": (1, 1, 0)} if a else {}
            )
            assert reading.sums(db, dims.SOURCE, start, end) == ({"": a} if a else {})
            assert reading.sums(db, dims.TOTAL, start, end) == ({"views": a + b, "entries": a} if a else {})
            assert reading.every(db, start, end) == {
                dim: reading.sums(db, dim, start, end) for dim in dims.ALL
            }


def test_whole_months_are_not_read_by_day(spring):
    with spring.begin() as db:
        db.execute(text("DELETE FROM count_page_day"))
        db.execute(text("DELETE FROM count_sum_day WHERE dim <> 1"))

        assert sum(one.views for one in reading.pages(db, date(2026, 2, 1), date(2026, 4, 30))) == 89 + 30
        assert reading.sums(db, dims.SOURCE, date(2026, 2, 1), date(2026, 4, 30)) == {"": 89}


def test_the_most_viewed_come_first(engine, writer):
    keep(writer, view("/b/"), view("/a/"), view("/c/"), view("/c/"))

    with engine.connect() as db:
        assert [one.page for one in reading.pages(db, date(2026, 3, 1), date(2026, 3, 31))] == [
            "/c/",
            "/a/",
            "/b/",
        ]


def test_days_without_a_visit_are_there_too(engine, writer):
    keep(writer, view(), view("/b/", before="/"))

    with engine.connect() as db:
        assert reading.days(db, date(2026, 3, 9), date(2026, 3, 11)) == [
            DaySum(date(2026, 3, 9), 0, 0),
            DaySum(date(2026, 3, 10), 2, 1),
            DaySum(date(2026, 3, 11), 0, 0),
        ]


def test_a_page_has_its_days(engine, writer):
    keep(writer, view(), view("/b/", before="/"), view(kind=RETURN), view(kind=RELOAD), view("/c/"))

    with engine.connect() as db:
        assert reading.page_days(db, "/", date(2026, 3, 10), date(2026, 3, 11)) == [
            PageDay(date(2026, 3, 10), views=1, entries=1, onward=1, returns=1, reloads=1),
            PageDay(date(2026, 3, 11), views=0, entries=0, onward=0, returns=0, reloads=0),
        ]
        assert [
            one.views for one in reading.page_days(db, "/never/", date(2026, 3, 10), date(2026, 3, 10))
        ] == [0]
        assert reading.page_days(db, "/", date(2026, 3, 11), date(2026, 3, 10)) == []


def test_the_last_two_days_have_48_hours(engine, writer):
    keep(writer, view(), view(hour=NOON - 47 * 3600), view(hour=NOON - 46 * 3600))

    with engine.connect() as db:
        hours = reading.hours(db, now=datetime(2026, 3, 10, 12, 1, tzinfo=UTC))
        later = reading.hours(db, now=datetime(2026, 3, 10, 13, 0, tzinfo=UTC))
    assert [one.hour for one in hours] == [NOON - 3600 * n for n in range(47, -1, -1)]
    assert [one.views for one in hours] == [1, 1, *[0] * 45, 1]
    assert [one.views for one in later] == [1, *[0] * 45, 1, 0]


def test_the_first_day_is_told(engine, writer):
    with engine.connect() as db:
        assert reading.first_day(db) is None
    keep(writer, view(hour=at(2026, 3, 9, 22)), view(hour=at(2026, 4, 9, 22)))

    with engine.connect() as db:
        assert reading.first_day(db) == date(2026, 3, 10)
