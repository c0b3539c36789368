"""What a visitor writes next: stored once, in the same conversation, and readable with the same words."""

import pytest
from sqlalchemy import select

from formhandler.receipts.follow_up import REQUESTS
from formhandler.receipts.visit import MANY
from formhandler.schema import message
from formhandler.vault.words import WORDS
from tests.formhandler.app import SAME, count, owner, shown
from tests.formhandler.receipts.conftest import PATH, text, thread_of


def write(app, page, **changes):
    """Send the form that *page* shows, with *changes*."""
    return app.test_client().post(PATH, data={**shown(page), **changes}, headers=SAME)


def rows(app):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(message).order_by(message.c.seq)).all()


@pytest.mark.parametrize("request_", REQUESTS)
def test_each_request_joins_the_conversation_and_is_read_by_its_owner(app, sent, request_):
    page = write(app, sent.come_back(), request=request_, body="My other words")

    assert page.status_code == 200
    assert "Your message has been sent" in page.text
    assert "My other words" in text(page)
    first, second = rows(app)
    assert second.thread == first.thread == thread_of(app, sent.reference)
    assert second.kind == "message"
    assert "My other words" in owner(app, "inbox", "show", second.reference)
    assert "My other words" in text(sent.come_back()), "the words open it from now on"


def test_a_follow_up_has_its_own_retention_and_its_own_notice(app, sent):
    write(app, sent.come_back(), request="reply", body="More")

    first, second = rows(app)

    assert (first.expires_on, first.state) == (second.expires_on, second.state)
    assert second.state == "new"
    assert first.submission != second.submission


@pytest.mark.parametrize("request_", ["object", "erase"])
def test_an_objection_and_an_erasure_need_no_words(app, sent, request_):
    assert write(app, sent.come_back(), request=request_, body="").status_code == 200
    assert count(app) == 2


@pytest.mark.parametrize("changes", [{"request": "reply"}, {"request": "correct"}])
def test_a_reply_and_a_correction_do(app, sent, changes):
    page = write(app, sent.come_back(), body="", **changes)

    assert (page.status_code, count(app)) == (422, 1)
    assert 'aria-describedby="body-error"' in page.text


@pytest.mark.parametrize("request_", ["", "delete everything"])
def test_without_a_choice_the_text_is_kept_and_one_is_asked(app, sent, request_):
    page = write(app, sent.come_back(), request=request_, body="My words")

    assert (page.status_code, count(app), shown(page)["body"]) == (422, 1, "My words")
    assert "request-error" in page.text


def test_what_is_too_long_or_unreadable_is_kept_and_pointed_out(app, sent):
    page = write(app, sent.come_back(), request="reply", body="x" * 5_001)

    assert (page.status_code, count(app)) == (422, 1)
    assert "x" * 5_001 in page.text


def test_a_double_click_is_one_message(app, sent):
    page = sent.come_back()

    first = write(app, page, request="reply", body="Once")
    second = write(app, page, request="reply", body="Once")

    assert count(app) == 2
    assert first.text.count("Your message has been sent") == second.text.count("Your message has been sent")


def test_a_personal_identity_code_is_warned_of_and_never_stored(app, sent):
    warned = write(app, sent.come_back(), request="correct", body="My code is 010170-9505.")
    assert (warned.status_code, count(app)) == (422, 1)
    assert "personal identity code" in warned.text

    page = write(app, warned, request="correct")

    assert count(app) == 2
    assert "010170" not in page.text
    assert "[personal identity code removed]" in page.text


def test_without_the_owners_key_nothing_is_stored_and_the_text_is_kept(app, sent, settings):
    page = sent.come_back()
    app.extensions["gate"].FRESH = -1.0
    (settings.data / "vault" / "public.json").unlink()

    sorry = write(app, page, request="reply", body="My words")

    assert (sorry.status_code, shown(sorry)["body"], count(app)) == (503, "My words", 1)


def test_a_flood_of_follow_ups_waits_with_its_text(app, sent):
    page = sent.come_back()
    for number in range(MANY):
        assert write(app, page, request="reply", body=f"Number {number}").status_code == 200

    sorry = write(app, page, request="reply", body="One too many")

    assert (sorry.status_code, shown(sorry)["body"], count(app)) == (429, "One too many", 1 + MANY)


def test_a_wrong_code_writes_nothing(app, sent):
    page = write(app, sent.come_back(), words=" ".join(WORDS["en"][:6]), request="reply", body="x")

    assert (page.status_code, count(app)) == (422, 1)
