"""A card is found by a part of whatever is on it, however it is written."""

import pytest

from formhandler.register import changing
from formhandler.register.card import New
from formhandler.register.index import Index
from formhandler.schema import card
from formhandler.vault.keys import Keyring, PrivateKey
from formhandler.vault.rows import Rows
from tests.formhandler.register import made
from tests.formhandler.register.made import ACTOR, NOW, TODAY

FIRM = {"organisation.name": "Ovi ja Ikkuna Oy", "organisation.business_id": "1234567-1"}


@pytest.fixture
def index(desk, record):
    """Maija, a company and Matti, in this order."""
    company = New(group="organisation", values=FIRM, source="trade_register", of=TODAY)
    matti = {"person.name": "Matti Äyräpää", "person.emails": "matti@example.org"}
    folder = New(group="relationship", values={"relationship.paper_folder": "M-12"}, source="self", of=TODAY)
    create(desk, record, "person", made.person())
    create(desk, record, "organisation", company)
    create(desk, record, "person", New(group="person", values=matti, source="self", of=TODAY), folder)
    return refreshed(Index(), desk)


def create(desk, record, kind, *news):
    return desk.submit(
        lambda db: changing.create(db, made.rows(), record, kind=kind, news=news, actor=ACTOR, now=NOW)
    )


def refreshed(index, desk, rows=None):
    desk.submit(lambda db: index.refresh(db, rows or made.rows()))
    return index


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("meikälä", [1]),
        ("MEIKALAINEN maija", [1]),
        ("äyrä", [3]),
        ("ayra", [3]),
        ("mallikatu 1", [1]),
        ("mallikatu 1 00100 helsinki", [1]),
        ("maija.m@", [1]),
        ("040 123", [1]),
        ("040-123 4567", [1]),
        ("+358 40", [1]),
        ("00358 40 123", [1]),
        ("1234567-1", [2]),
        ("12345671", [2]),
        ("m-12", [3]),
        ("m12", [3]),
        ("ma", [3, 1]),
        ("maija matti", []),
        ("maija\tmatti", []),
        ("050 123", []),
        ("", []),
        (" , ", []),
    ],
)
def test_a_part_in_any_writing_finds_the_card(index, typed, found):
    assert index.search(typed) == found


def test_a_name_that_begins_so_comes_before_a_newer_card_that_only_holds_it(index):
    assert index.search("m") == [3, 1]
    assert index.search("o") == [2, 3, 1]


def test_what_changes_is_found_as_it_is_now(index, desk, record):
    new = create(desk, record, "person", made.person(**{"person.name": "Uuno Uusi"}))
    assert index.search("uuno") == []
    assert refreshed(index, desk).search("uuno") == [4]

    desk.submit(
        lambda db: changing.correct(
            db, made.rows(), record, 1 + 1, changing.opened(db, made.rows(), new).entries[0],
            made.person(**{"person.name": "Uuno Vanha"}), actor=ACTOR, now=NOW,
        )
    )  # fmt: skip
    assert refreshed(index, desk).search("uusi") == []
    assert index.search("uuno vanha") == [4]

    desk.submit(
        lambda db: db.execute(card.update().where(card.c.id == new).values(merged_into=new, version=9))
    )
    assert refreshed(index, desk).search("uuno") == []
    assert len(index) == 3


def test_after_the_last_lock_nothing_is_left_in_it(index):
    index.forget()

    assert len(index) == 0
    assert not any("maija" in str(value).casefold() for value in vars(index).values())


def test_a_card_that_does_not_open_is_counted_and_opens_once_its_key_is_here(desk, record):
    create(desk, record, "person", made.person())
    other = PrivateKey(bytes(32 * [7]))
    index = refreshed(Index(), desk, Rows(Keyring((other,)), to=other.key_id))
    assert (len(index), index.closed) == (0, 1)

    assert (len(refreshed(index, desk)), index.closed) == (1, 0)


def test_cards_of_one_address_number_or_name_and_address_may_be_of_one(index, desk, record):
    for values in (
        {"person.name": "M. Meikäläinen", "person.emails": "MAIJA@example.com"},
        {"person.name": "Maija M", "person.phones": "+358401234567"},
        {"person.name": "maija meikäläinen", "person.address": "Mallikatu 1 A 2\n00100 Helsinki"},
        {"person.name": "Maija Meikäläinen"},
    ):
        create(desk, record, "person", New(group="person", values=values, source="self", of=TODAY))
    refreshed(index, desk)

    assert index.like(1) == [6, 5, 4]
    assert index.like(7) == []
    assert index.doubles() == [(1, 6), (1, 5), (1, 4)]


def test_the_sender_of_a_message_is_known_by_address_or_number(index):
    assert index.of_sender("Maija@Example.com ", "") == [1]
    assert index.of_sender("", "040 123 45 67") == [1]
    assert index.of_sender("", "") == []
    assert index.of_sender("aija@example.com", "0401") == []
