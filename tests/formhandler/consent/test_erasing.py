"""An event goes after its last day, which its own words say; its place in the chain stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from formhandler import janitor
from formhandler.consent import chain, erasing, store
from formhandler.writer import Writer
from tests.formhandler.consent.made import KEY, NOON, add, boxed, change, event, fill, id_of, named, verified


def left(engine: Engine) -> list[int]:
    """The numbers of the events that still say something."""
    with engine.connect() as db:
        rows = db.execute(text("SELECT seq FROM consent_event WHERE body IS NOT NULL ORDER BY seq"))
        return list(rows.scalars())


def sweep(engine: Engine, writer: Writer, day: date) -> int:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return janitor.sweep(writer, engine, key=KEY, now=noon).choices


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        (date(2029, 9, 2), [1, 2, 3, 4, 5, 6, 7]),
        (date(2029, 9, 3), [1, 3, 4, 5, 6, 7]),  # 2 was withdrawn on 2 September 2026
        (date(2029, 9, 4), [1, 3, 4, 6, 7]),
        (date(2030, 9, 1), [1, 3, 4, 6, 7]),
        (date(2030, 9, 2), [3]),  # a form's box has no end yet
        (date(2090, 9, 2), [3]),
    ],
)
def test_an_event_stays_for_its_whole_last_day(
    engine: Engine, writer: Writer, day: date, kept: list[int]
) -> None:
    fill(writer)

    assert sweep(engine, writer, day) == 7 - len(kept)

    assert left(engine) == kept
    report = verified(engine)
    assert (report.events, report.erased, report.faults) == (7, 7 - len(kept), [])


def test_nothing_of_an_erased_event_is_left_but_its_place(engine: Engine, writer: Writer) -> None:
    fill(writer)
    sweep(engine, writer, date(2030, 9, 2))

    with engine.connect() as db:
        assert store.find(db, id_of(1)) is None
        row = db.execute(text("SELECT * FROM consent_event WHERE seq = 1")).one()
        assert {name for name, value in row._mapping.items() if value is not None} == {
            "seq",
            "digest",
            "link",
            "erased",
        }
        assert store.words(db, event().text) is not None  # the words stay readable for ever


def test_the_record_goes_on_after_everything_was_erased(engine: Engine, writer: Writer) -> None:
    add(writer, event(1))
    sweep(engine, writer, date(2031, 1, 1))

    add(writer, event(2, at=datetime(2031, 1, 1, tzinfo=UTC), previous=id_of(1)))

    report = verified(engine)
    assert (report.events, report.erased, report.faults) == (2, 1, [])


@pytest.mark.parametrize(
    "altering",
    [
        "UPDATE consent_event SET expires_on = '2026-09-01' WHERE seq = 7",
        "UPDATE consent_event SET ended_by = 7, expires_on = '2026-09-01' WHERE seq = 1",
        """UPDATE consent_event SET expires_on = '2026-09-01', body = replace(body, '"P3Y"', '"P0D"')
           WHERE seq = 7""",
        "UPDATE consent_event SET expires_on = '2026-09-01', link = digest WHERE seq = 7",
        "UPDATE consent_event SET expires_on = '2026-09-01' WHERE seq = 3",
    ],
)
def test_the_janitor_erases_nothing_early_for_somebody_who_altered_the_day(
    engine: Engine, writer: Writer, altering: str
) -> None:
    fill(writer)
    change(engine, altering)
    wrong = named(engine)

    assert sweep(engine, writer, date(2026, 10, 1)) == 0

    assert left(engine) == [1, 2, 3, 4, 5, 6, 7]
    assert named(engine) == wrong != []


def test_the_janitor_believes_no_event_whose_digest_was_made_anew(engine: Engine, writer: Writer) -> None:
    fill(writer)
    body = event(7, keep="P0D", valid_until=date(2026, 9, 3)).body()
    change(
        engine,
        "UPDATE consent_event SET expires_on = '2026-09-03', body = :body, digest = :digest WHERE seq = 7",
        body=body,
        digest=chain.digest(body, None),
    )

    assert sweep(engine, writer, date(2026, 10, 1)) == 0

    assert 7 in left(engine)


def test_what_an_erased_choice_replaced_goes_with_it_when_the_period_became_shorter(
    engine: Engine, writer: Writer
) -> None:
    add(writer, event(1, keep="P9Y"))
    add(writer, event(2, at=NOON + timedelta(days=1), keep="P9Y", previous=id_of(1)))
    add(writer, event(3, at=NOON + timedelta(days=2), keep="P1Y", previous=id_of(2)))
    add(writer, boxed(4))

    assert sweep(engine, writer, date(2028, 9, 2)) == 3

    assert named(engine) == []


def test_many_go_in_more_than_one_transaction(engine: Engine, writer: Writer) -> None:
    def job(db: object) -> None:
        for number in range(1, 2 * erasing.AT_ONCE + 10):
            store.add(db, event(number), "words", KEY, now=NOON)  # type: ignore[arg-type]

    writer.submit(job)

    assert sweep(engine, writer, date(2031, 1, 1)) == 2 * erasing.AT_ONCE + 9
    assert left(engine) == []


def test_sums_are_forgotten_after_25_months(engine: Engine, writer: Writer) -> None:
    fill(writer)

    sweep(engine, writer, date(2028, 9, 1))
    with engine.connect() as db:
        assert store.weeks(db, date(2026, 1, 1)) != []

    sweep(engine, writer, date(2028, 11, 1))
    with engine.connect() as db:
        assert store.weeks(db, date(2026, 1, 1)) == []
