import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from counting.view import OTHER, RELOAD, RETURN, Left, Missing, Sent
from formhandler import db
from formhandler.counts import dims, reading, store
from formhandler.counts.reading import PageSum
from formhandler.schema import metadata
from formhandler.writer import Unavailable, Writer
from tests.formhandler.counts.made import NOON, at, keep, rows, view

DAY = date(2026, 3, 10)
TABLES = (
    "count_page_day",
    "count_page_month",
    "count_sum_day",
    "count_sum_month",
    "count_hour",
    "count_name",
)


def sums(engine, dim, start=DAY, end=DAY):
    with engine.connect() as connection:
        return reading.sums(connection, dim, start, end)


def pages(engine, start=DAY, end=DAY):
    with engine.connect() as connection:
        return {one.page: one for one in reading.pages(connection, start, end)}


def test_an_arrival_and_the_way_on_are_counted_for_each_page(engine, writer):
    keep(
        writer,
        view("/", source="www.example.com"),
        view("/hinnat/", before="/"),
        view("/hinnat/", kind=RELOAD),
        view("/", kind=RETURN),
    )

    assert pages(engine) == {
        "/": PageSum("/", views=1, entries=1, onward=1, returns=1, reloads=0),
        "/hinnat/": PageSum("/hinnat/", views=1, entries=0, onward=0, returns=0, reloads=1),
    }
    assert sums(engine, dims.TOTAL) == {"views": 2, "entries": 1, "reloads": 1, "returns": 1}


def test_only_an_arrival_has_a_source_and_each_view_a_device_and_a_language(engine, writer):
    keep(
        writer,
        view(source="www.example.com", lang="sv", campaign="kevat"),
        view(source=""),
        view("/a/", before="/", source="never.example", device="phone", campaign="never"),
        view("/a/", kind=RELOAD, device="tablet", lang="de"),
    )

    assert sums(engine, dims.SOURCE) == {"www.example.com": 1, "": 1}
    assert sums(engine, dims.CAMPAIGN) == {"kevat": 1}
    assert sums(engine, dims.DEVICE) == {"desktop": 2, "phone": 1}
    assert sums(engine, dims.LANG) == {"fi": 2, "sv": 1}


def test_what_is_no_view_is_counted_by_itself(engine, writer):
    keep(writer, Left(NOON, "bot"), Left(NOON, "bot"), Missing(NOON, "/vanha/"), Sent(NOON, "/"))

    assert sums(engine, dims.LEFT) == {"bot": 2}
    assert sums(engine, dims.MISSING) == {"/vanha/": 1}
    assert sums(engine, dims.FORM) == {"/": 1}
    assert pages(engine) == {}


def test_two_batches_add_up(engine, writer):
    keep(writer, view(), view())
    keep(writer, view(), view(before="/"))

    assert pages(engine)["/"] == PageSum("/", views=4, entries=3, onward=1, returns=0, reloads=0)
    with engine.connect() as connection:
        assert [
            one
            for one in reading.hours(connection, now=datetime(2026, 3, 10, 12, 59, tzinfo=UTC))
            if one.views
        ] == [reading.HourSum(NOON, views=4, entries=3)]


@pytest.mark.parametrize("batches", [1, 7])
def test_what_has_no_room_is_counted_with_the_rest(engine, writer, batches):
    many = [Missing(NOON, f"/{n}/") for n in range(70)]
    for first in range(batches):
        keep(writer, *many[first::batches], most=20)

    found = sums(engine, dims.MISSING)
    assert len(found) == 21
    assert found[OTHER] == 50
    assert rows(engine, "count_sum_day") == rows(engine, "count_sum_month") == 21
    assert rows(engine, "count_name") == 21


def test_a_name_that_was_there_in_time_goes_on_being_counted(engine, writer):
    keep(writer, Missing(NOON, "/a/"), Missing(NOON, "/b/"), most=2)
    keep(writer, Missing(NOON, "/c/"), Missing(NOON, "/a/"), most=2)

    assert sums(engine, dims.MISSING) == {"/a/": 2, "/b/": 1, OTHER: 1}


def test_the_rest_takes_no_room_of_its_own(engine, writer):
    keep(writer, Missing(NOON, OTHER), Missing(NOON, "/a/"), most=2)
    keep(writer, Missing(NOON, "/b/"), Missing(NOON, "/c/"), most=2)

    assert sums(engine, dims.MISSING) == {OTHER: 2, "/a/": 1, "/b/": 1}


def test_each_day_and_each_dimension_has_its_own_room(engine, writer):
    keep(writer, Missing(NOON, "/a/"), Sent(NOON, "/b/"), Missing(at(2026, 4, 1, 12), "/c/"), most=1)

    assert sums(engine, dims.MISSING) == {"/a/": 1}
    assert sums(engine, dims.FORM) == {"/b/": 1}
    assert sums(engine, dims.MISSING, date(2026, 4, 1), date(2026, 4, 30)) == {"/c/": 1}


def test_a_month_has_no_more_names_than_a_day(engine, writer):
    keep(writer, *(Missing(at(2026, 3, day, 12), f"/{day}/") for day in range(1, 11)), most=4)

    month = sums(engine, dims.MISSING, date(2026, 3, 1), date(2026, 3, 31))
    assert (len(month), month[OTHER]) == (5, 6)
    assert sums(engine, dims.MISSING, date(2026, 3, 2), date(2026, 3, 10)) == {
        f"/{d}/": 1 for d in range(2, 11)
    }


def test_pages_without_room_are_counted_with_the_rest_and_nothing_is_lost(engine, writer):
    way = [view("/0/")] + [view(f"/{n}/", before=f"/{n - 1}/") for n in range(1, 50)]
    keep(writer, *way[:25], pages=10)
    keep(writer, *way[25:], pages=10)

    found = pages(engine)
    assert len(found) == 11
    assert sum(one.views for one in found.values()) == 50
    assert sum(one.views - one.onward for one in found.values()) == sum(one.entries for one in found.values())


def test_twenty_thousand_names_leave_a_bounded_number_of_rows(engine, writer):
    def flood():
        for n in range(10_000):
            yield Missing(NOON, f"/{n}/")
            yield view(source=f"{n}.example")

    writer.submit(lambda connection: store.add(connection, flood(), most=200))

    assert len(sums(engine, dims.MISSING)) == len(sums(engine, dims.SOURCE)) == 201
    assert sums(engine, dims.TOTAL)["views"] == 10_000
    assert rows(engine, "count_name") < 420


@pytest.mark.parametrize("name", ["x" * 256, "/a\x00b/", "/\udc80/", "/a\nb/", "\u202e"])
def test_a_name_that_cannot_be_kept_is_one_of_the_rest(engine, writer, name):
    keep(writer, view(name, source=name, lang=name), Missing(NOON, name), view("/", before=name))

    assert pages(engine)[OTHER] == PageSum(OTHER, views=1, entries=1, onward=1, returns=0, reloads=0)
    assert sums(engine, dims.SOURCE) == sums(engine, dims.MISSING) == {OTHER: 1}


def test_a_name_may_have_255_characters(engine, writer):
    keep(writer, view("/" + "ä" * 254))

    assert list(pages(engine)) == ["/" + "ä" * 254]


# In Finland, clocks go forward at 01:00 UTC on 29 March 2026 and back at 01:00 UTC on 25 October.
@pytest.mark.parametrize(("night", "hours"), [((2026, 3, 28, 22), 23), ((2026, 10, 24, 21), 25)])
def test_a_day_has_as_many_hours_as_it_had_in_finland(engine, writer, night, hours):
    first = at(*night)
    keep(writer, *(view(hour=first + 3600 * n) for n in range(-2, 28)))

    sunday = date(*night[:2], night[2] + 1)
    assert sums(engine, dims.TOTAL, sunday, sunday)["views"] == hours


def test_sums_go_when_their_day_is_over_and_a_month_with_the_last_of_its_days(engine, writer):
    keep(
        writer,
        *(view("/a/", hour=at(2026, 3, day, 12)) for day in (30, 31)),
        view("/b/", hour=at(2026, 4, 1, 12)),
    )
    now = datetime(2026, 4, 1, 13, tzinfo=UTC)

    writer.submit(lambda c: store.expire(c, before=date(2026, 3, 31), now=now))
    assert sums(engine, dims.TOTAL, date(2026, 3, 30), date(2026, 3, 31)) == {"views": 1, "entries": 1}
    assert rows(engine, "count_page_month") == 2

    gone = writer.submit(lambda c: store.expire(c, before=date(2026, 4, 1), now=now))
    assert gone > 0
    assert rows(engine, "count_page_month") == rows(engine, "count_page_day") == 1
    with engine.connect() as connection:
        names = connection.execute(text("SELECT name FROM count_name")).scalars().all()
    assert "/a/" not in names
    assert "/b/" in names

    writer.submit(lambda c: store.expire(c, before=date(2026, 5, 1), now=now))
    assert [rows(engine, name) for name in TABLES if name != "count_hour"] == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(("now", "left"), [(at(2026, 3, 12, 11), 1), (at(2026, 3, 12, 13), 0)])
def test_an_hour_goes_when_it_is_two_days_old(engine, writer, now, left):
    keep(writer, view(hour=NOON))

    writer.submit(lambda c: store.expire(c, before=date(2024, 1, 1), now=datetime.fromtimestamp(now, UTC)))

    assert rows(engine, "count_hour") == left


def test_an_old_log_leaves_no_hours_of_years(engine, writer):
    keep(writer, *(view(hour=NOON + 3600 * n) for n in range(1000)))

    assert rows(engine, "count_hour") == 48
    with engine.connect() as connection:
        assert sum(one.views for one in reading.days(connection, DAY, date(2026, 5, 1))) == 1000


def test_a_full_disk_is_told_as_one_and_keeps_nothing_of_the_batch(sqlite_url):
    engine = db.connect(sqlite_url)
    metadata.create_all(engine)
    writer = Writer(engine)
    writer.submit(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 1"))

    with pytest.raises(Unavailable, match="out of disk space"):
        keep(writer, *(Missing(NOON, f"/{n:0200}/") for n in range(1_000)), most=1_000)

    assert [rows(engine, table) for table in TABLES] == [0] * len(TABLES)
    writer.close()
    engine.dispose()


def test_two_handlers_that_count_at_once_neither_lose_nor_wait_for_each_other(engine, url):
    engines = [db.connect(url) for _ in range(4)]
    writers = [Writer(one) for one in engines]
    failed = []

    def count(writer, number):
        try:
            for n in range(25):
                batch = [Missing(NOON, f"/{(n * 3 + number * 7 + k) % 40}/") for k in range(8)]
                keep(
                    writer,
                    *batch,
                    *(view(f"/{k}/") for k in (range(5) if number % 2 else range(4, -1, -1))),
                    most=10,
                )
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=count, args=(writer, n)) for n, writer in enumerate(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for writer, one in zip(writers, engines, strict=True):
        writer.close()
        one.dispose()

    assert failed == []
    assert sum(sums(engine, dims.MISSING).values()) == 4 * 25 * 8
    assert len(sums(engine, dims.MISSING)) == 11
    assert {page: one.views for page, one in pages(engine).items()} == {f"/{n}/": 100 for n in range(5)}
