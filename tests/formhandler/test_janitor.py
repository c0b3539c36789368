"""What is due goes on its day, and is gone from the file and from the write-ahead log."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from formhandler import clock, db, janitor
from formhandler.receipts import store as receipts
from formhandler.schema import archive_key, message, metadata
from formhandler.writer import Writer

KEY = bytes(32)
LAST = date(2026, 11, 22)
MARK = b"the sealed words of the janitor's test " * 40


def fill(writer):
    """Put one message in the archive."""
    writer.submit(
        lambda db: db.execute(insert(archive_key).values(key_id="0" * 16, public=bytes(32), created_at=0))
    )
    writer.submit(
        lambda db: db.execute(
            insert(message).values(
                id="0" * 32,
                thread="0" * 32,
                submission="s",
                digest=bytes(32),
                kind="message",
                day=LAST - timedelta(days=30),
                expires_on=LAST,
                key_id="0" * 16,
                envelope=MARK,
                reference="AAAA-AAAA",
            )
        )
    )
    return writer


@pytest.fixture
def filled(engine, writer):
    return fill(writer)


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def left(engine):
    with engine.connect() as db:
        return len(db.execute(select(message.c.id)).all())


@pytest.mark.parametrize(("days_past", "kept"), [(-1, 1), (0, 1), (1, 0)])
def test_a_message_stays_for_its_whole_last_day(engine, filled, days_past, kept):
    janitor.sweep(filled, engine, key=KEY, now=noon(LAST + timedelta(days=days_past)))

    assert left(engine) == kept


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        (datetime(2026, 11, 22, 23, 59, 59, tzinfo=clock.HELSINKI), 1),
        (datetime(2026, 11, 23, 0, 0, 0, tzinfo=clock.HELSINKI), 0),
    ],
)
def test_its_last_day_is_a_finnish_one(engine, filled, moment, kept):
    janitor.sweep(filled, engine, key=KEY, now=moment.astimezone(UTC))

    assert left(engine) == kept


def test_a_dry_run_counts_what_a_sweep_deletes(engine, filled):
    tomorrow = noon(LAST + timedelta(days=1))
    with engine.connect() as db:
        due = janitor.count(db, now=tomorrow)

    assert left(engine) == 1
    assert janitor.sweep(filled, engine, key=KEY, now=tomorrow) == due
    assert due.messages == 1


@pytest.mark.parametrize(("days_past", "kept"), [(0, True), (1, False)])
def test_a_receipt_code_goes_with_the_last_that_it_opens(engine, filled, days_past, kept):
    row = {"lookup": bytes(16), "thread": "0" * 32, "public": bytes(32), "private": bytes(60)}
    filled.submit(lambda db: receipts.add(db, **row))

    janitor.sweep(filled, engine, key=KEY, now=noon(LAST + timedelta(days=days_past)))

    with engine.connect() as db:
        assert (receipts.find(db, bytes(16)) is not None) is kept


def test_what_was_deleted_is_in_no_file_any_more(tmp_path):
    engine = db.connect(db.sqlite_url(tmp_path))
    metadata.create_all(engine)
    writer = fill(Writer(engine))
    assert any(MARK[:60] in path.read_bytes() for path in tmp_path.iterdir())

    janitor.sweep(writer, engine, key=KEY, now=noon(LAST + timedelta(days=1)))

    assert not any(MARK[:60] in path.read_bytes() for path in tmp_path.iterdir())
    writer.close()
    engine.dispose()
