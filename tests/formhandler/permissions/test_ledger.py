"""What a line of the ledger does: what it forbids, what it allows, until when things are kept by it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from formhandler.permissions import channels, ledger, store
from formhandler.permissions.ledger import Refused, Said
from formhandler.register import changing
from formhandler.register.card import New
from formhandler.schema import card, permission, suppression, tombstone
from tests.formhandler.permissions import made
from tests.formhandler.permissions.made import KEY, WORDS, names
from tests.formhandler.register.made import ACTOR, NOW, TODAY, rows


@pytest.fixture
def db(desk, engine):
    with engine.connect() as db, db.begin() as whole:
        yield db
        whole.rollback()


@pytest.fixture
def maija(db, record):
    return made.person(db, record)


def forbidden(db):
    return set(db.execute(select(suppression.c.hash)).scalars())


def hashed(channel, point):
    return channels.suppression(KEY, channel, point)


def noted(db):
    return [tuple(row) for row in db.execute(select(tombstone.c.what, tombstone.c.ref))]


def test_a_permission_lets_somebody_onto_the_list_and_its_end_takes_them_off(db, record, maija):
    assert names(db, record, "email") == []
    made.say(db, record, maija, "email", "permitted")
    assert names(db, record, "email") == ["Maija"]
    made.say(db, record, maija, "email", "ended")
    assert names(db, record, "email") == []


def test_a_prohibition_forbids_every_address_of_the_card_and_leaves_a_tombstone(db, record, maija):
    made.say(db, record, maija, "email", "prohibited", how="phone")

    hash = hashed("email", "maija@example.com")
    assert forbidden(db) == {hash}
    assert noted(db) == [("suppressed", f"email {hash.hex()}")]


def test_what_is_prohibited_whatever_the_channel_is_kept_for_every_contact_point(db, record, maija):
    made.say(db, record, maija, "distance_selling", "prohibited")

    points = ("maija@example.com", "+358401234505", "Maija Meikäläinen, Maijakatu 1, 00100 Helsinki")
    assert forbidden(db) == {hashed("distance_selling", point) for point in points}


def test_a_later_permission_releases_what_the_person_had_prohibited(db, record, maija):
    made.say(db, record, maija, "email", "prohibited")
    made.say(db, record, maija, "email", "permitted")

    assert forbidden(db) == set()
    assert [what for what, _ in noted(db)] == ["suppressed", "released"]
    assert names(db, record, "email") == ["Maija"]


def test_an_address_that_comes_after_the_prohibition_is_forbidden_too(db, record, maija):
    made.say(db, record, maija, "email", "prohibited")
    version = db.execute(select(card.c.version)).scalar_one()
    new = New(group="person", values={"person.emails": "uusi@example.com"}, source="self", of=TODAY)
    changing.add(db, rows(), record, maija, version, new, actor=ACTOR, now=NOW)

    ledger.remember(db, rows(), KEY, maija, now=NOW)

    assert hashed("email", "uusi@example.com") in forbidden(db)


def test_what_is_agreed_to_may_be_kept_for_it_and_goes_when_it_ends(db, record, maija):
    (before,) = changing.opened(db, rows(), maija).entries
    made.say(db, record, maija, "email", "permitted")
    (during,) = changing.opened(db, rows(), maija).entries
    made.say(db, record, maija, "email", "ended")
    (after,) = changing.opened(db, rows(), maija).entries

    assert "newsletter" not in before.purposes
    assert "newsletter" in during.purposes
    assert during.expires_on == date.max
    assert after.expires_on == before.expires_on


def test_an_entry_written_while_a_permission_holds_serves_it_too(db, record, maija):
    made.say(db, record, maija, "email", "permitted")
    version = db.execute(select(card.c.version)).scalar_one()
    new = New(group="person", values={"person.emails": "uusi@example.com"}, source="self", of=TODAY)
    changing.add(db, rows(), record, maija, version, new, actor=ACTOR, now=NOW)

    assert "newsletter" in changing.opened(db, rows(), maija).entries[-1].purposes


def test_who_wrote_a_line_and_what_they_noted_is_read_by_the_owner_alone(db, record, maija):
    made.say(db, record, maija, "email", "permitted", how="phone", note="soitti itse")

    (line,) = ledger.lines(db, rows(), maija)
    assert (line.actor, line.note, line.words, line.how) == (ACTOR, "soitti itse", WORDS, "phone")
    raw = repr(db.execute(select(permission)).all()).encode()
    for word in (ACTOR, "soitti", WORDS):
        assert word.encode() not in raw


def test_the_ledger_shows_the_newest_line_first(db, record, maija):
    made.say(db, record, maija, "email", "permitted")
    made.say(db, record, maija, "post", "prohibited")
    made.say(db, record, maija, "email", "ended")

    found = [(line.channel, line.state) for line in ledger.lines(db, rows(), maija)]
    assert found == [("email", "ended"), ("post", "prohibited"), ("email", "permitted")]


def test_a_line_that_holds_has_no_last_day_and_one_that_is_over_has_the_records(db, record, maija):
    made.say(db, record, maija, "email", "permitted")
    (held,) = ledger.lines(db, rows(), maija)
    made.say(db, record, maija, "email", "ended")
    made.say(db, record, maija, "post", "prohibited")
    made.say(db, record, maija, "post", "permitted")
    by = {(line.channel, line.state): line.expires_on for line in ledger.lines(db, rows(), maija)}

    assert held.expires_on == date.max
    rule = record.retention(record.purpose("newsletter").retention)
    assert by["email", "permitted"] == by["email", "ended"] == rule.last_day(TODAY)
    assert by["post", "permitted"] == date.max


def test_nobody_signed_in_a_known_address_is_forbidden_and_nothing_is_sealed(db, record, maija):
    said = Said(channel="email", state="prohibited", how="one-click")
    known = [hashed("email", "maija@example.com")]
    ledger.say(db, None, record, KEY, maija, said, now=NOW, known=known)

    assert forbidden(db) == set(known)
    (row,) = db.execute(select(permission.c.sealed, permission.c.key_id)).all()
    assert tuple(row) == (None, None)
    assert ledger.lines(db, rows(), maija)[0].actor == ""


def test_a_card_that_does_not_open_can_still_say_no(db, record, maija):
    broken = update(card).values(sealed=b"\x01" + bytes(80))
    db.execute(broken)

    made.say(db, record, maija, "email", "prohibited")

    assert store.newest(db, maija) == {"email": "prohibited"}
    found = made.listed(db, record, "email")
    assert (found.recipients, found.closed) == ((), 1)


@pytest.mark.parametrize(
    ("channel", "state", "said", "reason"),
    [
        ("email", "permitted", {"words": " "}, ledger.NO_WORDS),
        ("email", "permitted", {"how": "import"}, ledger.NOT_BY_IMPORT),
        ("email", "exception", {}, ledger.NO_EXCEPTION),
        ("research", "exception", {}, ledger.NO_EXCEPTION),
        ("email", "ended", {}, ledger.NOTHING_ENDS),
    ],
)
def test_the_ledger_refuses_what_the_law_does_not_know(db, record, maija, channel, state, said, reason):
    with pytest.raises(Refused, match=reason):
        made.say(db, record, maija, channel, state, **said)

    assert db.execute(select(permission)).all() == []


def test_a_card_that_is_gone_has_no_ledger(db, record):
    with pytest.raises(Refused, match=ledger.NO_CARD):
        made.say(db, record, "0" * 32, "email", "prohibited")


def test_what_is_kept_for_something_else_is_no_way_to_reach_somebody(db, record):
    news = New(
        group="person", values={"person.name": "Aino", "person.emails": "aino@example.com"}, source="self",
        of=TODAY, purposes=("customer_relationship",),
    )  # fmt: skip
    aino = made.create(db, record, "person", news)
    made.say(db, record, aino, "post", "permitted")

    assert names(db, record, "post") == []
    assert made.listed(db, record, "post").left_out == {"no_point": 1}


def test_the_same_address_on_two_cards_is_on_the_list_once(db, record):
    for _ in range(2):
        made.say(db, record, made.person(db, record), "email", "permitted")

    assert names(db, record, "email") == ["Maija"]


def test_the_days_of_the_ledger_are_finnish(db, record, maija):
    late = NOW.replace(hour=22, minute=30)  # past midnight in Helsinki
    said = Said(channel="email", state="prohibited", how="desk")
    ledger.say(db, rows(), record, KEY, maija, said, now=late)

    assert db.execute(select(suppression.c.day)).scalar_one() == TODAY + timedelta(days=1)
