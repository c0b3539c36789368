"""The access package: everything of one person, and nothing of anybody else."""

import json
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import NoneType

from sqlalchemy import insert

from formhandler import clock
from formhandler.access import package
from formhandler.duties import store as duties
from formhandler.duties.disclosure import Disclosure
from formhandler.exchange import store as exports
from formhandler.permissions import channels, ledger
from formhandler.permissions.ledger import Said
from formhandler.register import changing, merging, store
from formhandler.rights import store as rights
from formhandler.rights.case import Case
from formhandler.schema import unsubscribe_link
from tests.formhandler.access.people import ACTOR, downloaded, filled, made, person, rows
from tests.formhandler.owner.desk import desk
from tests.formhandler.receipts.conftest import sender
from tests.formhandler.register.paper import PREFIX

TODAY = date(2026, 11, 23)


def test_every_field_of_every_card_is_in_its_own_package_and_in_no_other(app):
    owner, cards = desk(app, "staff"), {}
    for mark in "ab":
        for kind in ("person", "organisation"):
            cards[mark, kind] = filled(app, kind, mark)
        cards[mark, "contact"] = filled(app, "contact", mark, firm=cards[mark, "organisation"][0])
    told = [text for _, texts in cards.values() for text in texts]
    assert len(told) == len(set(told)) > 80

    for (mark, kind), (id, texts) in cards.items():
        # A contact person is told whose contact they are.
        firm = {f"canary {mark}-organisation-organisation-name"} if kind == "contact" else set()
        for file in ("access-0", "access-1"):
            said = downloaded(owner, id, file).text
            assert [text for text in texts if text not in said] == [], (mark, kind, file)
            assert [text for text in told if text not in {*texts, *firm} and text in said] == []


def strictly(schema, value, at="$"):
    """Where *value* is not what *schema* says; it knows the few words of our own file alone."""
    known = {"$schema", "title", "description", "type", "format", "const", "enum", "items", "properties",
             "required", "additionalProperties"}  # fmt: skip
    assert schema.keys() <= known
    if ("const" in schema and value != schema["const"]) or value not in schema.get("enum", [value]):
        yield f"{at}: {value!r}"
    types = {"string": str, "null": NoneType, "object": dict, "array": list, "boolean": bool, "integer": int}
    allowed = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if allowed and type(value) not in [types[one] for one in allowed]:
        yield f"{at}: a {type(value).__name__}"
    if isinstance(value, str) and "format" in schema:
        read = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}[schema["format"]]
        assert read(value)
    if isinstance(value, dict):
        assert schema["additionalProperties"] is False
        if value.keys() != schema["properties"].keys() or {*schema["required"]} != value.keys():
            yield f"{at}: {value.keys() ^ schema['properties'].keys()}"
        for name in value.keys() & schema["properties"].keys():
            yield from strictly(schema["properties"][name], value[name], f"{at}.{name}")
    for place, one in enumerate(value if isinstance(value, list) else ()):
        yield from strictly(schema["items"], one, f"{at}[{place}]")


def test_the_json_is_as_its_published_schema_says(open_app):
    schema = json.loads(Path(package.__file__).with_name("schema.json").read_text("utf-8"))
    sent, owner = sender(open_app, "Hello", name="Maija"), desk(open_app, "owner")
    answer = owner.post(f"{PREFIX}/viesti/{sent.reference}/uusi-kortti", kind="person", name="Maija")
    id = answer.location.rsplit("/", 1)[1]
    everything(open_app, id)

    found = json.loads(downloaded(owner, id).text)

    assert list(strictly(schema, found)) == []
    empty = {name for name, value in found.items() if value == []}
    assert empty <= {"automated_decisions"}, "the test would pass over what is empty"


def everything(app, id):
    """A line of every other kind for the card *id*: permissions, a request, a disclosure and so on."""
    record, now, with_ = app.extensions["record"], clock.utcnow(), rows(app)
    key = channels.suppression_key(app.extensions["secret"])
    given = Disclosure(
        recipient="Tax office", whose="Uuno Uusi", what="Invoices", why="They asked", ground="law"
    )

    def job(db):
        add = partial(changing.add, db, with_, record, id, actor=ACTOR, now=now)
        add(store.card_row(db, id)["version"], person(emails="maija@example.com"))
        said = Said(channel="email", state="permitted", how="phone", words="Yes, write to me")
        ledger.say(db, with_, record, key, id, said, now=now)
        ledger.say(db, with_, record, key, id, Said(channel="email", state="prohibited", how="web"), now=now)
        case = Case(
            article="15",
            way="post",
            received_on=TODAY,
            due_on=TODAY,
            who="M",
            contact="",
            asked="All",
            card=id,
        )
        rights.add(db, with_, case)
        until = date(2030, 1, 1)
        duties.add(db, with_, "disclosure", given.as_content(ACTOR), at=now, expires_on=until, card=id)
        exports.exported(
            db,
            with_,
            record,
            {"recipient": "Printer", "purpose": "Letters", "format": "csv"},
            card=None,
            now=now,
        )
        link = {"lookup": bytes(32), "suppression": bytes(32), "channel": "email", "card": id, "day": TODAY}
        db.execute(insert(unsubscribe_link).values(link))

    app.extensions["writer"].submit(job)


def test_other_people_named_in_a_disclosure_and_the_names_of_staff_are_left_out(app):
    owner, id = desk(app, "owner", name="Olli Omistaja"), made(app, "person", [person()])
    everything(app, id)
    other = made(app, "person", [person("Somebody Else")])
    secret = Disclosure(recipient="Police", whose="x", what="x", why="x", ground="interest").as_content(ACTOR)
    about = {"at": clock.utcnow(), "expires_on": date(2030, 1, 1), "card": other}
    app.extensions["writer"].submit(lambda db: duties.add(db, rows(app), "disclosure", secret, **about))

    said = downloaded(owner, id, "access-0").text + downloaded(owner, id).text

    assert "Tax office" in said
    assert "Police" not in said
    assert "Uuno Uusi" not in said
    assert "Olli Omistaja" not in said
    assert "the owner" in said


def test_what_was_corrected_and_what_came_with_a_merged_card_is_in_it(app):
    owner, record, now = desk(app), app.extensions["record"], clock.utcnow()
    id, twin = made(app, "person", [person("Maija Before")]), made(app, "person", [person("Maija Twin")])

    def job(db):
        card = changing.opened(db, rows(app), id)
        changing.correct(
            db, rows(app), record, card.version, card.entries[0], person("Maija After"), actor=ACTOR, now=now
        )
        both = {
            "stays": (id, store.card_row(db, id)["version"]),
            "goes": (twin, store.card_row(db, twin)["version"]),
        }
        merging.merge(db, rows(app), record, **both, actor=ACTOR, now=now)

    app.extensions["writer"].submit(job)

    found = json.loads(downloaded(owner, id).text)
    names = {entry["values"][0]["text"]: entry["current"] for entry in found["entries"]}
    assert names == {"Maija Before": False, "Maija After": True, "Maija Twin": True}
    assert found["card"]["merged"] == [twin]


def test_what_the_record_does_not_state_is_not_made_up(app):
    owner, id = desk(app), made(app, "person", [person()])

    found = json.loads(downloaded(owner, id).text)

    assert found["automated_decisions"] == []
    assert found["disclosures"] == found["exports"] == []
    assert found["authority"]["name"] == "Office of the Data Protection Ombudsman"


def test_the_package_speaks_the_persons_language(app):
    owner, id = desk(app), made(app, "person", [person()])

    assert "Oikeutesi" in downloaded(owner, id, "access-0", kieli="fi").text
    assert "Dina rättigheter" in downloaded(owner, id, "access-0", kieli="sv").text


def test_the_page_to_read_asks_nothing_of_anybody(app):
    said = downloaded(desk(app), made(app, "person", [person("<b>Maija</b>")]), "access-0").text

    assert "<script" not in said
    assert "src=" not in said
    assert "href=" not in said
    assert "&lt;b&gt;Maija" in said


def test_a_disclosure_that_was_written_down_with_the_address_of_a_card_is_in_its_package(app):
    owner, id = desk(app, "staff"), made(app, "person", [person()])
    line = {
        "recipient": "Tax office",
        "what": "Invoices",
        "why": "Asked",
        "ground": "contract",
        "day": "2026-11-20",
    }
    path = f"{PREFIX}/luovutukset"

    lost = owner.post(path, whose=f"https://www.example.fi{PREFIX}/kortti/{'0' * 32}", **line)
    kept = owner.post(path, whose=f"Maija https://www.example.fi{PREFIX}/kortti/{id}", **line)

    assert (lost.status_code, kept.status_code) == (422, 303)
    [found] = json.loads(downloaded(owner, id).text)["disclosures"]
    assert (found["recipient"], found["ground"]) == ("Tax office", "contract")
    assert "whose" not in found
