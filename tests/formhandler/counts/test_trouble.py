"""A disk that is full, and a flood of views: pages go out, nothing is half counted, messages are taken."""

import sqlite3
import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from formhandler import clock
from formhandler.counts import dims, reading
from formhandler.schema import count_page_day, count_sum_day
from tests.counted import counted
from tests.formhandler.app import Visitor, close, config, count, ready
from tests.formhandler.counts.hostile import strangers
from tests.requests import TOLD, TYPED

THREADS, EACH = 16, 100


class Sums:
    """What has been counted today, or yesterday should midnight have passed."""

    def __init__(self, app):
        today = clock.day(clock.utcnow())
        with app.extensions["reader"].connect() as db:
            self.pages = sum(one.views for one in reading.pages(db, today - timedelta(1), today))
            self.total = reading.sums(db, dims.TOTAL, today - timedelta(1), today).get("views", 0)
            self.devices = sum(reading.sums(db, dims.DEVICE, today - timedelta(1), today).values())
            self.missing = sum(reading.sums(db, dims.MISSING, today - timedelta(1), today).values())
            self.rows = [
                db.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (count_page_day, count_sum_day)
            ]


def limited(app, pages):
    """The database may not have more *pages*, as on a full disk; None: as many as it wants."""
    engine = app.extensions["engine"]
    app.extensions["writer"].close()
    engine.dispose()
    event.listen(
        engine,
        "connect",
        lambda connection, _: connection.execute(f"PRAGMA max_page_count = {pages or 4_294_967_294}"),
    )
    app.extensions["writer"].__init__(engine)


def opened(app, path="/"):
    """The status, and whether a whole page came."""
    with app.test_client().get(path, headers=TYPED) as answer:
        return answer.status_code, answer.text.rstrip().endswith("</html>")


def test_on_a_full_disk_pages_go_out_and_nothing_is_half_counted(counting_app):
    visitor = Visitor(counting_app.test_client())
    assert opened(counting_app) == (200, True)
    limited(counting_app, 1)

    # each needs a row of its own, until a page of the database is full
    answers = {opened(counting_app, f"/{'x' * 100}{n}/") for n in range(200)}
    home = opened(counting_app)
    full = Sums(counting_app)

    assert answers == {(404, True)}
    assert home == (200, True)
    assert full.missing < 200, "the disk was never full"
    assert full.pages == full.total == full.devices
    limited(counting_app, None)
    assert opened(counting_app) == (200, True)
    assert visitor.send()
    after = Sums(counting_app)
    assert after.pages == after.total == after.devices == full.pages + 1


def test_a_message_is_taken_in_the_middle_of_a_flood_of_views(counting_app):
    batch, visitor = counting_app.extensions["counts"], Visitor(counting_app.test_client())
    page = visitor.write()
    started, over = threading.Barrier(THREADS + 1), threading.Event()

    def flood():
        started.wait()
        hour = int(clock.utcnow().timestamp()) // 3600 * 3600
        for one in strangers(EACH // 2, hour):
            batch.add(one)
        while not over.is_set():
            batch.add(one)

    threads = [threading.Thread(target=flood) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    started.wait()
    answer = visitor.confirm(page)
    over.set()
    for thread in threads:
        thread.join()

    assert answer.status_code == 303
    assert count(counting_app, "message") == 1
    sums = Sums(counting_app)
    assert sums.pages == sums.total == sums.devices >= THREADS * EACH // 2


@pytest.fixture
def told(tmp_path, counting_site):
    """A handler that the pages' script tells of views, and that waits for a lock for a moment only."""
    data = tmp_path / "var"
    database = f"sqlite:///{data}/seloste.db?timeout=0.2"
    app = ready(
        config(data, counting_site, counted(tmp_path, "beacon") / "record.toml", DATABASE_URL=database)
    )
    yield app
    close(app)


def tell(app, host=""):
    return app.test_client().post("/kaynti", data=f"vd0\n/\n{host}", headers=TOLD).status_code


def test_a_view_that_a_locked_database_does_not_take_is_not_acknowledged(told, tmp_path):
    assert tell(told) == 204
    other = sqlite3.connect(tmp_path / "var" / "seloste.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused = [tell(told) for _ in range(2)]
    other.execute("ROLLBACK")
    other.close()

    assert refused == [503, 503]
    assert Sums(told).pages == Sums(told).total == 1
    assert tell(told) == 204
    assert Sums(told).pages == Sums(told).total == Sums(told).devices == 2


def test_on_a_full_disk_exactly_the_acknowledged_views_are_kept(told):
    limited(told, 1)
    answers = [tell(told, f"{'x' * 60}{n}.example") for n in range(100)]
    full = Sums(told)

    assert set(answers) == {204, 503}
    assert full.pages == full.total == full.devices == answers.count(204)
    limited(told, None)
    assert tell(told) == 204
    assert Sums(told).pages == full.pages + 1
