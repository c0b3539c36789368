"""The page of an erasure: what goes, what stays and why, one press, and the statement of it."""

import re

import pytest
from sqlalchemy import select

from formhandler import clock
from formhandler.rights import store as rights
from formhandler.rights.case import Case
from formhandler.schema import card, document, letter, message
from tests.formhandler.access.people import made, person, rows
from tests.formhandler.app import SAME
from tests.formhandler.erasure.persons import fact
from tests.formhandler.owner.desk import desk
from tests.formhandler.receipts.conftest import PATH, sender
from tests.formhandler.register.paper import PREFIX, words


def path_of(id):
    return f"{PREFIX}/kortti/{id}/poistaminen"


def version(page):
    return re.search(r'name="version" value="(\d+)"', page.text)[1]


def pressed(owner, id, **fields):
    """Press the button on the page as it stands, and follow to what it leads to."""
    shown = owner.get(path_of(id))
    given = {"version": version(shown), "way": "paper", "sure": "1", **fields}
    answer = owner.post(path_of(id), **given)
    return owner.get(answer.location) if answer.status_code == 303 else answer


def rows_of(app, table):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(table)).mappings().all()


def test_the_page_says_what_stays_by_which_law_until_when(app):
    id = made(app, "person", [person(), fact("invoicing"), fact("relationship")])

    said = words(desk(app, "staff").get(path_of(id)))

    goes, _, stays = said.partition("What stays, and why")
    assert "Details of the customer relationship: one entry" in goes
    assert "Invoices and payments: one entry" in stays
    assert "Accounting Act" in stays
    assert re.search(r"until 31 December 20\d\d", stays)


def test_one_press_erases_and_the_statement_tells_of_it_without_a_name(app):
    owner, id = desk(app, "staff"), made(app, "person", [person("Maija Canary"), fact("invoicing")])

    shown = words(pressed(owner, id))

    assert "We keep the following" in shown
    assert "Invoices and payments, for: Invoicing" in shown
    assert "is gone by" in shown
    assert "complain to the authority" in shown
    assert "Canary" not in shown


@pytest.mark.parametrize(
    ("lang", "said"), [("fi", "Varmuuskopioitamme"), ("sv", "säkerhetskopior"), ("en", "backups")]
)
def test_the_statement_is_in_the_persons_language(app, lang, said):
    owner, id = desk(app), made(app, "person", [person()])

    assert said in words(pressed(owner, id, kieli=lang))


def test_nothing_happens_without_the_tick_or_on_a_card_that_changed(app):
    owner, id = desk(app), made(app, "person", [person()])

    without = owner.post(path_of(id), version=version(owner.get(path_of(id))), way="paper")
    stale = pressed(owner, id, version="99")

    assert without.status_code == stale.status_code == 422
    assert "there is no way back" in words(without)
    assert "nothing was erased" in words(stale)
    assert len(rows_of(app, card)) == 1


def test_the_statement_lies_behind_the_code_when_the_messages_are_gone(open_app):
    sent, owner = sender(open_app, "Erase all", name="Maija"), desk(open_app, "staff")
    answer = owner.post(f"{PREFIX}/viesti/{sent.reference}/uusi-kortti", kind="person", name="Maija")
    id = answer.location.rsplit("/", 1)[1]

    pressed(owner, id, way="receipt")

    shown = open_app.test_client().post(PATH, data={"words": " ".join(sent.words)}, headers=SAME)
    assert "The erasure of your data" in shown.text
    assert "Erase all" not in shown.text
    assert rows_of(open_app, message) == rows_of(open_app, card) == []
    assert owner.get(f"{PREFIX}/").status_code == 200


def test_the_request_that_came_by_a_message_still_opens_when_the_message_is_gone(open_app):
    sent, owner = sender(open_app, "Erase all", name="Maija"), desk(open_app, "staff")
    answer = owner.post(f"{PREFIX}/viesti/{sent.reference}/uusi-kortti", kind="person", name="Maija")
    id, today = answer.location.rsplit("/", 1)[1], clock.day(clock.utcnow())
    [first] = rows_of(open_app, message)
    about = {"received_on": today, "due_on": today, "who": "M", "contact": "", "asked": "All", "card": id}
    about |= {"thread": first["thread"], "message": first["id"], "reference": sent.reference}
    case = Case(article="17", way="web", identity="receipt", **about)
    asked = open_app.extensions["writer"].submit(lambda db: rights.add(db, rows(open_app), case))
    assert owner.get(f"{PREFIX}/pyynto/{asked}").status_code == 200

    shown = pressed(owner, id, way="receipt", pyynto=asked)

    assert "The erasure of your data" in shown.text
    later = owner.get(f"{PREFIX}/pyynto/{asked}")
    assert later.status_code == 200
    assert "backups are kept" in words(later)
    assert owner.get(f"{PREFIX}/pyynnot").status_code == 200


def test_the_statement_goes_by_mail_and_is_kept_no_longer_than_a_month(app):
    owner = desk(app)
    id = made(app, "person", [person(emails="maija@example.com"), fact("relationship")])

    pressed(owner, id, way="mail")

    [kept] = [row for row in rows_of(app, document) if row["kind"] == "answer"]
    [mail] = rows_of(app, letter)
    assert mail["document"] == kept["id"]
    assert (kept["expires_on"] - kept["day"]).days == 30


def test_a_request_is_served_once_its_person_is_known(app):
    owner, id, today = desk(app), made(app, "person", [person()]), clock.day(clock.utcnow())
    about = {"received_on": today, "due_on": today, "who": "M", "contact": "", "asked": "All", "card": id}
    case = Case(article="17", way="phone", **about)
    asked = app.extensions["writer"].submit(lambda db: rights.add(db, rows(app), case))

    refused = pressed(owner, id, pyynto=asked)

    assert refused.status_code == 422
    assert "First make sure who asks" in words(refused)


def test_the_access_log_tells_who_erased(app):
    owner, id = desk(app, name="Olli Omistaja"), made(app, "person", [person()])
    pressed(owner, id)

    said = words(owner.get(f"{PREFIX}/loki"))

    assert "erased a person" in said


def test_an_erasure_that_nobody_knows_is_not_found(app):
    assert desk(app).get(f"{PREFIX}/poistettu/{'0' * 32}").status_code == 404
