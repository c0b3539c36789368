import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from counting.view import Missing
from formhandler import db
from formhandler.counts import dims, reading
from formhandler.counts.batch import Batch
from formhandler.writer import Busy, Unavailable, Writer
from tests.formhandler.counts.made import NOON, view

DAY = date(2026, 3, 10)


def views(engine):
    with engine.connect() as connection:
        return reading.sums(connection, dims.TOTAL, DAY, DAY).get("views", 0)


def until(happened):
    """Wait until it has."""
    give_up = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < give_up
        time.sleep(0.002)


class Held:
    """Keeps the writer busy with a job of its own until the test lets it go."""

    def __init__(self, writer):
        self._begun, self._may_end = threading.Event(), threading.Event()
        writer.put(self._job)

    def begun(self):
        """Wait until the writer is busy with it."""
        assert self._begun.wait(60)
        return self

    def _job(self, _):
        self._begun.set()
        assert self._may_end.wait(60)

    def let_go(self):
        self._may_end.set()


def test_a_view_is_on_the_disk_when_add_returns(engine, writer):
    batch = Batch(writer, 200)

    for n in range(1, 4):
        batch.add(view())
        assert views(engine) == n


def test_what_comes_while_the_writer_is_busy_goes_in_one_job(engine, writer):
    batch, held = Batch(writer, 200), Held(writer).begun()
    with ThreadPoolExecutor(20) as threads:
        done = [threads.submit(batch.add, view()) for _ in range(20)]
        until(lambda: batch._open and len(batch._open.items) == 20)
        assert writer.waiting == 1
        held.let_go()
        for one in done:
            one.result(60)

    assert views(engine) == 20


def test_what_comes_while_its_batch_is_being_written_goes_in_the_next(engine, writer):
    batch, before = Batch(writer, 200), Held(writer).begun()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(batch.add, view())
        until(lambda: writer.waiting)
        after = Held(writer)  # in the same transaction as the first view
        before.let_go()
        after.begun()
        second = threads.submit(batch.add, view())
        until(lambda: writer.waiting)
        after.let_go()
        first.result(60)
        second.result(60)

    assert views(engine) == 2


def test_one_that_cannot_be_counted_fails_by_itself(engine, writer):
    batch, held = Batch(writer, 200), Held(writer).begun()
    bad = Missing(NOON, None)
    with ThreadPoolExecutor(5) as threads:
        done = [threads.submit(batch.add, one) for one in (view(), view(), bad, view(), view())]
        until(lambda: batch._open and len(batch._open.items) == 5)
        held.let_go()
        failed = [one.exception(60) for one in done]

    assert [type(one) for one in failed if one] == [TypeError]
    assert views(engine) == 4


def test_more_than_the_limit_do_not_wait(engine, writer):
    batch, held = Batch(writer, 200, limit=3), Held(writer).begun()
    with ThreadPoolExecutor(3) as threads:
        done = [threads.submit(batch.add, view()) for _ in range(3)]
        until(lambda: batch._open and len(batch._open.items) == 3)
        with pytest.raises(Busy):
            batch.add(view())
        held.let_go()
        for one in done:
            one.result(60)

    batch.add(view())
    assert views(engine) == 4


def test_nobody_waits_longer_than_they_want_and_the_view_is_counted_once(engine, writer):
    batch, held = Batch(writer, 200), Held(writer).begun()

    with pytest.raises(TimeoutError):
        batch.add(view(), seconds=0.01)
    held.let_go()
    batch.add(view())

    assert views(engine) == 2


def test_a_database_that_cannot_be_opened_is_tried_anew_by_the_next(tmp_path):
    url = db.sqlite_url(tmp_path / "later")
    writer = Writer(db.connect(url))
    batch = Batch(writer, 200)
    for _ in range(3):
        with pytest.raises(Unavailable):
            batch.add(view())

    (tmp_path / "later").mkdir()
    engine = db.connect(url)
    db.upgrade(engine)
    batch.add(view())

    assert views(engine) == 1
    writer.close()
    engine.dispose()


def test_what_waits_when_the_writer_closes_is_counted_and_nothing_after_it(engine):
    writer = Writer(engine)
    batch, held = Batch(writer, 200), Held(writer).begun()
    with ThreadPoolExecutor(4) as threads:
        done = [threads.submit(batch.add, view()) for _ in range(3)]
        until(lambda: batch._open and len(batch._open.items) == 3)
        closing = threads.submit(writer.close)
        held.let_go()
        for one in (*done, closing):
            one.result(60)

    with pytest.raises(Busy):
        batch.add(view())
    assert views(engine) == 3


def test_a_child_has_a_batch_of_its_own(engine, writer):
    batch = Batch(writer, 200)
    batch.add(view())
    batch._lock.acquire()  # as another thread may hold it at the fork
    if (child := os.fork()) == 0:
        code = 1
        try:
            batch.add(view())
            writer.close()
            code = 0
        finally:
            os._exit(code)
    batch._lock.release()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    batch.add(view())

    assert views(engine) == 3
