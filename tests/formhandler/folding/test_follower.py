"""A log counted to its end, whatever happens to it: each line once."""

import gzip
import os
import shutil
from datetime import timedelta

import pytest

from formhandler import db
from formhandler.folding.follower import QUIET
from formhandler.schema import metadata
from tests.formhandler.folding.made import NOW, by_page, caddy, follower, nginx, numbered, views

LATER = timedelta(days=3650)  # every file has been quiet for long by then
AGED = 1_000_000_000  # seconds since 1970: when a file was last written to that has been quiet for years


@pytest.fixture
def engine(sqlite_url):
    """What matters here are the files; test_store.py has both databases."""
    engine = db.connect(sqlite_url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def log(tmp_path):
    return tmp_path / "visits.log"


def append(log, raw: bytes) -> None:
    with log.open("ab") as file:
        file.write(raw)


def counted(log, engine, writer) -> int:
    """All views, once a process that remembers nothing has counted the log."""
    follower(log, engine, writer).step(NOW + LATER)
    return views(engine)


def test_every_line_is_counted_once_as_the_log_grows(log, engine, writer):
    for n in range(5):
        append(log, numbered(0, 10 * n))

        assert counted(log, engine, writer) == counted(log, engine, writer)

    assert views(engine) == 10 + 20 + 30 + 40


def test_a_log_that_is_not_there_yet_is_waited_for(log, engine, writer):
    one = follower(log, engine, writer)
    one.step(NOW)
    append(log, nginx())
    one.step(NOW)

    assert views(engine) == 1


def test_the_lines_of_both_web_servers_say_the_same(log, engine, writer):
    append(log, nginx(path="/palvelut/") + caddy(path="/palvelut/"))

    assert counted(log, engine, writer) == 2
    assert by_page(engine) == {"/palvelut/": 2}


def test_a_line_is_counted_when_all_of_it_is_there(log, engine, writer):
    line = nginx()
    append(log, line + line[:40])
    assert counted(log, engine, writer) == 1

    append(log, line[40:-1])
    assert counted(log, engine, writer) == 1

    append(log, b"\n")
    assert counted(log, engine, writer) == 2


def test_what_is_written_into_a_rotated_log_is_counted(log, engine, writer):
    append(log, numbered(0, 10))
    counted(log, engine, writer)
    append(log, numbered(10, 15))
    log.rename(log.with_name("visits.log.1"))
    append(log.with_name("visits.log.1"), numbered(15, 17))
    append(log, numbered(17, 20))

    assert counted(log, engine, writer) == 20


def test_nothing_is_lost_when_it_is_rotated_several_times_meanwhile(log, engine, writer):
    append(log, numbered(0, 10))
    counted(log, engine, writer)
    for n in range(1, 4):
        append(log, numbered(10 * n, 10 * n + 5))
        for older in (3, 2, 1):
            if (path := log.with_name(f"visits.log.{older}")).exists():
                path.rename(log.with_name(f"visits.log.{older + 1}"))
        log.rename(log.with_name("visits.log.1"))
        os.utime(log.with_name("visits.log.1"), (AGED + n, AGED + n))
        append(log, numbered(10 * n + 5, 10 * n + 10))

    assert counted(log, engine, writer) == 40
    assert counted(log, engine, writer) == 40


def test_a_rotated_log_that_was_packed_is_known_again(log, engine, writer):
    append(log, numbered(0, 10))
    counted(log, engine, writer)
    append(log, numbered(10, 20))
    log.with_name("visits.log.1.gz").write_bytes(gzip.compress(log.read_bytes()))
    log.unlink()
    append(log, numbered(20, 30))

    assert counted(log, engine, writer) == 30


def test_a_log_that_is_being_packed_lies_there_twice_and_is_counted_once(log, engine, writer):
    append(log, numbered(0, 10))
    counted(log, engine, writer)
    append(log, numbered(10, 20))
    old = log.with_name("visits.log.1")
    log.rename(old)
    append(log, numbered(20, 30))
    old.with_name("visits.log.1.gz").write_bytes(gzip.compress(old.read_bytes()))

    assert counted(log, engine, writer) == 30


def test_a_log_that_is_copied_and_cut_off_is_counted_once(log, engine, writer):
    append(log, numbered(0, 10))
    counted(log, engine, writer)
    append(log, numbered(10, 20))
    shutil.copy(log, log.with_name("visits.log.1"))
    os.truncate(log, 0)
    append(log, numbered(20, 23))

    assert counted(log, engine, writer) == 23


def test_one_that_has_grown_again_past_where_it_was_is_told_from_one_that_only_grew(log, engine, writer):
    append(log, numbered(0, 10))
    counted(log, engine, writer)
    shutil.copy(log, log.with_name("visits.log.1"))
    os.truncate(log, 0)
    append(log, numbered(50, 90))

    assert counted(log, engine, writer) == 50


def test_a_log_that_is_cut_off_without_a_copy_begins_anew(log, engine, writer):
    append(log, numbered(50, 60))
    log.rename(log.with_name("visits.log.1"))
    append(log, numbered(0, 10))
    counted(log, engine, writer)
    later = (NOW + 2 * LATER).timestamp()
    os.utime(log.with_name("visits.log.1"), (later, later))  # even if somebody has touched it since
    os.truncate(log, 0)
    append(log, numbered(0, 3))

    assert counted(log, engine, writer) == 13


def test_older_logs_than_the_first_that_was_counted_are_not(log, engine, writer):
    append(log.with_name("visits.log.1"), numbered(0, 10))
    append(log, numbered(0, 5))

    assert counted(log, engine, writer) == 5


def test_when_the_counted_file_is_gone_what_came_after_it_is_counted(log, engine, writer):
    append(log, numbered(0, 10))
    counted(log, engine, writer)
    log.unlink()
    at = (NOW + LATER).timestamp()
    for name, modified in (("visits.log.2", at - 10), ("visits.log.1", at + 10), ("visits.log", at + 20)):
        append(log.with_name(name), numbered(0, 7))
        os.utime(log.with_name(name), (modified, modified))

    follower(log, engine, writer).step(NOW + 2 * LATER)
    assert views(engine) == 24


def test_files_of_other_names_are_none_of_its(log, engine, writer):
    append(log, numbered(0, 2))
    for name in ("visits.logs", "visits.log~", "other.log", "visits.lo"):
        append(log.with_name(name), numbered(0, 10))

    assert counted(log, engine, writer) == 2


def test_a_rotated_log_is_left_once_it_is_quiet_and_the_next_is_written(log, engine, writer):
    append(log, numbered(0, 10))
    one = follower(log, engine, writer)
    one.step(NOW)
    log.rename(log.with_name("visits.log.1"))
    written = log.with_name("visits.log.1").stat().st_mtime
    soon = NOW + timedelta(seconds=written + QUIET - NOW.timestamp() - 0.5)
    assert one.step(soon) is False
    append(log, numbered(10, 15))

    assert one.step(soon) is True
    assert views(engine) == 10
    assert one.step(soon + timedelta(seconds=1)) is False
    assert views(engine) == 15


@pytest.mark.parametrize(
    "foreign",
    [
        b'127.0.0.1 - - [22/Nov/2026:12:00:00 +0200] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n',
        b"\n",
        b"\x00\xff\xfe\n",
        nginx()[30:],
        nginx()[:-30] + nginx(),
        nginx(hour="2026-11-22T12"),
        nginx(hour="yesterday"),
        nginx(status="20"),
        nginx(status="\u0662\u0660\u0660"),
        nginx(method="get it"),
        caddy(hour=""),
        b'{"ts":"2026-11-22T12Z","status":true,"user_id":"x"}\n',
        b'{"ts":"2026-11-22T12Z"' + b"[" * 5000 + b"\n",
        b'{"ts":"2026-11-22T12Z","status":' + b"9" * 5000 + b"}\n",
        b"x" * 200_000 + b"\n",
    ],
)
def test_a_line_of_another_format_is_left_out_and_named(log, engine, writer, foreign):
    append(log, nginx() + nginx() + foreign + nginx())
    one = follower(log, engine, writer)

    one.step(NOW)

    assert views(engine) == 3
    assert one.told.first[0] == (log, 3)
    assert one.told.foreign >= 1


def test_only_the_first_foreign_lines_are_named(log, engine, writer):
    append(log, b"x\n" * 1000)
    one = follower(log, engine, writer)

    one.step(NOW)

    assert one.told.first == [(log, n) for n in range(1, 6)]
    assert (one.told.lines, one.told.foreign) == (1000, 1000)


def test_a_rotated_log_that_ends_in_half_a_line_is_told_of_once(log, engine, writer):
    append(log, nginx() + nginx()[:50])
    log.rename(log.with_name("visits.log.1"))
    one = follower(log, engine, writer)
    append(log, nginx())
    store_first(engine, writer, log)
    one.step(NOW + LATER)
    one.step(NOW + LATER)

    assert views(engine) == 2
    assert one.told.first == [(log.with_name("visits.log.1"), 2)]
    assert one.told.foreign == 1


def store_first(engine, writer, log) -> None:
    """Count the rotated file as if it had not been rotated yet."""
    old, new = log.with_name("visits.log.1"), log.with_name("aside")
    log.rename(new)
    old.rename(log)
    follower(log, engine, writer).step(NOW)
    log.rename(old)
    new.rename(log)


def test_a_packed_log_that_is_damaged_stops_nothing(log, engine, writer):
    append(log, numbered(0, 10))
    counted(log, engine, writer)
    append(log, numbered(10, 60))
    packed = gzip.compress(log.read_bytes())
    log.with_name("visits.log.1.gz").write_bytes(packed[:-20])
    log.unlink()
    append(log, numbered(0, 3))
    one = follower(log, engine, writer)

    one.step(NOW + LATER)

    assert one.told.damaged == [log.with_name("visits.log.1.gz")]
    assert by_page(engine)["/sivu-2/"] == 2


def test_paths_and_bytes_of_any_kind_are_no_more_than_a_page_that_is_not_there(log, engine, writer):
    append(log, nginx(path="/" + "a" * 8_000, status="404"))
    append(log, nginx(path="/\\xFF\\x09\\x00\\x0A\\xC3", status="404"))
    append(log, b"\xff\xfe".join(nginx(path="/b", status="404").split(b"b")))
    append(log, nginx())
    one = follower(log, engine, writer)

    one.step(NOW)

    assert one.told.foreign == 0
    assert views(engine) == 1
