"""Whoever changes the record in the database without the key is found out, and what they changed is named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import Engine, text

from formhandler.consent import chain, erasing, verifying
from formhandler.consent.event import Event
from formhandler.writer import Writer
from tests.formhandler.consent.made import (
    KEY,
    NOON,
    add,
    boxed,
    change,
    event,
    fill,
    id_of,
    named,
    swap,
    verified,
)

EVENTS = range(1, 8)
LATER = date(2029, 9, 3)  # events 2 and 5 went the day before or on it: both had been replaced


@pytest.fixture
def url(sqlite_url: str) -> str:
    """On SQLite alone: what is read is the same on both kinds (test_store.py), and each test costs time."""
    return sqlite_url


@pytest.fixture(params=["as written", "after erasing"])
def record(request: pytest.FixtureRequest, engine: Engine, writer: Writer) -> Engine:
    """Seven events; or of two of them only their marks are left."""
    fill(writer)
    if request.param == "after erasing":
        assert writer.submit(lambda db: erasing.expire(db, KEY, today=LATER + timedelta(days=1)))[0] == 2
    return engine


def there(engine: Engine) -> list[int]:
    """The numbers of the events that still say something."""
    with engine.connect() as db:
        return list(
            db.execute(text("SELECT seq FROM consent_event WHERE body IS NOT NULL ORDER BY seq")).scalars()
        )


def column_of(engine: Engine, column: str) -> dict[int, str]:
    """What stands in *column* of each event."""
    with engine.connect() as db:
        return {row.seq: getattr(row, column) for row in db.execute(text("SELECT * FROM consent_event"))}


def bodies(engine: Engine) -> dict[int, str]:
    return column_of(engine, "body")


def test_what_was_written_is_whole(record: Engine) -> None:
    report = verified(record)

    assert (report.events, report.faults) == (7, [])
    assert report.head is not None and report.head.seq == 7
    assert report.head.day == date(2026, 9, 3)


def test_an_empty_record_is_whole(engine: Engine) -> None:
    report = verified(engine)

    assert (report.events, report.head, report.faults) == (0, None, [])


@pytest.mark.parametrize("seq", EVENTS)
def test_an_event_that_is_removed_is_named(record: Engine, seq: int) -> None:
    change(record, "DELETE FROM consent_event WHERE seq = :seq", seq=seq)

    assert [one for one in named(record) if one[0] == "missing"] == [("missing", seq)]
    assert {number for what, number in named(record) if what != "missing"} <= {seq + 1}


@pytest.mark.parametrize("seq", EVENTS)
def test_an_event_that_is_removed_with_the_gap_closed_is_named(
    engine: Engine, writer: Writer, seq: int
) -> None:
    fill(writer)
    change(engine, "DELETE FROM consent_event WHERE seq = :seq", seq=seq)
    for later in range(seq + 1, 8):
        change(engine, "UPDATE consent_event SET seq = seq - 1 WHERE seq = :seq", seq=later)

    first = next(number for what, number in named(engine) if what in ("forged", "missing"))
    assert first == seq


FIELDS: list[tuple[str, Callable[[Event], object]]] = [
    ("id", lambda _: "f" * 32),
    ("at", lambda e: e.at + timedelta(seconds=1)),
    ("state", lambda e: "given" if e.state == "refused" else "refused"),
    ("surface", lambda e: "page" if e.surface == "banner" else "banner"),
    ("method", lambda e: "button" if e.method == "checkbox" else "checkbox"),
    ("lang", lambda _: "sv"),
    ("text", lambda _: "0" * 64),
    ("notice", lambda _: "f" * 12),
    ("version", lambda _: "2026-09-02"),
    ("meaning", lambda _: "f" * 12),
    ("given", lambda e: (*e.given, "ads")),
    ("refused", lambda e: (*e.refused, "ads")),
    ("objected", lambda e: not e.objected),
    ("valid_until", lambda _: date(2031, 1, 1)),
    ("previous", lambda _: id_of(77)),
    ("keep", lambda _: "P9Y"),
    ("round", lambda _: "end-of-calendar-year"),
]


def test_every_field_is_tried() -> None:
    assert [name for name, _ in FIELDS] == [*Event.__dataclass_fields__]


def test_a_field_that_is_altered_names_the_event_and_no_other(record: Engine) -> None:
    for seq, (field, other) in product(there(record), FIELDS):
        was = bodies(record)[seq]
        event = Event.read(was)
        now = replace(event, **{field: other(event)}).body()
        assert now != was
        change(record, "UPDATE consent_event SET body = :body WHERE seq = :seq", seq=seq, body=now)

        assert set(named(record)) == {("altered", seq)}, field
        change(record, "UPDATE consent_event SET body = :body WHERE seq = :seq", seq=seq, body=was)


def test_a_body_that_is_altered_with_its_digest_names_the_event(record: Engine) -> None:
    for seq in there(record):
        row = bodies(record)[seq]
        body = row.replace("statistics", "nothing").replace("marketing", "nothing")
        change(
            record,
            "UPDATE consent_event SET body = :body, digest = :digest WHERE seq = :seq",
            seq=seq,
            body=body,
            digest=chain.digest(body, None),
        )

    assert [("forged", seq) for seq in there(record)] == [one for one in named(record) if one[0] == "forged"]


COLUMNS = [
    ("id", "'" + "e" * 32 + "'", "column"),
    ("submission", "'another'", "altered"),
    ("expires_on", "'2035-01-01'", "column"),
    ("expires_on", "'2026-09-04'", "column"),
    ("ended_by", "7", "column"),
    ("digest", "link", "forged"),
    ("link", "digest", "forged"),
]


@pytest.mark.parametrize(("column", "value", "what"), COLUMNS)
def test_a_column_that_is_altered_names_the_event(
    engine: Engine, writer: Writer, column: str, value: str, what: str
) -> None:
    fill(writer)
    altering = f"UPDATE consent_event SET {column} = {value} WHERE seq = :seq"  # noqa: S608
    restoring = f"UPDATE consent_event SET {column} = :was WHERE seq = :seq"  # noqa: S608
    for seq in EVENTS:
        was = column_of(engine, column)[seq]
        change(engine, altering, seq=seq)

        assert (what, seq) in named(engine)
        change(engine, restoring, seq=seq, was=was)
    assert named(engine) == []


@pytest.mark.parametrize("seq", [2, 5])
def test_an_end_that_is_taken_back_names_the_event(engine: Engine, writer: Writer, seq: int) -> None:
    fill(writer)
    change(
        engine,
        "UPDATE consent_event SET ended_by = NULL, expires_on = '2030-09-01' WHERE seq = :seq",
        seq=seq,
    )

    assert named(engine) == [("column", seq)]


@pytest.mark.parametrize(("first", "second"), [(1, 2), (3, 4), (6, 7), (1, 7)])
def test_two_events_that_are_exchanged_are_both_named(record: Engine, first: int, second: int) -> None:
    with record.begin() as db:
        swap(db, first, second)

    assert {("forged", first), ("forged", second)} <= set(named(record))


def test_an_event_that_is_put_in_at_the_end_is_named(record: Engine) -> None:
    extra = event(8).body()
    change(
        record,
        "INSERT INTO consent_event (seq, id, body, expires_on, digest, link) "
        "VALUES (8, :id, :body, '2030-09-01', :digest, :link)",
        id=id_of(8),
        body=extra,
        digest=chain.digest(extra, None),
        link=b"a link that is made without a key"[:32],
    )

    assert named(record) == [("forged", 8), ("beyond", 8)]


def test_events_that_are_cut_off_at_the_end_are_named(record: Engine) -> None:
    change(record, "DELETE FROM consent_event WHERE seq > 5")

    [fault] = [fault for fault in verified(record).faults if fault.what == "missing"]
    assert (fault.seq, fault.last) == (6, 7)


def test_an_event_whose_content_is_removed_like_an_erased_one_is_named(record: Engine) -> None:
    for seq in there(record):
        change(
            record,
            "UPDATE consent_event SET id = NULL, submission = NULL, body = NULL, expires_on = NULL, "
            "ended_by = NULL, erased = digest WHERE seq = :seq",
            seq=seq,
        )
        assert ("erased", seq) in named(record)


def test_the_mark_of_an_erased_event_fits_no_other(engine: Engine, writer: Writer) -> None:
    fill(writer)
    writer.submit(lambda db: erasing.expire(db, KEY, today=LATER + timedelta(days=1)))
    change(
        engine,
        "UPDATE consent_event SET id = NULL, submission = NULL, body = NULL, expires_on = NULL, "
        "ended_by = NULL, erased = (SELECT erased FROM consent_event WHERE seq = 2) WHERE seq = 7",
    )
    change(engine, "UPDATE consent_event SET erased = link WHERE seq = 5")
    change(engine, "UPDATE consent_event SET submission = 'x' WHERE seq = 2")

    assert named(engine) == [("leftover", 2), ("erased", 5), ("erased", 7)]


def test_a_text_that_is_altered_or_missing_is_named(record: Engine) -> None:
    change(record, "UPDATE consent_text SET body = 'May we?' WHERE hash = :hash", hash=event().text)
    assert [(fault.what, fault.detail) for fault in verified(record).faults] == [("text", event().text)]

    change(record, "DELETE FROM consent_text WHERE hash = :hash", hash=boxed(3).text)
    assert ("no text", 3) in named(record)


def test_a_text_whose_language_is_altered_is_named(record: Engine) -> None:
    change(record, "UPDATE consent_text SET lang = 'fi' WHERE hash = :hash", hash=boxed(3).text)

    assert named(record) == [("no text", 3)]


def test_a_notice_that_the_site_no_longer_has_is_named(record: Engine) -> None:
    assert named(record, notices={event().notice}) == []

    assert named(record, notices={"f" * 12}) == [("no notice", seq) for seq in there(record)]


@pytest.mark.parametrize("day", ["2026-09-01", "2026-09-02", "2026-09-03"])
def test_a_checkpoint_that_is_removed_is_noticed(record: Engine, day: str) -> None:
    change(record, "DELETE FROM consent_checkpoint WHERE day = :day", day=day)

    [fault] = verified(record).faults
    expected = {
        "2026-09-01": ("checkpoint", date(2026, 9, 2)),
        "2026-09-02": ("checkpoint", date(2026, 9, 3)),
        "2026-09-03": ("beyond", None),
    }
    assert (fault.what, fault.day) == expected[day]


@pytest.mark.parametrize("day", ["2026-09-01", "2026-09-02", "2026-09-03"])
@pytest.mark.parametrize("value", ["day = '2026-09-04'", "seq = 4", "link = mac", "mac = link"])
def test_a_checkpoint_that_is_altered_is_named(engine: Engine, writer: Writer, day: str, value: str) -> None:
    fill(writer)
    change(engine, f"UPDATE consent_checkpoint SET {value} WHERE day = :day", day=day)  # noqa: S608

    assert "checkpoint" in {fault.what for fault in verified(engine).faults}


def test_all_checkpoints_removed_are_noticed(record: Engine) -> None:
    change(record, "DELETE FROM consent_checkpoint")

    assert named(record) == [("beyond", 1)]


def test_an_emptied_record_is_noticed(record: Engine) -> None:
    change(record, "DELETE FROM consent_event")

    [fault] = verified(record).faults
    assert (fault.what, fault.seq, fault.last) == ("missing", 1, 7)


def test_another_key_is_said_once(record: Engine) -> None:
    assert named(record, key=bytes(32)) == [("key", 0)]


def test_events_written_after_the_key_was_lost_show_where_it_was(engine: Engine, writer: Writer) -> None:
    fill(writer)
    add(writer, event(8, at=NOON + timedelta(days=9)), key=bytes(32))

    assert {seq for what, seq in named(engine) if what == "forged"} == {8}
    assert {seq for what, seq in named(engine, key=bytes(32)) if what == "forged"} == set(EVENTS)
    with engine.connect() as db:
        assert verifying.look(db, bytes(32)) is not None


def test_a_look_at_the_checkpoints_finds_another_key_and_a_cut(record: Engine) -> None:
    with record.connect() as db:
        assert verifying.look(db, KEY) is None
        assert verifying.look(db, bytes(32)) is not None

    change(record, "DELETE FROM consent_event WHERE seq = 7")
    with record.connect() as db:
        assert verifying.look(db, KEY) is not None


def test_a_checkpoint_kept_elsewhere_still_fits_when_the_record_has_grown(
    engine: Engine, writer: Writer
) -> None:
    fill(writer)
    head = verified(engine).head
    assert head is not None
    add(writer, event(8, at=NOON + timedelta(days=2, hours=1)))  # the same day: its checkpoint moves on
    add(writer, event(9, at=NOON + timedelta(days=9)))

    assert named(engine, kept=head.line) == []


def test_an_older_database_put_back_is_found_by_a_checkpoint_kept_elsewhere(
    engine: Engine, writer: Writer
) -> None:
    add(writer, event(1))
    with engine.connect() as db:
        [before] = db.execute(text("SELECT * FROM consent_checkpoint")).all()
    add(writer, event(2))
    head = verified(engine).head
    assert head is not None
    change(engine, "DELETE FROM consent_event WHERE seq = 2")
    change(
        engine,
        "UPDATE consent_checkpoint SET seq = :seq, link = :link, mac = :mac",
        seq=before.seq,
        link=before.link,
        mac=before.mac,
    )

    assert named(engine) == []
    [fault] = verified(engine, kept=head.line).faults
    assert (fault.what, fault.seq, fault.last) == ("older", 2, 1)


def test_another_history_with_the_right_key_is_found_by_a_checkpoint_kept_elsewhere(
    engine: Engine, writer: Writer
) -> None:
    fill(writer)
    head = verified(engine).head
    assert head is not None
    change(engine, "DELETE FROM consent_event")
    change(engine, "DELETE FROM consent_checkpoint")
    for number in range(11, 20):
        add(writer, event(number, at=NOON + timedelta(days=2)))

    assert named(engine) == []
    assert named(engine, kept=head.line) == [("other", 7)]


def test_one_event_rewritten_with_the_right_key_is_found_by_a_checkpoint_kept_elsewhere(
    engine: Engine, writer: Writer
) -> None:
    for number in (1, 2):
        add(writer, event(number))
    head = verified(engine).head
    assert head is not None
    change(engine, "DELETE FROM consent_event")
    change(engine, "DELETE FROM consent_checkpoint")
    add(writer, event(1, given=("statistics", "ads")))
    add(writer, event(2))  # to the letter as it was

    assert named(engine) == []
    assert named(engine, kept=head.line) == [("other", 2)]


@pytest.mark.parametrize(
    "line", ["yesterday", "2026-09-01 7", "2026-09-01 seven 00", "2026-13-01 7 00", "2026-09-01 -1 00"]
)
def test_what_is_no_checkpoint_is_said_to_be_none(record: Engine, line: str) -> None:
    assert named(record, kept=line) == [("unreadable", 0)]
