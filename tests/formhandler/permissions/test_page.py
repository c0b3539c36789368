"""The page of a card's ledger: it tells how each channel stands, and takes what was said."""

import pytest
from sqlalchemy import select

from formhandler.permissions import channels, store
from formhandler.schema import permission, suppression
from tests.formhandler.app import close, config, ready
from tests.formhandler.owner.desk import desk
from tests.formhandler.register.paper import PREFIX, made, words


@pytest.fixture
def app(tmp_path, site, registered_record):
    app = ready(config(tmp_path / "var", site, registered_record))
    yield app
    close(app)


@pytest.fixture
def owner(app):
    return desk(app, "staff")


@pytest.fixture
def maija(owner):
    return made(owner, **{"person.emails": "maija@example.com"})


def path(id):
    return f"{PREFIX}/kortti/{id}/luvat"


def say(owner, id, channel, state, how="phone", lines=0, **typed):
    return owner.post(path(id), channel=channel, state=state, how=how, lines=lines, **typed)


def ledger(app):
    with app.extensions["engine"].connect() as db:
        return [tuple(row) for row in db.execute(select(permission.c.channel, permission.c.state))]


def test_what_is_said_by_telephone_of_several_channels_is_one_press(app, owner, maija):
    answer = say(owner, maija, ["email", "post", "research"], "prohibited", note="soitti 23.11.")

    assert answer.status_code == 303
    assert ledger(app) == [("email", "prohibited"), ("post", "prohibited"), ("research", "prohibited")]
    text = words(owner.get(path(maija)))
    assert "soitti 23.11." in text
    assert "left out: they prohibited it" in text


def test_a_permission_needs_the_words_and_what_was_typed_is_still_there(app, owner, maija):
    answer = say(owner, maija, "email", "permitted", note="tavattiin messuilla")

    assert answer.status_code == 422
    assert "Write the exact words that were accepted." in words(answer)
    assert "tavattiin messuilla" in answer.text
    assert ledger(app) == []

    answer = say(owner, maija, "email", "permitted", words="Saa lähettää uutisia.")
    assert answer.status_code == 303
    text = words(owner.get(path(maija)))
    assert "Saa lähettää uutisia." in text
    assert "named" in text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"channel": []}, "Choose at least one channel."),
        ({"channel": "fax"}, "Choose at least one channel."),
        ({"state": ""}, "Choose what was said."),
        ({"state": "exception"}, "The record declares no customer exception on this channel."),
        ({"state": "ended"}, "Nothing is permitted on this channel"),
        ({"how": "import"}, "Choose how you heard it."),
        ({"note": "x" * 2001}, "2000 characters at most"),
    ],
)
def test_what_the_ledger_does_not_take_is_told_and_nothing_is_written(app, owner, maija, typed, told):
    answer = say(owner, maija, **{"channel": "email", "state": "prohibited", **typed})

    assert answer.status_code == 422
    assert told in words(answer)
    assert ledger(app) == []


def test_of_several_channels_all_are_written_or_none(app, owner, maija):
    say(owner, maija, "email", "permitted", words="Saa.")

    answer = say(owner, maija, ["email", "post"], "ended", lines=1)

    assert answer.status_code == 422
    assert ledger(app) == [("email", "permitted")]


def test_who_did_not_see_what_somebody_else_just_wrote_is_shown_it_first(app, owner, maija):
    say(owner, maija, "email", "prohibited")

    answer = say(owner, maija, "email", "permitted", words="Saa lähettää.", lines=0)

    assert answer.status_code == 409
    assert "Somebody else wrote in this ledger meanwhile" in words(answer)
    assert "Saa lähettää." in answer.text
    assert ledger(app) == [("email", "prohibited")]
    assert say(owner, maija, "email", "permitted", words="Saa lähettää.", lines=1).status_code == 303


def test_a_reader_reads_and_writes_nothing(app, owner, maija):
    reader = desk(app, "reader")

    assert "<form class" not in reader.get(path(maija)).text.partition("<main")[2]
    assert say(reader, maija, "email", "prohibited").status_code == 403
    assert ledger(app) == []


def test_a_card_that_is_not_there_has_no_ledger(owner):
    assert owner.get(path("0" * 32)).status_code == 404
    assert say(owner, "0" * 32, "email", "prohibited").status_code == 404


def test_an_address_that_is_added_later_is_forbidden_as_well(app, owner, maija):
    from tests.formhandler.register.paper import fill

    say(owner, maija, "email", "prohibited")
    added = fill(
        owner, f"/kortti/{maija}/lisaa/person", source="self", **{"person.emails": "uusi@example.com"}
    )

    assert added.status_code == 303, words(added)
    key = channels.suppression_key(app.extensions["secret"])
    with app.extensions["engine"].connect() as db:
        found = set(db.execute(select(suppression.c.hash)).scalars())
        assert store.newest(db, maija) == {"email": "prohibited"}
    assert found == {
        channels.suppression(key, "email", mail) for mail in ("maija@example.com", "uusi@example.com")
    }


def test_the_card_tells_what_was_said(owner, maija):
    say(owner, maija, "post", "prohibited")

    text = words(owner.get(f"{PREFIX}/kortti/{maija}"))
    assert "Post: Prohibited" in text
