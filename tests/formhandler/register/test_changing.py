"""What is written on a card, and what it says afterwards."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from formhandler.register import changing, clocks
from formhandler.register.changing import Stale
from formhandler.schema import card, entry
from formhandler.vault.envelope import Tampered
from tests.formhandler.register import made
from tests.formhandler.register.made import ACTOR, MAIJA, NOW, TODAY


@pytest.fixture
def maija(desk, record):
    return desk.submit(
        lambda db: changing.create(
            db, made.rows(), record, kind="person", news=[made.person()], actor=ACTOR, now=NOW,
            relation=clocks.CUSTOMER,
        )
    )  # fmt: skip


def opened(desk, id):
    return desk.submit(lambda db: changing.opened(db, made.rows(), id))


def test_a_card_says_what_was_written_by_whom_and_from_where(desk, maija):
    card = opened(desk, maija)

    assert card.name == "Maija Meikäläinen"
    assert card.head.emails == ("maija@example.com", "maija.m@example.org")
    assert card.head.addresses == ("Mallikatu 1 A 2, 00100 Helsinki",)
    (entry,) = card.entries
    assert dict(entry.values) == MAIJA
    assert (entry.actor, entry.at, entry.source, entry.group) == (ACTOR, NOW, "self", "person")


def test_nothing_of_it_lies_in_the_database_in_clear(desk, maija, engine):
    with engine.connect() as db:
        raw = repr([*db.execute(select(card)), *db.execute(select(entry))]).encode()

    assert maija.encode() in raw
    for word in ("Maija", "example.com", "+358401234567", "Mallikatu", ACTOR):
        assert word.encode() not in raw


def test_a_correction_leaves_what_was_there_as_history(desk, record, maija):
    before = opened(desk, maija)
    new = made.person(**{"person.name": "Maija Virtanen"})
    desk.submit(
        lambda db: changing.correct(
            db, made.rows(), record, before.version, before.entries[0], new, actor=ACTOR, now=NOW
        )
    )

    after = opened(desk, maija)
    assert after.name == "Maija Virtanen"
    assert [one.values["person.name"] for one in after.entries] == ["Maija Meikäläinen", "Maija Virtanen"]
    assert [one.current for one in after.entries] == [False, True]


def test_of_two_who_change_one_card_the_second_is_told_and_nothing_is_written(desk, record, maija):
    seen = opened(desk, maija)
    folder = replace(made.person(), group="relationship", values={"relationship.paper_folder": "12"})

    def add(db):
        return changing.add(db, made.rows(), record, maija, seen.version, folder, actor=ACTOR, now=NOW)

    desk.submit(add)
    with pytest.raises(Stale):
        desk.submit(add)

    assert len(opened(desk, maija).entries) == 2


def test_when_the_relationship_ends_the_last_days_follow(desk, record, maija):
    seen = opened(desk, maija)
    assert seen.entries[0].expires_on == clocks.FOREVER

    ended = TODAY - timedelta(days=1)
    desk.submit(lambda db: changing.relate(db, record, maija, seen.version, clocks.ENDED, ended))

    # Vouchers of 2026 are kept until the end of 2032, longer than three years from the end.
    assert opened(desk, maija).entries[0].expires_on == date(2032, 12, 31)


def test_a_row_that_was_moved_to_another_card_does_not_open(desk, record, maija):
    other = desk.submit(
        lambda db: changing.create(
            db, made.rows(), record, kind="person", news=[made.person()], actor=ACTOR, now=NOW
        )
    )
    taken = select(card.c.sealed).where(card.c.id == maija).scalar_subquery()
    desk.submit(lambda db: db.execute(card.update().where(card.c.id == other).values(sealed=taken)))

    with pytest.raises(Tampered):
        opened(desk, other)


def test_who_becomes_a_customer_is_no_longer_kept_for_marketing_alone(desk, record):
    id = desk.submit(
        lambda db: changing.create(
            db, made.rows(), record, kind="person", news=[made.person()], actor=ACTOR, now=NOW
        )
    )
    before = opened(desk, id)
    assert before.entries[0].purposes == clocks.usual(record, "person", clocks.NONE)

    desk.submit(lambda db: changing.relate(db, record, id, before.version, clocks.CUSTOMER, None))

    (entry,) = opened(desk, id).entries
    assert entry.purposes == clocks.usual(record, "person", clocks.CUSTOMER)
    assert entry.expires_on == date.max


def test_what_was_chosen_by_hand_stays_so_when_somebody_becomes_a_customer(desk, record):
    chosen = replace(made.person(), purposes=("care",))
    id = desk.submit(
        lambda db: changing.create(
            db, made.rows(), record, kind="person", news=[chosen], actor=ACTOR, now=NOW
        )
    )

    version = opened(desk, id).version
    desk.submit(lambda db: changing.relate(db, record, id, version, clocks.CUSTOMER, None))

    assert opened(desk, id).entries[0].purposes == ("care",)


def test_a_fact_from_elsewhere_on_an_old_card_begins_the_clock_of_telling(desk, record):
    firm = made.New(group="organisation", values={"organisation.name": "Malli Oy"}, source="self", of=TODAY)
    id = desk.submit(
        lambda db: changing.create(
            db, made.rows(), record, kind="organisation", news=[firm], actor=ACTOR, now=NOW
        )
    )
    before = opened(desk, id)
    assert before.inform_by is None

    new = replace(firm, source="trade_register")
    desk.submit(
        lambda db: changing.add(db, made.rows(), record, id, before.version, new, actor=ACTOR, now=NOW)
    )

    assert opened(desk, id).inform_by == date(2026, 12, 10)
