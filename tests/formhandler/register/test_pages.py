"""The page of a card: everything that is on it, and nothing of it in the database in clear."""

import re

import pytest

from formhandler.owner import log
from formhandler.owner import store as log_store
from formhandler.register import fields
from formhandler.schema import card
from formhandler.vault import slots
from tests import sites
from tests.formhandler.app import close, config, ready
from tests.formhandler.owner.desk import desk
from tests.formhandler.register import paper
from tests.formhandler.register.paper import CODE, PREFIX, fill, made, page, words
from tests.registered import registered

FIELD = """[[group.field]]
id = "hetu"
name = { fi = "Henkilötunnus", sv = "Personbeteckning", en = "Personal identity code" }
column = "person.identity_code"
ground = "fi-tsl-29"
"""


@pytest.fixture(scope="module")
def with_code(tmp_path_factory):
    """A record that keeps personal identity codes, on the ground that the law gives."""
    content = registered(tmp_path_factory.mktemp("with-code"))
    record = content / "record.toml"
    before = '[[group.field]]\nid = "person_address"'
    sites.edit(record, before, f"{FIELD}\n{before}")
    forbidden = record.read_text("utf-8").partition("[[forbidden]]")[2].partition("\n# ----")[0]
    sites.edit(record, f"[[forbidden]]{forbidden}", "")
    return record


@pytest.fixture
def app(tmp_path, site, with_code):
    app = ready(config(tmp_path / "var", site, with_code))
    yield app
    close(app)


def logged(app):
    """What the access log tells: what was done, to which card."""
    keyring = slots.unlock_managed(app.extensions["config"].data).keyring
    with app.extensions["engine"].connect() as db:
        found = [log.opened(one, keyring) for one in log_store.entries(db, limit=100)]
    return [(one.what, one.ref) for one in found]


def filled(owner, record):
    """A card of each kind with a canary in every field that it can have; (card's id, what its page shows)."""
    firm = ""
    for kind in fields.KINDS:
        path = {"contact": f"/kortti/{firm}/yhteyshenkilo"}.get(kind, f"/kortti/uusi/{kind}")
        groups = {id: (typed, seen) for id, typed, seen in paper.canaries(record, kind)}
        first = {"person": "person", "organisation": "organisation", "contact": "company_contact"}[kind]
        shown = [text for _, seen in groups.values() for text in seen.values()]
        answer = fill(owner, path, source="self", **groups.pop(first)[0])
        assert answer.status_code == 303, words(answer)
        id = answer.location.rsplit("/", 1)[1]
        firm = id if kind == "organisation" else firm
        for group, (typed, _) in groups.items():
            answer = fill(owner, f"/kortti/{id}/lisaa/{group}", source="self", **typed)
            assert answer.status_code == 303, (group, words(answer))
        yield id, shown


def test_every_field_of_every_group_stands_on_its_card_and_nowhere_in_clear(app):
    record, owner = app.extensions["record"], desk(app, "staff")
    columns = {one.column for kind in fields.KINDS for g in record.groups for one in fields.columns(g, kind)}

    told = []
    for id, shown in filled(owner, record):
        text = words(page(owner, id))
        assert [one for one in shown if one not in text] == []
        told += shown

    assert len(told) >= len(columns) > 25
    raw = b"".join(path.read_bytes() for path in app.extensions["config"].data.rglob("*") if path.is_file())
    clear = [*told, CODE, "1572860-0", "2031-03-", "+358505", "Olli Omistaja"]
    assert [one for one in clear if one.encode() in raw and one != "******-****"] == []


def test_an_identity_code_is_never_shown_again_nor_found_by(app):
    owner = desk(app, "staff")
    id = made(owner, **{"person.identity_code": CODE})
    entry = words(page(owner, id))
    form = correcting(owner, id)

    assert "******-****" in entry
    assert "131052" not in entry + owner.get(form).text
    fill(owner, form.removeprefix(PREFIX), **{"person.name": "Maija Virtanen"})
    assert "******-****" in words(page(owner, id)).partition("earlier version")[0]
    found = owner.client.post(
        f"{PREFIX}/rekisteri/haku", base_url="https://www.example.fi", follow_redirects=True,
        headers={"Sec-Fetch-Site": "same-origin"}, data={"csrf_token": owner.token, "q": CODE},
    )  # fmt: skip
    assert id not in found.text


def correcting(owner, id):
    """The address of the form that corrects the card's first entry."""
    return re.search(rf'href="({PREFIX}/kortti/{id}/korjaa/[^"]+)"', page(owner, id).text)[1]


def test_the_name_stands_in_the_heading_and_not_in_the_title(app):
    text = page(owner := desk(app), made(owner)).text

    assert "Maija Meikäläinen</h1>" in text
    assert "Maija" not in text.partition("</head>")[0]


def test_an_entry_says_from_where_by_whom_and_until_when_for_what(app):
    owner = desk(app, name="Olli Omistaja")
    text = words(page(owner, made(owner, relation="customer")))

    assert "From: The person. Of " in text
    assert "by Olli Omistaja" in text
    assert "No last day yet" in text
    assert "from the end of the customer relationship" in text


def test_that_somebody_opened_a_card_is_noted_once_in_a_session(app):
    owner = desk(app)
    id = made(owner)

    page(owner, id), page(owner, id)

    assert logged(app).count((log.What.CARD_OPENED, id)) == 1
    assert logged(app).count((log.What.CARD_CHANGED, id)) == 1


def test_a_reader_sees_a_card_and_no_way_to_change_it(app):
    id = made(desk(app, "staff"))
    reader = desk(app, "reader", name="Leo Lukija")

    assert "Maija Meikäläinen" in page(reader, id).text
    assert "/korjaa/" not in page(reader, id).text
    assert reader.get(f"{PREFIX}/kortti/{id}/lisaa/person").status_code == 403


def test_a_card_that_was_changed_behind_our_back_says_so(app):
    owner = desk(app)
    one, other = made(owner), made(owner)
    app.extensions["writer"].submit(
        lambda db: db.execute(card.update().where(card.c.id == one).values(sealed=b"\x01" + bytes(99)))
    )

    assert "changed after it was sealed" in words(page(owner, one))
    assert "Maija Meikäläinen" in words(page(owner, other))
    assert page(owner, "0" * 32).status_code == 404


def test_an_organisation_names_its_people_and_they_name_it(app):
    owner = desk(app)
    firm = fill(
        owner, "/kortti/uusi/organisation",
        **{"organisation.name": "Malli Oy", "organisation.business_id": "15728600", "source": "self"},
    ).location.rsplit("/", 1)[1]  # fmt: skip
    contact = fill(
        owner, f"/kortti/{firm}/yhteyshenkilo", source="self", **{"organisation.contact_name": "Matti Malli"}
    ).location.rsplit("/", 1)[1]

    assert "Matti Malli" in words(page(owner, firm))
    assert "1572860-0" in words(page(owner, firm))
    assert "Malli Oy" in words(page(owner, contact))
