"""Backups are as fresh and as short-lived as their newest and oldest file."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from formhandler.condition.backups import OLDEST, STALE, look

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def made(folder, name, age):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"sealed")
    moment = (NOW - age).timestamp()
    os.utime(path, (moment, moment))


@pytest.mark.parametrize(("age", "fresh"), [(STALE, True), (STALE + SECOND, False)])
def test_a_backup_is_fresh_for_two_days(tmp_path, age, fresh):
    made(tmp_path, "old/a.tar", timedelta(days=20))
    made(tmp_path, "new/b.tar", age)

    assert look(tmp_path).fresh(NOW) is fresh


@pytest.mark.parametrize(("age", "overdue"), [(OLDEST, False), (OLDEST + SECOND, True)])
def test_a_backup_that_the_notice_says_is_gone_is_overdue(tmp_path, age, overdue):
    made(tmp_path, "a.tar", age)
    made(tmp_path, "b.tar", timedelta(hours=1))

    assert look(tmp_path).overdue(NOW) is overdue


def test_a_folder_without_a_backup_is_neither(tmp_path):
    found = look(tmp_path)

    assert not found.fresh(NOW)
    assert not found.overdue(NOW)


def test_a_folder_that_is_not_there_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        look(tmp_path / "nowhere")
