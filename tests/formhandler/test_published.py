"""A new site, noted beside the figures once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from formhandler import published
from formhandler.schema import count_note
from formhandler.writer import Writer

LATE = datetime(2026, 10, 31, 22, 30, tzinfo=UTC)  # the first of November in Finland
SINCE = date(2025, 1, 1)


def release(site, at, content="0123456789ab"):
    """What publish/upload.py writes."""
    path = site / published.SIGN
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(json.dumps({"release": f"{at:%Y%m%dT%H%M%SZ}-{content}", "at": at.isoformat()}))


def notes(engine):
    with engine.connect() as db:
        rows = db.execute(select(count_note.c.day, count_note.c.kind).order_by(count_note.c.id))
        return [tuple(row) for row in rows]


def test_a_new_site_is_noted_on_its_day_in_finland_and_once(writer, engine, tmp_path):
    release(tmp_path, LATE)

    assert published.look(writer, engine, tmp_path, since=SINCE)
    assert not published.look(writer, engine, tmp_path, since=SINCE)
    assert notes(engine) == [(date(2026, 11, 1), "published")]


def test_each_new_one_is_noted_and_going_back_to_an_older_adds_none(writer, engine, tmp_path):
    for at in (LATE, LATE + timedelta(hours=1), LATE):
        release(tmp_path, at)
        published.look(writer, engine, tmp_path, since=SINCE)

    assert len(notes(engine)) == 2


def test_an_older_one_than_the_newest_known_is_no_news_though_it_was_never_noted(writer, engine, tmp_path):
    for at in (LATE, LATE - timedelta(days=30)):
        release(tmp_path, at)
        published.look(writer, engine, tmp_path, since=SINCE)

    assert len(notes(engine)) == 1


def test_several_handlers_at_once_note_it_once(engine, tmp_path):
    release(tmp_path, LATE)
    writers, at_once = [Writer(engine) for _ in range(4)], Barrier(4)

    def look(one):
        at_once.wait()
        return published.look(one, engine, tmp_path, since=SINCE)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(look, writers))
    for one in writers:
        one.close()

    assert sum(found) == 1
    assert len(notes(engine)) == 1


def test_one_from_before_the_first_day_that_is_kept_is_not_noted_again(writer, engine, tmp_path):
    release(tmp_path, LATE)

    assert not published.look(writer, engine, tmp_path, since=date(2026, 11, 2))
    assert notes(engine) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b'{"release": 1, "at": "x"}', b"\xff", b'{"release": "a", "at": "2026-01-01"}'],
)
def test_a_sign_that_cannot_be_read_is_no_release(tmp_path, content):
    (tmp_path / "_seloste").mkdir()
    (tmp_path / published.SIGN).write_bytes(content)

    assert published.Release.read(tmp_path) is None


def test_a_site_that_was_not_published_has_none(tmp_path):
    assert published.Release.read(tmp_path) is None
    assert published.Release.read(tmp_path / "nowhere") is None
