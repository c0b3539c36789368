"""Whatever happens while choices are written: none that was acknowledged is lost, none is half there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from formhandler.consent import store
from formhandler.writer import Unavailable, Writer
from tests.formhandler.consent.made import NOON, add, event, id_of, verified
from tests.formhandler.test_writer import impatient, lock_held, made

ROOT = Path(__file__).parents[3]


def program(name: str, url: str) -> list[str]:
    return [sys.executable, "-m", "tests.formhandler.consent.choosing", name, url]


def kept(engine: Engine) -> set[str]:
    with engine.connect() as db:
        return set(db.execute(text("SELECT id FROM consent_event")).scalars())


def counted(engine: Engine) -> int:
    with engine.connect() as db:
        return sum(week.given for week in store.weeks(db, NOON.date()))


def test_every_acknowledged_choice_is_there_after_kill_9_and_the_chain_is_whole(url: str) -> None:
    engine = made(url)
    acknowledged: set[int] = set()
    with subprocess.Popen(program("killed", url), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(3):
            child = int(process.stdout.readline().removeprefix("child "))
            acknowledged.update(int(process.stdout.readline()) for _ in range(50))
            os.kill(child, signal.SIGKILL)
            acknowledged.update(int(line) for line in iter(process.stdout.readline, "gone\n"))

    assert len(acknowledged) >= 150
    assert {id_of(number) for number in acknowledged} <= kept(engine)
    report = verified(engine)
    assert report.faults == []
    assert report.events == counted(engine) == len(kept(engine))
    engine.dispose()


def test_a_full_disk_leaves_no_choice_half_written(sqlite_url: str) -> None:
    engine = made(sqlite_url)

    done = subprocess.run(
        program("limited", sqlite_url), cwd=ROOT, capture_output=True, text=True, check=True
    )

    acknowledged = [int(line) for line in done.stdout.split()]
    assert "failing to read or write its disk" in done.stderr
    assert 10 < len(acknowledged) < 10_000
    assert kept(engine) == {id_of(number) for number in acknowledged}
    report = verified(engine)
    assert (report.events, report.faults) == (len(acknowledged), [])
    assert counted(engine) == len(acknowledged)
    engine.dispose()


def test_a_locked_database_takes_no_choice_and_the_next_one_follows_the_last(sqlite_url: str) -> None:
    engine = impatient(sqlite_url)
    writer = Writer(engine)
    add(writer, event(1))

    with lock_held(engine), pytest.raises(Unavailable):
        add(writer, event(2))
    add(writer, event(3, previous=id_of(1)))

    report = verified(engine)
    assert (report.events, report.faults) == (2, [])
    assert counted(engine) == 2
    writer.close()
    engine.dispose()
