"""How far a log was counted stands in the same transaction as what was counted, on each database."""

import pytest

from formhandler.counts.sums import Sums
from formhandler.folding import store
from formhandler.folding.files import Mark
from tests.formhandler.folding.made import NOW, follower, numbered, views

PLACE = Mark(file="1:2:0badcafe", offset=10)


def test_a_log_that_grows_is_counted_by_whoever_comes(tmp_path, engine, writer):
    log = tmp_path / "visits.log"
    for last in (10, 30, 60):
        log.write_bytes(numbered(0, last))
        follower(log, engine, writer).step(NOW)

        assert views(engine) == last


def test_each_log_has_its_own_place(engine, writer):
    for log in ("/a", "/b"):
        writer.submit(
            lambda db, log=log: store.keep(db, Sums(), log=log, before=None, after=PLACE, most=9, now=NOW)
        )

    with engine.connect() as db:
        assert store.place(db, "/a") == store.Place(mark=PLACE, at=int(NOW.timestamp()))
        assert store.place(db, "/c") is None


def test_what_another_process_has_counted_meanwhile_is_not_counted_again(tmp_path, engine, writer):
    log = tmp_path / "visits.log"
    log.write_bytes(numbered(0, 10))
    follower(log, engine, writer).step(NOW)

    with pytest.raises(store.Overtaken):
        writer.submit(
            lambda db: store.keep(db, Sums(), log=str(log), before=None, after=PLACE, most=9, now=NOW)
        )

    assert views(engine) == 10
    with engine.connect() as db:
        assert store.place(db, str(log)).mark != PLACE


def test_sums_that_cannot_be_kept_leave_the_place_where_it_was(engine, writer):
    broken = Sums(keys={(1, 20_000): {"x": [None]}})

    with pytest.raises(Exception, match=r"(?i)null"):
        writer.submit(lambda db: store.keep(db, broken, log="/a", before=None, after=PLACE, most=9, now=NOW))

    with engine.connect() as db:
        assert store.place(db, "/a") is None
