"""Agreements with processors and balancing notes: what the record says, and when somebody looked last."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from formhandler import clock
from formhandler.schema import dossier
from tests.formhandler.owner import seen
from tests.formhandler.owner.desk import desk
from tests.formhandler.register.paper import words

PAGE = "/hallinta/en/sopimukset"


@pytest.fixture
def at(app):
    return desk(app, "staff")


@pytest.fixture
def processor(app):
    return next(one for one in app.extensions["record"].recipients if one.role == "processor")


def kept(app):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(dossier).where(dossier.c.kind == "agreement")).mappings().all()


def look(at, who, **typed):
    today = clock.day(clock.utcnow())
    usual = {"on": f"{today:%d.%m.%Y}", "next": f"{today + timedelta(days=300):%d.%m.%Y}", "note": ""}
    return at.post(PAGE, who=who, **{**usual, **typed})


def test_each_processor_stands_there_with_its_agreement_and_nobody_has_looked_yet(at, processor):
    text = words(at.get(PAGE))

    assert processor.name["en"] in text
    assert "not yet" in text


def test_who_looked_says_when_somebody_looks_again(app, at, processor):
    before = words(at.get(PAGE)).count("not yet")
    assert look(at, processor.id, note="Alikäsittelijät katsottu").status_code == 303

    text = words(at.get(PAGE))
    assert "Alikäsittelijät katsottu" in text
    assert text.count("not yet") == before - 1
    (row,) = kept(app)
    assert b"katsottu" not in row["sealed"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"who": "nobody"}, "Choose one of these."),
        ({"on": "1.1.2999"}, "Write a day that has been"),
        ({"next": "1.1.2020"}, "Write a day to come"),
        ({"next": "31.2.2027"}, "Write a day to come"),
        ({"note": "x" * 2001}, "2000 characters at most"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(app, at, processor, typed, told):
    answer = look(at, typed.pop("who", processor.id), **typed)

    assert answer.status_code == 422
    assert told in words(answer)
    assert kept(app) == []


def test_every_purpose_on_a_legitimate_interest_has_its_interest_and_its_note(app, at):
    text = words(at.get(PAGE)).partition("Balancing notes")[2]

    resting = [one for one in app.extensions["record"].purposes if "6(1)(f)" in one.bases]
    assert resting
    for purpose in resting:
        assert purpose.name["en"] in text
        assert purpose.interest["en"] in text
    assert "is not there" not in text


def test_the_page_is_clean_for_axe_and_as_wide_as_a_phone(at, browser, processor):
    look(at, processor.id, note="Alikäsittelijät katsottu")

    assert seen.faults(browser, at, PAGE) == []
