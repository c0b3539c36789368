"""The mail of the week tells how much presses, once, and of whom to nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from formhandler.register import changing
from formhandler.rights import store, week
from formhandler.rights.case import Case
from formhandler.rights.week import Pressing
from formhandler.schema import outbox
from formhandler.vault import keys
from formhandler.writer import Writer
from tests.formhandler.register import made
from tests.formhandler.register.conftest import record
from texts import translator

__all__ = ["record"]
MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def desk(writer: Writer) -> Writer:
    writer.submit(lambda db: keys.remember(db, made.KEY.public, now=made.NOW))
    return writer


def ask(desk, due: date, closed: date | None = None):
    asked = Case(
        article="15", way="post", received_on=due - timedelta(days=30), due_on=due, who="Maija", contact="",
        asked="Mitä?", closed_on=closed,
    )  # fmt: skip
    desk.submit(lambda db: store.add(db, made.rows(), asked))


def counted(engine, today=MONDAY):
    with engine.connect() as db:
        return week.count(db, today=today)


def test_late_ones_those_of_this_week_and_all_are_counted_without_a_key(desk, engine):
    for days in (-3, -1, 0, 7, 8, 20):
        ask(desk, MONDAY + timedelta(days=days))
    ask(desk, MONDAY, closed=MONDAY)

    found = counted(engine)

    assert (found.late, found.soon, found.open) == (2, 2, 6)


def test_what_goes_within_a_month_and_who_has_to_be_told_are_counted(desk, engine, record):
    new = made.New(
        group="organisation", values={"organisation.name": "Malli Oy"}, source="trade_register", of=made.TODAY
    )
    desk.submit(lambda db: made_card(db, record, "organisation", new))
    assert counted(engine).uninformed == 1
    assert counted(engine).going == 0
    assert counted(engine, date(2027, 10, 20)).going == 1  # kept for marketing alone, a year


def made_card(db, record, kind, new):
    return changing.create(db, made.rows(), record, kind=kind, news=[new], actor=made.ACTOR, now=made.NOW)


def queued(engine):
    with engine.connect() as db:
        return [tuple(row) for row in db.execute(select(outbox.c.kind, outbox.c.month))]


def test_it_is_queued_once_in_a_week_and_only_when_something_presses(desk, engine):
    assert not week.due(desk, engine, now=NOON)
    ask(desk, MONDAY + timedelta(days=20))

    assert week.due(desk, engine, now=NOON)
    assert not week.due(desk, engine, now=NOON + timedelta(days=6))
    assert week.due(desk, engine, now=NOON + timedelta(days=7))
    assert queued(engine) == [("week", MONDAY), ("week", MONDAY + timedelta(days=7))]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fi", ["2 pyyntöä on myöhässä.", "Kaikkiaan 3 pyyntöä odottaa vastausta."]),
        ("sv", ["2 begäranden är försenade.", "Sammanlagt väntar 3 begäranden på svar."]),
        ("en", ["2 requests are late.", "3 requests wait for an answer in all."]),
    ],
)
def test_it_says_so_in_plain_words(lang, said):
    found = Pressing(late=2, soon=0, open=3, breaches=0, uninformed=0, going=0)

    assert list(week.lines(found, translator(lang))) == said


def test_when_all_was_done_before_it_went_it_says_that():
    nothing = Pressing(late=0, soon=0, open=0, breaches=0, uninformed=0, going=0)

    assert list(week.lines(nothing, translator("en"))) == ["Nothing presses any more."]
