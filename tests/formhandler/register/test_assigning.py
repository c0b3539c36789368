"""A message of the inbox goes onto a card; what waits in quarantine does not."""

import re

import pytest

from formhandler.register import changing
from formhandler.vault import slots
from formhandler.vault.keys import load_public
from formhandler.vault.rows import Rows
from tests.formhandler.app import close, config, ready
from tests.formhandler.inbox.sealed import put
from tests.formhandler.owner.desk import desk
from tests.formhandler.register.test_searching import put as put_card

MAIJA = {"name": "Maija M", "email": "Maija@Example.com", "phone": "040 123 4567"}


@pytest.fixture
def app(tmp_path, site, registered_record):
    app = ready(config(tmp_path / "var", site, registered_record))
    yield app
    close(app)


def page_of(ref, end="kortti"):
    return f"/hallinta/en/viesti/{ref}/{end}"


def opened(app, id):
    data = app.extensions["config"].data
    rows = Rows(slots.unlock_managed(data).keyring, to=load_public(data).key_id)
    return app.extensions["writer"].submit(lambda db: changing.opened(db, rows, id))


def cards(app):
    with app.extensions["engine"].connect() as db:
        return db.exec_driver_sql("SELECT count(*) FROM card").scalar_one()


def test_the_senders_card_is_suggested_and_takes_the_message_once(app):
    id, other = put_card(app), put_card(app, values={"person.name": "Uuno Uusi"})
    ref, staff = put(app, "How much is a roof?", **MAIJA), desk(app, "staff")
    assert page_of(ref) in staff.get(f"/hallinta/en/viesti/{ref}").text

    page = staff.get(page_of(ref))
    assert id in page.text
    assert other not in page.text
    for _ in range(2):
        answer = staff.post(page_of(ref, "kortille"), card=id)
        assert answer.location == f"/hallinta/en/kortti/{id}"

    (_, entry) = opened(app, id).entries
    assert entry.values["communication.text"] == "How much is a roof?"
    assert (entry.group, entry.source, entry.message) == ("communication", "self", ref)
    assert "is on this card" in staff.get(page_of(ref)).text


def test_another_card_is_searched_for(app):
    other = put_card(app, values={"person.name": "Uuno Uusi"})
    ref = put(app, **MAIJA)

    assert other in desk(app, "staff").post(page_of(ref), q="uuno").text


def test_a_message_makes_a_card_with_what_its_sender_wrote(app):
    ref, staff = put(app, "Good day", **MAIJA), desk(app, "staff")
    form = staff.get(page_of(ref)).text
    assert 'value="Maija M"' in form

    answer = staff.post(page_of(ref, "uusi-kortti"), kind="person", **MAIJA | {"name": "Maija Meikäläinen"})

    card = opened(app, answer.location.rpartition("/")[2])
    assert card.head.name == "Maija Meikäläinen"
    assert card.head.emails == ("Maija@example.com",)
    assert card.head.phones == ("+358401234567",)
    assert [entry.message for entry in card.entries] == [ref, ref]


def test_what_is_wrong_is_said_and_what_was_typed_survives(app):
    ref, staff = put(app, **MAIJA), desk(app, "staff")

    page = staff.post(page_of(ref, "uusi-kortti"), kind="person", name="Uuno", email="uuno at home", phone="")

    assert page.status_code == 422
    assert "This is no e-mail address." in page.text
    assert 'value="uuno at home"' in page.text
    assert cards(app) == 0


def test_a_message_with_an_identity_code_goes_onto_no_card_and_the_code_is_not_repeated(app):
    id, ref, staff = put_card(app), put(app, "I am 131052-308T", **MAIJA), desk(app, "staff")

    page = staff.post(page_of(ref, "kortille"), card=id)

    assert page.status_code == 422
    assert "personal identity code" in page.text
    assert "131052-308T" not in page.text
    assert len(opened(app, id).entries) == 1


def test_what_waits_in_quarantine_goes_onto_no_card_and_makes_none(app):
    id, ref, staff = put_card(app), put(app, "buy", kind="quarantine", **MAIJA), desk(app, "staff")

    assert page_of(ref) not in staff.get(f"/hallinta/en/viesti/{ref}").text
    assert staff.get(page_of(ref)).status_code == 404
    assert staff.post(page_of(ref, "kortille"), card=id).status_code == 404
    assert staff.post(page_of(ref, "uusi-kortti"), kind="person", **MAIJA).status_code == 404
    assert cards(app) == 1


def test_who_only_reads_puts_nothing_on_a_card(app):
    id, ref, reader = put_card(app), put(app, **MAIJA), desk(app, "reader")

    assert page_of(ref) not in re.sub("<!--.*?-->", "", reader.get(f"/hallinta/en/viesti/{ref}").text)
    assert reader.post(page_of(ref, "kortille"), card=id).status_code == 403
