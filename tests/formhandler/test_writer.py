"""One thread writes: groups, durability, and what happens when the database cannot take it."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event, insert, select
from sqlalchemy.exc import IntegrityError

from formhandler import db
from formhandler.schema import metadata, outbox
from formhandler.writer import Busy, Unavailable, Writer

ROOT = Path(__file__).parents[2]

Job = Callable[[Connection], object]


def test_a_job_is_kept_when_its_caller_goes_on(engine: Engine, writer: Writer) -> None:
    assert writer.submit(note(1)) == 1

    assert notes(engine) == [1]


def test_jobs_that_wait_together_share_one_commit(engine: Engine) -> None:
    with commits(engine) as seen:
        at_once(engine, [note(number) for number in range(100)])

    assert notes(engine) == list(range(100))
    assert len(seen) == 2  # the one that held the others up, and all the others


def test_many_threads_make_fewer_commits_than_writes(engine: Engine, writer: Writer) -> None:
    with commits(engine) as seen, ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda number: writer.submit(note(number)), range(400)))

    assert notes(engine) == list(range(400))
    assert len(seen) < 200


def test_a_bad_job_fails_alone(engine: Engine) -> None:
    good, bad, also_good = at_once(engine, [note(1), break_a_rule, note(2)])

    assert (good.result(), also_good.result()) == (1, 2)
    assert isinstance(bad.exception(), IntegrityError)
    assert notes(engine) == [1, 2]


def test_what_a_job_wrote_before_it_failed_is_undone(engine: Engine, writer: Writer) -> None:
    def write_and_fail(connection: Connection) -> None:
        note(1)(connection)
        raise LookupError("half done")

    with pytest.raises(LookupError, match="half done"):
        writer.submit(write_and_fail)

    writer.submit(note(2))
    assert notes(engine) == [2]


def test_a_job_that_would_end_its_thread_does_not_stop_the_others(engine: Engine) -> None:
    leaving, staying = at_once(engine, [leave, note(1)])

    assert isinstance(leaving.exception(), SystemExit)
    assert staying.result() == 1


def test_a_job_that_submits_a_job_is_told_instead_of_waiting_for_ever(writer: Writer) -> None:
    with pytest.raises(RuntimeError, match="would wait for itself"):
        writer.submit(lambda _: writer.submit(note(1)))


def test_a_statement_that_is_wrong_is_the_callers_error_and_no_outage(writer: Writer) -> None:
    with pytest.raises(Exception, match=r"no_such_table") as raised:
        writer.submit(lambda connection: connection.exec_driver_sql("SELECT * FROM no_such_table"))

    assert not isinstance(raised.value, Unavailable)
    assert writer.submit(note(1)) == 1


def test_a_full_queue_refuses_at_once_and_keeps_what_it_took(engine: Engine) -> None:
    writer = Writer(engine, limit=2)
    with ThreadPoolExecutor(2) as pool, held_up(writer):
        taken = [pool.submit(writer.submit, note(number)) for number in (1, 2)]
        wait_for(writer, 2)

        with pytest.raises(Busy, match="2 writes wait already"):
            writer.submit(note(3))

    assert [one.result() for one in taken] == [1, 2]
    assert notes(engine) == [1, 2]
    writer.close()


def test_closing_writes_what_waits_and_refuses_the_rest(engine: Engine) -> None:
    writer = Writer(engine)
    with ThreadPoolExecutor(11) as pool:
        with held_up(writer):
            taken = [pool.submit(writer.submit, note(number)) for number in range(10)]
            wait_for(writer, 10)
            closing_down = pool.submit(writer.close)
        closing_down.result()

    assert [one.result() for one in taken] == list(range(10))
    assert notes(engine) == list(range(10))
    with pytest.raises(Busy, match="shutting down"):
        writer.submit(note(11))


def test_a_writer_that_never_wrote_can_be_closed(engine: Engine) -> None:
    Writer(engine).close()


def test_a_database_locked_by_another_program_is_unavailable_until_it_lets_go(url: str) -> None:
    engine = impatient(url)
    writer = Writer(engine)

    with lock_held(engine), pytest.raises(Unavailable, match=r"locked by another program|PostgreSQL 55P03"):
        writer.submit(note(1))

    writer.submit(note(2))
    assert notes(engine) == [2]
    writer.close()
    engine.dispose()


def test_those_who_wait_together_are_refused_together(sqlite_url: str) -> None:
    engine = impatient(sqlite_url)
    writer, begun, first = Writer(engine), [], threading.Event()

    def look(_: Connection, cursor: object, statement: str, *others: object) -> None:
        if statement == "BEGIN IMMEDIATE":  # which waits 0.1 s for the lock
            begun.append(statement)
            if not first.is_set():
                first.set()
                wait_for(writer, 39)

    event.listen(engine, "before_cursor_execute", look)
    with lock_held(engine), ThreadPoolExecutor(40) as pool:
        outcomes = [pool.submit(writer.submit, note(0))]
        assert first.wait(60)
        outcomes += [pool.submit(writer.submit, note(number)) for number in range(1, 40)]
        refused = [isinstance(one.exception(), Unavailable) for one in outcomes]

    assert all(refused)
    assert len(begun) == 2  # by the first one alone, and by all the others
    writer.close()
    engine.dispose()


def test_a_full_database_is_unavailable_until_there_is_room(sqlite_url: str) -> None:
    engine = made(sqlite_url)
    room = iter(["1", "1000000"])  # pages; a limit below the present size means: no further growth
    event.listen(
        engine, "checkout", lambda connection, *_: connection.execute(f"PRAGMA max_page_count = {next(room)}")
    )
    writer = Writer(engine)
    kept = []

    with pytest.raises(Unavailable, match="out of disk space"):
        for number in range(1000):
            kept.append(writer.submit(note(number)))
    writer.submit(note(1000))

    writer.close()
    engine.dispose()
    assert notes(db.reader(sqlite_url)) == [*kept, 1000]


def test_files_that_may_not_grow_lose_nothing_that_was_acknowledged(sqlite_url: str) -> None:
    engine = made(sqlite_url)

    done = subprocess.run(
        program("limited", sqlite_url), cwd=ROOT, capture_output=True, text=True, check=True
    )

    acknowledged = [int(line) for line in done.stdout.split()]
    assert "failing to read or write its disk" in done.stderr
    assert 10 < len(acknowledged) < 10_000
    assert acknowledged[-1] > 10_000  # written after there was room again
    assert notes(engine) == acknowledged
    engine.dispose()


def test_a_server_that_drops_its_connections_is_unavailable_once(postgresql_url: str) -> None:
    engine = made(postgresql_url)
    writer = Writer(engine)
    writer.submit(note(1))

    with psycopg.connect(postgresql_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    with pytest.raises(Unavailable):
        writer.submit(note(2))

    writer.submit(note(3))
    assert notes(engine) == [1, 3]
    writer.close()
    engine.dispose()


@pytest.mark.parametrize(
    "address", ["postgresql://postgres@127.0.0.1:1/none", "sqlite:////dev/null/no/seloste.db"]
)
def test_a_database_that_is_not_there_is_unavailable(address: str) -> None:
    engine = db.connect(address)
    writer = Writer(engine)

    with pytest.raises(Unavailable, match=r"not answering|impossible to open"):
        writer.submit(note(1))

    writer.close()
    engine.dispose()


def test_parent_and_child_write_on_after_a_fork(url: str) -> None:
    engine = made(url)

    subprocess.run(program("forked", url), cwd=ROOT, check=True, timeout=120, stdout=subprocess.DEVNULL)

    assert notes(engine) == [1, 2, 3, 4]
    engine.dispose()


def test_everything_acknowledged_is_there_after_kill_9(url: str) -> None:
    engine = made(url)
    acknowledged: set[int] = set()
    with subprocess.Popen(program("killed", url), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(10):
            child = int(process.stdout.readline().removeprefix("child "))
            acknowledged.update(int(process.stdout.readline()) for _ in range(50))
            os.kill(child, signal.SIGKILL)
            acknowledged.update(int(line) for line in iter(process.stdout.readline, "gone\n"))

    assert len(acknowledged) >= 500
    assert acknowledged <= set(notes(engine))
    engine.dispose()


def note(number: int) -> Job:
    """A job that writes one row with *number* in it, and returns that."""

    def job(connection: Connection) -> int:
        connection.execute(insert(outbox).values(kind="notice", created_at=number, due_at=0))
        return number

    return job


def break_a_rule(connection: Connection) -> None:
    connection.execute(insert(outbox).values(kind="letter", created_at=0, due_at=0))


def leave(_: Connection) -> None:
    raise SystemExit


def notes(engine: Engine) -> list[int]:
    """The numbers that are in the database, in order."""
    with engine.connect() as connection:
        return list(connection.scalars(select(outbox.c.created_at).order_by(outbox.c.created_at)))


def made(url: str) -> Engine:
    """A database with its tables."""
    engine = db.connect(url)
    metadata.create_all(engine)
    return engine


def program(name: str, url: str) -> list[str]:
    return [sys.executable, "-m", "tests.formhandler.writing", name, url]


@contextmanager
def commits(engine: Engine) -> Iterator[list[Connection]]:
    """Collects one item for each transaction that *engine* commits meanwhile."""
    seen: list[Connection] = []

    def add(connection: Connection) -> None:
        seen.append(connection)

    event.listen(engine, "commit", add)
    yield seen
    event.remove(engine, "commit", add)


@contextmanager
def held_up(writer: Writer) -> Iterator[None]:
    """Keep the writer at one job for the length of the block, so that others gather behind it."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        begun.set()
        go_on.wait()

    thread = threading.Thread(target=writer.submit, args=(hold,))
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        go_on.set()
        thread.join()


def wait_for(writer: Writer, jobs: int) -> None:
    while writer.waiting < jobs:
        time.sleep(0.001)


def at_once(engine: Engine, jobs: list[Job]) -> list[Future[object]]:
    """Submit *jobs* so that they share one group; returns how each ended."""
    writer = Writer(engine)
    with ThreadPoolExecutor(len(jobs)) as pool, held_up(writer):
        outcomes = [pool.submit(writer.submit, job) for job in jobs]
        wait_for(writer, len(jobs))
    writer.close()
    return outcomes


def impatient(url: str) -> Engine:
    """A database with its tables, of which a lock is waited for 0.1 s."""
    metadata.create_all(engine := db.connect(url))
    engine.dispose()
    if url.startswith("sqlite"):
        return db.connect(f"{url}?timeout=0.1")
    engine = db.connect(url)
    event.listen(engine, "connect", lambda connection, _: connection.execute("SET lock_timeout = '100ms'"))
    event.listen(engine, "connect", lambda connection, _: connection.commit())
    return engine


@contextmanager
def lock_held(engine: Engine) -> Iterator[None]:
    """Another program's connection holds the lock that writing needs."""
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(engine.url.render_as_string().replace("+psycopg", "")) as other:
            other.execute("LOCK TABLE outbox")
            yield
