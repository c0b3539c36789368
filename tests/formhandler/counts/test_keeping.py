from datetime import UTC, date, datetime, timedelta

import pytest

from formhandler import janitor
from formhandler.counts import dims, keeping, reading
from record import load
from record.period import Period
from tests.counted import counted
from tests.formhandler.counts.made import at, keep, view
from tests.sites import EXAMPLE

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("today", [TODAY, date(2026, 3, 31), date(2024, 2, 29), date(2026, 1, 1)])
def test_the_oldest_day_is_the_last_one_that_is_not_over(today):
    day = keeping.oldest(keeping.KEPT, today)

    assert keeping.KEPT.add_to(day) >= today
    assert keeping.KEPT.add_to(day - timedelta(days=1)) < today


def test_the_record_says_how_long_and_without_counting_it_is_25_months(tmp_path):
    content = counted(tmp_path, "server")

    assert keeping.kept(load(content / "record.toml", today=TODAY)) == Period.parse("P25M")
    assert keeping.kept(load(EXAMPLE / "record.toml", today=TODAY)) == Period.parse("P25M")


@pytest.mark.parametrize(("today", "left"), [(date(2026, 4, 10), 1), (date(2026, 4, 11), 0)])
def test_the_janitor_erases_sums_on_their_day(engine, writer, today, left):
    keep(writer, view(hour=at(2026, 3, 10, 12)))
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)

    janitor.sweep(writer, engine, key=bytes(32), now=noon, counts=Period(months=1))

    with engine.connect() as db:
        day = date(2026, 3, 10)
        assert reading.sums(db, dims.TOTAL, day, day).get("views", 0) == left
