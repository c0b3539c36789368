"""The form's box: what was ticked stands in the consent record, and only the sealed message says by whom."""

import json

import pytest
from sqlalchemy import text

from formhandler.consent import chain, rows, store, verifying
from record import asking
from tests.formhandler.app import count, owner

BODY = "Ulla Kukkanen asks about the price, 040 765 4321."
EMAIL = "ulla.kukkanen@example.fi"


@pytest.fixture
def purpose(app):
    return app.extensions["record"].forms[0].optional_consents[0]


def events(app):
    with app.extensions["reader"].connect() as db:
        return list(rows.every(db))


def whole(app):
    with rows.frozen(app.extensions["reader"]) as db:
        return verifying.verify(db, chain.key(app.extensions["secret"])).faults == []


def exported(app, *options):
    return json.loads(owner(app, "inbox", "export", *options))


def test_a_ticked_box_is_an_event_that_the_sealed_message_names(app, visitor, purpose):
    visitor.send(BODY, consent=purpose, email=EMAIL)

    [consent] = exported(app)[0]["consents"]
    with app.extensions["reader"].connect() as db:
        event = store.find(db, consent["event"])
        assert store.words(db, event.text) == consent["text"]
    box = asking.box(app.extensions["record"], purpose, "en")
    assert (event.given, event.surface, event.method, event.state) == (
        (purpose,),
        "form",
        "checkbox",
        "given",
    )
    assert (event.text, event.lang, event.valid_until) == (box.hash, "en", None)
    assert consent["sha256"] == box.hash
    assert whole(app)


def test_the_event_knows_the_notice_that_stood_on_the_site(app, visitor, purpose, site):
    visitor.send(BODY, consent=purpose, email=EMAIL)

    [message] = exported(app)
    [row] = events(app)
    notice = json.loads((site / "_seloste" / "site.json").read_text("utf-8"))["notice"]
    said = json.loads(row.body)
    assert (said["notice"], said["version"]) == (notice["hash"], notice["version"])
    assert said["notice"] == message["notice"]


def test_a_message_without_a_tick_makes_no_event(app, visitor):
    visitor.send(BODY)

    assert events(app) == []


def test_a_message_sent_twice_makes_one_event(app, visitor, purpose):
    page = visitor.write(BODY, consent=purpose, email=EMAIL)

    assert visitor.confirm(page).location == visitor.confirm(page).location

    assert (count(app), len(events(app))) == (1, 1)


def test_other_words_on_the_same_page_are_another_consent(app, visitor, purpose):
    page = visitor.write(BODY, consent=purpose, email=EMAIL)

    visitor.confirm(page)
    visitor.confirm(page, body="And one thing more.")

    assert (count(app), len(events(app))) == (2, 2)
    assert whole(app)


def test_a_message_in_quarantine_keeps_its_consent(app, visitor, purpose):
    visitor.send(BODY, consent=purpose, email=EMAIL, extra="https://example.org")

    [message] = exported(app, "--all")
    assert message["kind"] == "quarantine"
    assert [row.id for row in events(app)] == [message["consents"][0]["event"]]


def test_a_message_that_could_not_be_stored_leaves_no_event(app, visitor, purpose):
    page = visitor.write(BODY, consent=purpose, email=EMAIL)
    with app.extensions["engine"].begin() as db:  # a database that refuses the message, and nothing else
        db.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON message BEGIN SELECT raise(ABORT, 'no room'); END")
        )

    assert visitor.confirm(page).status_code == 503

    assert (count(app), events(app)) == (0, [])


def test_nothing_in_the_record_leads_to_the_person(app, visitor, purpose):
    visitor.send(BODY, consent=purpose, email=EMAIL, name="Ulla Kukkanen")

    [message] = exported(app)
    with app.extensions["reader"].connect() as db:
        [sent] = db.execute(text("SELECT id, submission, thread, reference, hex(digest) FROM message")).all()
        tables = ("consent_event", "consent_text", "consent_checkpoint", "consent_count")
        kept = [str(row) for table in tables for row in db.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608
        clear = str(db.execute(text("SELECT * FROM message")).all())
    for canary in ("ulla", "kukkanen", "765 4321", "price", EMAIL, *sent):
        assert canary.lower() not in "\n".join(kept).lower()
    assert message["consents"][0]["event"] not in clear


def test_a_message_is_shown_with_its_event(app, visitor, purpose):
    reference = visitor.send(BODY, consent=purpose, email=EMAIL)

    [row] = events(app)
    assert row.id in owner(app, "inbox", "show", reference)
