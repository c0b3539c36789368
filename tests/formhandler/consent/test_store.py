"""What is added to the record stands there once, in its order, in whole groups, beside the week's sum."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, text

from formhandler import db as database
from formhandler.consent import store
from formhandler.consent.store import Week
from formhandler.writer import Busy, Writer
from tests.formhandler.consent.made import (
    FORM_WORDS,
    KEY,
    NOON,
    WORDS,
    add,
    boxed,
    change,
    event,
    fill,
    hash_of,
    id_of,
    named,
    verified,
)


@pytest.fixture
def other(url: str, engine: Engine) -> Iterator[Writer]:
    """A second handler on the same database."""
    second = database.connect(url)
    writer = Writer(second)
    yield writer
    writer.close()
    second.dispose()


def test_what_was_added_is_found_with_its_words(engine: Engine, writer: Writer) -> None:
    added = add(writer, event())

    with engine.connect() as db:
        assert store.find(db, id_of(1)) == added == event()
        assert store.words(db, added.text) == WORDS
        assert store.find(db, id_of(2)) is None
        assert store.words(db, "0" * 64) is None


def test_the_same_page_sent_twice_is_one_event(engine: Engine, writer: Writer) -> None:
    add(writer, event(1), submission="page")

    again = add(writer, event(2, state="refused"), submission="page")

    assert again == event(1)
    assert verified(engine).events == 1
    with engine.connect() as db:
        assert store.weeks(db, NOON.date()) == [Week(monday=date(2026, 8, 31), given=1)]


def test_the_same_page_sent_twice_in_one_group_is_one_event(engine: Engine, writer: Writer) -> None:
    def both(db: Connection) -> list[str]:
        return [store.add(db, event(n), WORDS, KEY, submission="page", now=NOON).id for n in (1, 2)]

    assert writer.submit(both) == [id_of(1), id_of(1)]
    assert named(engine) == []


def test_a_history_goes_back_from_choice_to_choice(engine: Engine, writer: Writer) -> None:
    fill(writer)

    with engine.connect() as db:
        assert [each.id for each in store.history(db, id_of(4))] == [id_of(4), id_of(2)]
        assert [each.id for each in store.history(db, id_of(9))] == []


def test_a_choice_that_is_replaced_ends_on_that_day(engine: Engine, writer: Writer) -> None:
    fill(writer)

    with engine.connect() as db:
        rows = db.execute(text("SELECT seq, expires_on FROM consent_event"))
        days = {row.seq: row.expires_on for row in rows}
    assert [str(days[seq]) for seq in (1, 2, 4)] == ["2030-09-01", "2029-09-02", "2030-09-01"]
    assert days[3] is None


def test_a_choice_replaced_from_an_old_tab_keeps_its_earlier_end(engine: Engine, writer: Writer) -> None:
    add(writer, event(1))
    add(writer, event(2, at=NOON + timedelta(days=1), previous=id_of(1)))
    add(writer, event(3, at=NOON + timedelta(days=5), previous=id_of(1)))

    with engine.connect() as db:
        [last] = db.execute(text("SELECT expires_on FROM consent_event WHERE seq = 1")).scalars()
    assert str(last) == "2029-09-02"
    assert named(engine) == []


def test_an_id_that_no_event_has_replaces_nothing(engine: Engine, writer: Writer) -> None:
    added = add(writer, event(1, previous=id_of(99)))

    assert added.previous is None
    with engine.connect() as db:
        assert store.find(db, id_of(1)) == added
    assert named(engine) == []


def test_a_choice_before_the_clock_went_back_is_no_fault(engine: Engine, writer: Writer) -> None:
    add(writer, event(1, at=NOON + timedelta(days=3)))
    add(writer, event(2, at=NOON, previous=id_of(1)))
    add(writer, event(3, at=NOON + timedelta(days=4)))

    assert named(engine) == []
    assert verified(engine).head.day == date(2026, 9, 5)


def test_a_job_that_fails_leaves_the_chain_whole(engine: Engine, writer: Writer) -> None:
    add(writer, event(1))

    def half_done(db: Connection) -> None:
        store.add(db, event(2), "other words", KEY, now=NOON)
        raise LookupError("half done")

    with pytest.raises(LookupError):
        writer.submit(half_done)
    add(writer, event(3))

    report = verified(engine)
    assert (report.events, report.faults) == (2, [])


def test_what_is_altered_or_removed_is_named_on_each_kind_of_database(engine: Engine, writer: Writer) -> None:
    fill(writer)
    change(engine, "UPDATE consent_event SET body = replace(body, 'statistics', 'ads') WHERE seq = 2")
    change(engine, "DELETE FROM consent_event WHERE seq = 7")

    assert named(engine) == [("altered", 2), ("missing", 7)]


def test_two_handlers_on_one_database_make_one_chain(engine: Engine, writer: Writer, other: Writer) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(
            pool.map(lambda n: add((writer, other)[n % 2], event(n), submission=f"page-{n // 2}"), range(200))
        )

    report = verified(engine)
    assert (report.events, report.last, report.faults) == (100, 100, [])


def test_one_handler_waits_for_the_other(engine: Engine, writer: Writer, other: Writer) -> None:
    def choose(writer: Writer, first: int) -> None:
        for number in range(first, first + 60):  # one at a time: a group that fails would be tried again
            add(writer, event(number))

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(choose, writer, 1000), pool.submit(choose, other, 2000)]

    assert [each.exception() for each in done] == [None, None]
    assert named(engine) == []


def test_more_than_can_be_written_is_refused_at_once_and_the_record_stays_whole(engine: Engine) -> None:
    writer = Writer(engine, limit=20)
    kept, refused = [], []

    def choose(thread: int) -> None:
        for n in range(50):
            try:
                kept.append(add(writer, event(thread * 1000 + n), submission=f"{thread}-{n}").id)
            except Busy:
                refused.append(n)

    threads = [threading.Thread(target=choose, args=(thread,)) for thread in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    writer.close()
    report = verified(engine)
    assert refused, "the queue was never full; the test would prove nothing"
    assert (report.events, report.faults) == (len(kept), [])
    with engine.connect() as db:
        assert all(store.find(db, id) for id in kept)
        assert store.weeks(db, NOON.date())[0].given == len(kept)


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, Week(monday=date(2026, 8, 31), given=1)),
        ({"refused": ("ads",)}, Week(monday=date(2026, 8, 31), partly=1)),
        ({"state": "refused", "given": (), "refused": ("ads",)}, Week(monday=date(2026, 8, 31), refused=1)),
        ({"state": "withdrawn", "given": ()}, Week(monday=date(2026, 8, 31), withdrawn=1)),
    ],
)
def test_each_answer_is_counted_by_its_week(engine: Engine, writer: Writer, changes, counted) -> None:
    add(writer, event(1, **changes))

    with engine.connect() as db:
        assert store.weeks(db, NOON.date()) == [counted]


def test_a_week_begins_on_monday_at_midnight_in_helsinki(engine: Engine, writer: Writer) -> None:
    for moment in (datetime(2026, 9, 6, 20, 59, tzinfo=UTC), datetime(2026, 9, 6, 21, 0, tzinfo=UTC)):
        writer.submit(lambda db, moment=moment: store.asked(db, moment))

    with engine.connect() as db:
        assert store.weeks(db, date(2026, 9, 1)) == [
            Week(monday=date(2026, 8, 31), asked=1),
            Week(monday=date(2026, 9, 7), asked=1),
        ]


def test_a_box_of_the_form_is_no_answer_to_the_question(engine: Engine, writer: Writer) -> None:
    add(writer, boxed(1))

    with engine.connect() as db:
        assert store.weeks(db, NOON.date()) == []
        assert store.words(db, hash_of(FORM_WORDS)) == FORM_WORDS


@pytest.mark.parametrize(
    ("before", "left"), [(date(2026, 8, 31), 1), (date(2026, 9, 6), 1), (date(2026, 9, 7), 0)]
)
def test_sums_are_forgotten_by_whole_weeks(engine: Engine, writer: Writer, before: date, left: int) -> None:
    writer.submit(lambda db: store.asked(db, NOON))

    writer.submit(lambda db: store.forget_weeks(db, before=before))

    with engine.connect() as db:
        assert len(store.weeks(db, NOON.date())) == left


def test_nothing_that_is_stored_leads_to_anybody(engine: Engine, writer: Writer) -> None:
    fill(writer)

    with engine.connect() as db:
        columns = {row._fields for row in db.execute(text("SELECT * FROM consent_event")).all()}
    assert columns == {
        ("seq", "id", "submission", "body", "expires_on", "ended_by", "digest", "link", "erased")
    }
