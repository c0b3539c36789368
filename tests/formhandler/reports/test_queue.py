"""Which month's report is due: each month's once, in Finland's calendar."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import select

from formhandler import reports
from formhandler.reports import store
from formhandler.reports.queue import months
from formhandler.schema import outbox
from formhandler.writer import Writer

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
#: Midnight in Finland; the mail goes at six.
FIRST_OF_NOVEMBER = datetime(2026, 10, 31, 22, tzinfo=UTC)
SIX = datetime(2026, 11, 1, 4, tzinfo=UTC)


@pytest.fixture
def on(writer):
    """Switched on in October."""
    writer.submit(lambda db: reports.on(db, month=OCTOBER))


def queued(engine):
    with engine.connect() as db:
        rows = db.execute(select(outbox.c.month, outbox.c.due_at).order_by(outbox.c.id)).all()
    return [(row.month, datetime.fromtimestamp(row.due_at, UTC)) for row in rows]


def test_nothing_is_due_until_it_is_switched_on(writer, engine):
    assert reports.due(writer, engine, now=SIX) == 0
    assert queued(engine) == []


def test_a_month_is_due_when_it_is_over_in_finland_and_goes_in_the_morning(writer, engine, on):
    assert reports.due(writer, engine, now=FIRST_OF_NOVEMBER - timedelta(seconds=1)) == 0
    assert reports.due(writer, engine, now=FIRST_OF_NOVEMBER) == 1

    assert queued(engine) == [(OCTOBER, SIX)]


def test_it_is_queued_once_however_often_somebody_looks(writer, engine, on):
    for hours in range(0, 30 * 24, 7):
        reports.due(writer, engine, now=FIRST_OF_NOVEMBER + timedelta(hours=hours))

    assert [month for month, _ in queued(engine)] == [OCTOBER]


def test_two_handlers_at_once_queue_it_once(writer, engine, on):
    writers, at_once = [Writer(engine) for _ in range(4)], Barrier(4)

    def look(one):
        at_once.wait()
        return reports.due(one, engine, now=SIX)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(look, writers))
    for one in writers:
        one.close()

    assert sum(found) == 1
    assert [month for month, _ in queued(engine)] == [OCTOBER]


def test_a_handler_that_looked_a_moment_too_early_finds_it_done(writer, on):
    queue = partial(store.queue, after=date(2026, 9, 1), month=OCTOBER, due=SIX, now=SIX)

    assert [writer.submit(queue), writer.submit(queue)] == [True, False]


def test_a_server_that_was_off_on_the_first_is_late_and_loses_nothing(writer, engine, on):
    late = datetime(2026, 12, 20, 12, tzinfo=UTC)

    assert reports.due(writer, engine, now=late) == 2

    assert queued(engine) == [(OCTOBER, late), (NOVEMBER, late)]


def test_the_sent_ones_of_the_outbox_may_go_without_being_sent_again(writer, engine, on):
    reports.due(writer, engine, now=SIX)
    with engine.begin() as db:
        db.execute(outbox.delete())

    assert reports.due(writer, engine, now=SIX + timedelta(days=29)) == 0


def test_switched_off_it_takes_back_what_waits_and_on_again_begins_with_the_month_that_runs(
    writer, engine, on
):
    reports.due(writer, engine, now=FIRST_OF_NOVEMBER)

    writer.submit(reports.off)
    assert queued(engine) == []
    assert reports.due(writer, engine, now=SIX) == 0

    writer.submit(lambda db: reports.on(db, month=NOVEMBER))
    assert reports.due(writer, engine, now=SIX) == 0
    assert reports.due(writer, engine, now=SIX + timedelta(days=31)) == 1
    assert [month for month, _ in queued(engine)] == [NOVEMBER]


def test_switching_on_twice_changes_nothing(writer, engine, on):
    reports.due(writer, engine, now=SIX)
    writer.submit(lambda db: reports.on(db, month=OCTOBER))

    assert reports.due(writer, engine, now=SIX) == 0


@pytest.mark.parametrize(
    ("last", "today", "due"),
    [
        (date(2026, 12, 1), date(2027, 1, 31), []),
        (date(2026, 11, 1), date(2027, 1, 1), [date(2026, 12, 1)]),
        (date(2025, 1, 1), date(2027, 1, 1), [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)]),
        (date(2027, 5, 1), date(2027, 1, 1), []),  # a clock that was wrong
    ],
)
def test_months_over_the_turn_of_a_year(last, today, due):
    assert months(last, today) == due
