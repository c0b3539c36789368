"""One click moves a message to quarantine or out of it; one more takes that back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from formhandler import clock, keeping
from formhandler.inbox import store, verdict
from formhandler.schema import message, outbox, spam_count
from formhandler.vault import slots
from formhandler.vault.envelope import data_key, open_with_receipt, wrap_for_receipt
from formhandler.vault.keys import PrivateKey
from tests.formhandler.inbox.sealed import change, put, row
from tests.formhandler.owner.desk import desk


@pytest.fixture
def now():
    return clock.utcnow()


@pytest.fixture
def today(now):
    return clock.day(now)


def numbers(app):
    with app.extensions["engine"].connect() as db:
        return {row.code: row.n for row in db.execute(select(spam_count))}


def undo(owner, page):
    """Press the button that stands beside what has just happened."""
    form = page.text.partition('class="notice-line"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(verdict|ref|undo)" value="([^"]*)"', form))
    return owner.post(re.search(r'action="([^"]+)"', form)[1], **fields)


def test_spam_goes_to_quarantine_and_back_by_undo(app):
    ref = put(app, "Cheap watches")
    owner = desk(app)
    owner.get(f"/hallinta/en/viesti/{ref}")
    before = row(app, ref)

    page = owner.get(owner.post("/hallinta/en/tuomio", verdict="spam", ref=ref).location)
    assert "Moved to quarantine." in page.text
    assert row(app, ref)["kind"] == "quarantine"
    assert "Cheap watches" in owner.get(f"/hallinta/en/viesti/{ref}").text

    page = owner.get(undo(owner, page).location)
    after = row(app, ref)
    assert "Moved to the inbox." in page.text
    assert {name: after[name] for name in ("kind", "state", "expires_on", "thread", "receipt_key")} == {
        name: before[name] for name in ("kind", "state", "expires_on", "thread", "receipt_key")
    }
    assert "Cheap watches" in owner.get(f"/hallinta/en/viesti/{ref}").text


def test_the_periods_are_the_records(app, now, today):
    record = app.extensions["record"]
    received = now - timedelta(days=100)
    ref, held = put(app, received=received), put(app, kind="quarantine", received=received)
    owner = desk(app)

    owner.post("/hallinta/en/tuomio", verdict="spam", ref=ref)
    owner.post("/hallinta/en/tuomio", verdict="ham", ref=held)

    form = record.forms[0]
    assert row(app, ref)["expires_on"] == keeping.last_day(record, form, "quarantine", today)
    assert row(app, held)["expires_on"] == keeping.last_day(record, form, "message", clock.day(received))


def test_quarantine_keeps_nothing_longer_than_it_was_to_be_kept(app, now, today):
    record = app.extensions["record"]
    last = keeping.last_day(record, record.forms[0], "message", today)
    nearly_over = now - (last - today) + timedelta(days=3)
    ref = put(app, received=nearly_over)
    until = row(app, ref)["expires_on"]
    assert until < today + timedelta(days=10)

    desk(app).post("/hallinta/en/tuomio", verdict="spam", ref=ref)

    assert row(app, ref)["expires_on"] == until


def test_a_release_queues_no_notice(app):
    ref = put(app, kind="quarantine")

    desk(app).post("/hallinta/en/tuomio", verdict="ham", ref=ref)

    assert row(app, ref)["kind"] == "message"
    with app.extensions["engine"].connect() as db:
        assert db.execute(select(func.count()).select_from(outbox)).scalar_one() == 0


def test_after_a_verdict_the_receipt_code_still_opens_the_message(app, settings):
    ref, code = put(app, "for the code"), PrivateKey.generate()
    sealed = found(app, ref)
    key = data_key(slots.unlock_managed(settings.data).keyring, sealed.envelope, sealed.bound)
    wrapped = wrap_for_receipt(code.public, sealed.id, key)
    change(app, ref, receipt_key=wrapped)

    desk(app).post("/hallinta/en/tuomio", verdict="spam", ref=ref)

    assert row(app, ref)["receipt_key"] == wrapped
    moved = found(app, ref)
    assert moved.kind == "quarantine"
    assert b"for the code" in open_with_receipt(code, moved.envelope, wrapped, moved.bound)


def found(app, ref):
    with app.extensions["engine"].connect() as db:
        return store.one(db, ref)


def test_several_are_moved_with_one_button(app):
    refs = [put(app, str(n)) for n in range(3)]
    owner = desk(app)

    answer = owner.client.post(
        "/hallinta/en/tuomio",
        base_url="https://www.example.fi",
        headers={"Sec-Fetch-Site": "same-origin"},
        data={"csrf_token": owner.token, "verdict": "spam", "ref": refs},
    )

    assert "Moved 3 messages to quarantine." in owner.get(answer.location).text
    assert {row(app, ref)["kind"] for ref in refs} == {"quarantine"}
    assert numbers(app)["verdict-spam"] == 3


def test_verdicts_are_counted_and_an_undo_is_not(app):
    ref, held = put(app), put(app, kind="quarantine")
    owner = desk(app)

    page = owner.get(owner.post("/hallinta/en/tuomio", verdict="spam", ref=ref).location)
    undo(owner, page)
    owner.post("/hallinta/en/tuomio", verdict="ham", ref=held)

    assert numbers(app) == {"verdict-spam": 1, "verdict-ham": 1}


def test_a_verdict_on_what_was_moved_already_says_so_and_counts_nothing(app):
    ref = put(app)
    first, second = desk(app), desk(app)
    first.post("/hallinta/en/tuomio", verdict="spam", ref=ref)

    page = second.get(second.post("/hallinta/en/tuomio", verdict="spam", ref=ref).location)

    assert "It was in quarantine already." in page.text
    assert "Undo" not in page.text
    assert numbers(app) == {"verdict-spam": 1}


def test_two_at_once_move_it_once(app, settings, today):
    ref = put(app)
    given = {
        "keys": slots.unlock_managed(settings.data).keyring,
        "record": app.extensions["record"],
        "writer": app.extensions["writer"],
        "today": today,
    }
    with app.extensions["reader"].connect() as slow:
        slow.execute(select(message.c.id)).all()  # it has read before the other writes
        with app.extensions["engine"].connect() as quick:
            assert verdict.judge([ref], "quarantine", db=quick, **given).moved == [ref]
        judged = verdict.judge([ref], "quarantine", db=slow, **given)

    assert (judged.moved, judged.already) == ([], [ref])


def test_what_was_erased_meanwhile_or_does_not_open_is_told(app):
    gone, broken, good = put(app), put(app), put(app)
    change(app, broken, envelope=b"SLST" + bytes(3000))
    app.extensions["writer"].submit(lambda db: db.execute(delete(message).where(message.c.reference == gone)))
    owner = desk(app)

    page = owner.get(
        owner.post("/hallinta/en/tuomio", verdict="spam", ref=f"{gone} {broken} {good}").location
    )

    assert f"Erased meanwhile, so nothing was moved: {gone}" in page.text
    assert f"These do not open, so they stay where they are: {broken}" in page.text
    assert "Moved to quarantine." in page.text
    assert row(app, broken)["kind"] == "message"


@pytest.mark.parametrize(
    "fields", [{"verdict": "maybe", "ref": "x"}, {"ref": "x"}, {"verdict": "spam", "ref": "x " * 201}]
)
def test_a_post_that_no_button_sends_is_refused(app, fields):
    assert desk(app).post("/hallinta/en/tuomio", **fields).status_code == 400


def test_no_choice_is_asked_for_again(app):
    owner = desk(app)

    page = owner.get(owner.post("/hallinta/en/tuomio", verdict="spam").location)

    assert "Choose at least one message first." in page.text


def test_the_index_follows_a_verdict(app):
    ref = put(app, "Cheap watches")
    owner = desk(app)
    owner.get("/hallinta/en/")

    owner.post("/hallinta/en/tuomio", verdict="spam", ref=ref)

    assert ref in owner.get("/hallinta/en/karanteeni").text
    assert "In quarantine" in owner.get(owner.post("/hallinta/en/haku", q="watches").location).text
