"""What is sent to fill the tables, and times that are not now."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from formhandler import db
from formhandler.counts import dims, reading, store
from formhandler.schema import metadata
from formhandler.writer import Writer
from tests.formhandler.counts.hostile import batches, strangers
from tests.formhandler.counts.made import NOON, at, keep, rows, view

DAY = date(2026, 3, 10)
HOSTS = 50_000
MOST = 200


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Engine]:
    """SQLite alone: what is tried here is our own code's."""
    engine = db.connect(db.sqlite_url(tmp_path))
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_a_hundred_thousand_hosts_and_addresses_a_day_take_no_more_than_their_room(file, tmp_path):
    writer = Writer(file)
    for batch in batches(strangers(HOSTS, NOON), 1000):
        writer.submit(partial(store.add, counted=batch, most=MOST))
    writer.close()

    with file.connect() as connection:
        for dim in (dims.SOURCE, dims.MISSING):
            found = reading.sums(connection, dim, DAY, DAY)
            assert (len(found), sum(found.values())) == (MOST + 1, HOSTS)
    assert rows(file, "count_name") < 2 * MOST + 20
    assert (tmp_path / db.FILE).stat().st_size < 1_000_000


def test_a_clock_that_is_set_forward_and_back_again_moves_no_sum_to_another_day(engine, writer):
    later = at(2038, 1, 19, 3)
    for hour in (NOON, later, NOON, NOON - 3600, later, NOON):
        keep(writer, view("/a/", hour=hour))

    with engine.connect() as connection:
        [today] = reading.pages(connection, DAY, DAY)
        [then] = reading.pages(connection, date(2038, 1, 19), date(2038, 1, 19))
        hours = {one.hour: one.views for one in reading.hours(connection, now=_moment(NOON)) if one.views}
        months = reading.pages(connection, date(2026, 3, 1), date(2026, 3, 31))
    assert (today.views, then.views) == (4, 2)
    assert hours == {NOON: 3, NOON - 3600: 1}
    assert [one.views for one in months] == [4]


@pytest.mark.parametrize("hour", [0, -3600, at(1969, 12, 31), at(2106, 2, 7, 6)])
def test_a_computer_without_a_battery_counts_on_the_day_that_it_believes_in(engine, writer, hour):
    keep(writer, view("/a/", hour=hour), view("/a/"))

    with engine.connect() as connection:
        assert [one.views for one in reading.pages(connection, DAY, DAY)] == [1]


def _moment(hour: int) -> datetime:
    return datetime.fromtimestamp(hour, UTC)
