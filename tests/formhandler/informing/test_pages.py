"""Whoever's data came from elsewhere stands on the list until they were told, and their letter tells all."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from formhandler import clock
from formhandler.schema import card
from tests.formhandler.app import close, config, ready
from tests.formhandler.owner import seen
from tests.formhandler.owner.desk import desk
from tests.formhandler.register.conftest import registered_record
from tests.formhandler.register.paper import PREFIX, fill, made, words

__all__ = ["registered_record"]
PAGE = f"{PREFIX}/ilmoitettavat"
FIRM = {"organisation.name": "Malli Oy", "organisation.business_id": "1572860-0"}


@pytest.fixture
def app(tmp_path, site, registered_record):
    app = ready(config(tmp_path / "var", site, registered_record))
    yield app
    close(app)


@pytest.fixture
def at(app):
    return desk(app, "staff")


@pytest.fixture
def contact(at):
    """A contact person whom the trade register named."""
    firm = fill(at, "/kortti/uusi/organisation", source="self", **FIRM).location.rsplit("/", 1)[1]
    path, name = f"/kortti/{firm}/yhteyshenkilo", {"organisation.contact_name": "Matti Malli"}
    return fill(at, path, source="trade_register", **name).location.rsplit("/", 1)[1]


def informed(app, id):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(card.c.informed_on).where(card.c.id == id)).scalar_one()


def test_who_told_us_themselves_is_not_on_the_list(at, contact):
    made(at)

    text = words(at.get(PAGE))
    assert "Matti Malli" in text
    assert "Maija" not in text
    assert "days left" in text


def test_the_letter_tells_what_the_law_asks_for_in_each_language(at, contact):
    for lang, said in (
        ("fi", "Mistä tiedot on saatu"),
        ("sv", "Varifrån vi har dem"),
        ("en", "Where we have it"),
    ):
        text = words(at.get(f"{PREFIX}/kortti/{contact}/ilmoitus?kieli={lang}"))
        assert said in text
    for told in ("Matti Malli", "Esimerkki Virtanen", "https://www.example.fi", "+358", "Trade register"):
        assert told in text, told


def test_who_was_told_leaves_the_list_and_the_day_is_kept(app, at, contact):
    day = clock.day(clock.utcnow()) - timedelta(days=1)

    answer = at.post(PAGE, card=contact, way="post", day=f"{day:%d.%m.%Y}")

    assert answer.status_code == 303, words(answer)
    assert informed(app, contact) == day
    assert "Everybody whose data came from elsewhere has been told." in words(at.get(PAGE))
    assert "Tell the person by" not in words(at.get(f"{PREFIX}/kortti/{contact}"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"card": []}, "Choose at least one person."),
        ({"way": "fax"}, "Choose how they were told."),
        ({"day": "31.2.2026"}, "Write a day that has been"),
        ({"day": "1.1.2999"}, "Write a day that has been"),
    ],
)
def test_what_is_missing_is_told_and_what_was_chosen_stays(app, at, contact, typed, told):
    answer = at.post(PAGE, **{"card": contact, "way": "post", "day": "1.11.2026", **typed})

    assert answer.status_code == 422
    assert told in words(answer)
    assert informed(app, contact) is None
    if typed.get("card") != []:
        assert f'value="{contact}" checked' in answer.text


def test_a_reader_sees_the_list_and_marks_nobody(app, contact):
    reader = desk(app, "reader")

    assert reader.get(PAGE).status_code == 200
    assert reader.post(PAGE, card=contact, way="post", day="1.11.2026").status_code == 403
    assert informed(app, contact) is None


def test_the_pages_are_clean_for_axe_and_as_wide_as_a_phone(at, browser, contact):
    assert seen.faults(browser, at, PAGE) == []
    assert seen.faults(browser, at, f"{PREFIX}/kortti/{contact}/ilmoitus") == []
