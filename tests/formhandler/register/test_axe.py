"""The pages of the register in a browser: clean for axe, and as wide as a phone."""

import pytest

from tests.formhandler.app import close, config, ready
from tests.formhandler.owner import seen
from tests.formhandler.owner.desk import desk
from tests.formhandler.register.paper import PREFIX, fill, made

LONG = {
    "person.name": "Maija-Liisa Meikäläinen-Esimerkkiläinen",
    "person.emails": "maija-liisa.meikalainen-esimerkkilainen@osasto.example.com",
    "person.address": "Mallikatu 1 A 2\n00100 Helsinki",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory, site, registered_record):
    app = ready(config(tmp_path_factory.mktemp("axe"), site, registered_record))
    yield app
    close(app)


@pytest.fixture(scope="module")
def at(app):
    return desk(app, "staff")


@pytest.fixture(scope="module")
def pages(at):
    """Each page with something on it."""
    maija = made(at, relation="customer", **LONG)
    made(at, **LONG)
    said = at.post(f"{PREFIX}/kortti/{maija}/luvat", channel="post", state="prohibited", how="phone", lines=0)
    assert said.status_code == 303
    firm = fill(
        at,
        "/kortti/uusi/organisation",
        source="self",
        **{"organisation.name": "Malli Oy", "organisation.business_id": "1572860-0"},
    ).location.rsplit("/", 1)[1]
    fill(at, f"/kortti/{firm}/yhteyshenkilo", source="self", **{"organisation.contact_name": "Matti Malli"})
    return {
        "register": "/rekisteri",
        "doubles": "/rekisteri/samat",
        "card_doubles": f"/kortti/{maija}/samat",
        "person": f"/kortti/{maija}",
        "organisation": f"/kortti/{firm}",
        "permissions": f"/kortti/{maija}/luvat",
        "relation": f"/kortti/{maija}/suhde",
        "add": f"/kortti/{maija}/lisaa/relationship",
        "new": "/kortti/uusi/person",
        "contact": f"/kortti/{firm}/yhteyshenkilo",
    }


@pytest.mark.parametrize(
    "name",
    [
        "register",
        "doubles",
        "card_doubles",
        "person",
        "organisation",
        "permissions",
        "relation",
        "add",
        "new",
        "contact",
    ],
)
def test_a_page_is_clean_for_axe_and_as_wide_as_a_phone(browser, at, pages, name):
    assert seen.faults(browser, at, f"/hallinta{pages[name]}") == []
