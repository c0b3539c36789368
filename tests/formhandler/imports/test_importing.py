"""One file: whole or not at all, once, and never on days that have figures already."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import func, select

from counting.view import VIEW, View
from formhandler import db
from formhandler.counts import reading
from formhandler.counts import store as counts
from formhandler.imports import importing
from formhandler.imports.fault import Fault, What
from formhandler.imports.store import DaysCounted, TakenBefore
from formhandler.schema import count_import, count_name, count_note, count_page_day, metadata
from formhandler.writer import Writer
from tests.formhandler.imports.made import CANARIES, WANTED, WEEK, goatcounter, hit, plausible

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 2)


@pytest.fixture
def take(engine, writer, tmp_path):
    """Import bytes, as the command does."""

    def take(data, kind="plausible", **changes):
        path = tmp_path / "export"
        path.write_bytes(data)
        return importing.take(path, kind, replace(WANTED, **changes), reader=engine, writer=writer, now=NOW)

    return take


def rows(engine, table):
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def unchanged(engine):
    return not any(rows(engine, table) for table in metadata.sorted_tables if table.name.startswith("count_"))


def test_the_figures_are_there_as_our_own_are(engine, take):
    done = take(plausible(**WEEK))

    assert (done.first, done.last, done.days, done.views, done.entries) == (FIRST, SECOND, 2, 4, 3)
    with engine.connect() as connection:
        found = reading.pages(connection, FIRST, SECOND)
        days = reading.days(connection, FIRST, SECOND)
        month = reading.pages(connection, date(2026, 3, 1), date(2026, 3, 31))
    assert [(page.page, page.views, page.entries, page.onward) for page in found] == [
        ("/", 2, 2, 1),
        ("/palvelut/", 1, 0, 0),
        ("/yhteys/", 1, 1, 0),
    ]
    assert month == found
    assert [(day.views, day.entries) for day in days] == [(3, 2), (1, 1)]
    assert sum(page.views - page.onward for page in found) == sum(day.entries for day in days)


def test_what_was_imported_is_noted_on_its_first_and_last_day(engine, take):
    take(plausible(**WEEK))

    with engine.connect() as connection:
        notes = connection.execute(select(count_note.c.day, count_note.c.kind, count_note.c.body)).all()
    body = "Plausible 2026-03-01–2026-03-02"
    assert sorted(notes) == [(FIRST, "imported", body), (SECOND, "imported", body)]


def test_the_same_file_is_not_taken_twice(engine, take):
    take(plausible(**WEEK))
    before = rows(engine, count_page_day)

    with pytest.raises(TakenBefore) as found:
        take(plausible(**WEEK))

    assert found.value.at == NOW
    assert (rows(engine, count_page_day), rows(engine, count_import)) == (before, 1)


def test_days_that_have_figures_are_named_and_nothing_is_changed(engine, writer, take):
    view = View(int(NOW.timestamp()) - 19 * 86400, VIEW, "/", None, "", "phone", "fi")
    writer.submit(partial(counts.add, counted=[view], most=200))

    with pytest.raises(DaysCounted) as found:
        take(plausible(**WEEK))

    assert (found.value.first, found.value.last, found.value.number) == (FIRST, FIRST, 1)
    assert (rows(engine, count_import), rows(engine, count_note), rows(engine, count_page_day)) == (0, 0, 1)


def test_the_days_beside_them_can_be_imported(writer, take):
    view = View(int(NOW.timestamp()) - 19 * 86400, VIEW, "/", None, "", "phone", "fi")
    writer.submit(partial(counts.add, counted=[view], most=200))

    done = take(plausible(**WEEK), since=SECOND)

    assert (done.first, done.outside > 0, done.views) == (SECOND, True, 1)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("goatcounter", goatcounter(*[hit("/")] * 500, hit("/", bot="x"))),
        ("goatcounter", goatcounter(hit("/"))[:-20]),
        ("goatcounter", b"\x1f\x8b broken"),
        ("goatcounter", plausible(**WEEK)),
        ("plausible", goatcounter(hit("/"))),
        ("plausible", plausible(**WEEK)[:-60]),
    ],
)
def test_a_fault_anywhere_in_the_file_changes_nothing(engine, take, kind, data):
    with pytest.raises(Fault):
        take(data, kind)

    assert unchanged(engine)


def test_a_file_without_a_day_to_import_changes_nothing(engine, take):
    with pytest.raises(Fault) as found:
        take(goatcounter(hit("/", "2020-01-01T10:00:00Z")), "goatcounter")

    assert found.value.what is What.NOTHING
    assert unchanged(engine)


def test_nothing_of_anybody_is_in_any_file_of_the_database(tmp_path):
    """In SQLite, as its files can be looked through."""
    engine = db.connect(db.sqlite_url(tmp_path))
    metadata.create_all(engine)
    writer = Writer(engine)
    export = tmp_path.parent / f"{tmp_path.name}-export"
    export.write_bytes(goatcounter(hit("/", referrer="news.example.net/secret-path", scheme="h")))

    importing.take(export, "goatcounter", WANTED, reader=engine, writer=writer, now=NOW)
    running = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    writer.close()
    engine.dispose()
    stopped = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    assert b"news.example.net" in running
    for canary in (*CANARIES, "secret-path"):
        assert canary.encode() not in running + stopped


def test_names_are_bounded_whatever_the_file_brings(engine, take):
    hits = [hit(f"/{n}", referrer=f"h{n}.example", scheme="h") for n in range(300)]

    take(goatcounter(*hits), "goatcounter", most=20)

    assert rows(engine, count_name) < 30
