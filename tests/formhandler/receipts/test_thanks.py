"""The thanks page hands the six words out: to the browser that sent, for half an hour, and to nobody else."""

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from formhandler.receipts.desk import SHOWN, Issued
from formhandler.schema import receipt
from formhandler.turnstile import Turnstile
from formhandler.vault import words
from tests.formhandler.app import ACTION, count
from tests.formhandler.receipts.conftest import sender, spelt, text

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def codes(app):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(func.count()).select_from(receipt)).scalar_one()


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_words_are_of_the_language_the_visitor_wrote_in(visitor, form, lang):
    page = visitor.write(action=form.action[lang])

    thanks = visitor.client.get(visitor.confirm(page, action=form.action[lang]).location)

    assert len(spelt(thanks)) == 6
    assert set(spelt(thanks)) <= set(words.WORDS[lang])
    assert f'<ol class="reference code" lang="{lang}">' in thanks.text
    assert form.receipt[lang] in thanks.text


def test_loading_the_page_again_shows_the_same_words_and_keeps_one_code(app, sent):
    again = sent.client.get(f"{ACTION}{sent.reference}")

    assert spelt(again) == sent.words
    assert codes(app) == 1


def test_a_double_click_has_one_code(app, visitor):
    page = visitor.write()
    shown = [spelt(visitor.client.get(visitor.confirm(page).location)) for _ in range(2)]

    assert shown[0] == shown[1] != []
    assert (count(app), codes(app)) == (1, 1)


def test_the_thanks_page_in_another_language_shows_the_same_words(sent, form):
    other = sent.client.get(f"{form.action['fi']}{sent.reference}")

    assert spelt(other) == sent.words
    assert '<ol class="reference code" lang="en">' in other.text


def test_going_back_and_sending_other_words_stays_in_one_conversation(app, visitor):
    page = visitor.write("First version")
    visitor.confirm(page)
    thanks = visitor.client.get(visitor.confirm(page, body="Second version").location)

    opened = app.test_client().post("/en/receipt/", data={"words": " ".join(spelt(thanks))})

    assert codes(app) == 1
    assert text(opened).index("First version") < text(opened).index("Second version")


def test_another_browser_sees_the_reference_and_no_words(app, sent):
    stranger = app.test_client().get(f"{ACTION}{sent.reference}")

    assert sent.reference in stranger.text
    assert spelt(stranger) == []


def test_the_browser_sees_no_words_on_another_messages_page(app, sent):
    other = sender(app)

    page = sent.client.get(f"{ACTION}{other.reference}")

    assert spelt(page) == []


@pytest.mark.parametrize(("age", "shown"), [(SHOWN, True), (SHOWN + timedelta(seconds=1), False)])
def test_a_browser_knows_for_half_an_hour_what_it_sent(age, shown):
    cookie = {}
    Issued(id="0" * 32, lang="fi", at=int(NOON.timestamp())).put(cookie)

    assert (Issued.take(cookie, now=NOON + age) is not None) is shown
    assert bool(cookie) is shown, "what is too old is taken out of the cookie"


def test_after_half_an_hour_the_page_says_that_the_words_were_shown(sent):
    with sent.client.session_transaction() as cookie:
        cookie["receipt"][2] -= int(SHOWN.total_seconds()) + 5
        cookie.modified = True

    late = sent.client.get(f"{ACTION}{sent.reference}")

    assert (late.status_code, spelt(late)) == (200, [])
    assert "was shown for half an hour" in late.text


def test_when_too_many_derive_at_once_the_page_says_so_and_shows_the_words_later(app, visitor):
    answer = visitor.confirm(visitor.write())
    desk = app.extensions["receipts"]
    desk.turnstile = Turnstile(inside=1, waiting=0)

    with desk.turnstile.pass_through():
        busy = visitor.client.get(answer.location)

    assert (busy.status_code, spelt(busy)) == (200, [])
    assert "Load this page again" in busy.text
    assert len(spelt(visitor.client.get(answer.location))) == 6


def test_accepting_a_message_derives_nothing(app, visitor):
    """However many come: only a thanks page that is looked at costs Argon2id."""
    desk = app.extensions["receipts"]
    desk.turnstile = Turnstile(inside=1, waiting=0)

    with desk.turnstile.pass_through():
        assert visitor.confirm(visitor.write()).status_code == 303

    assert codes(app) == 0


def test_the_words_stand_in_no_address_cookie_log_or_file(app, visitor, settings, caplog):
    caplog.set_level(logging.DEBUG)
    answer = visitor.confirm(visitor.write())
    thanks = visitor.client.get(answer.location)
    secret_words = spelt(thanks)
    visitor.client.post("/en/receipt/", data={"words": " ".join(secret_words)})
    with visitor.client.session_transaction() as cookie:
        id = cookie["receipt"][0]
        kept = repr(dict(cookie))

    needles = [" ".join(secret_words), "-".join(secret_words), "".join(secret_words)]
    for place in (answer.location, kept, caplog.text):
        assert not any(needle in place for needle in needles)
    files = [path.read_bytes() for path in settings.data.rglob("*") if path.is_file()]
    assert any(app.extensions["secret"] == content for content in files), "the search sees every file"
    for content in files:
        assert not any(needle.encode() in content for needle in needles)
        assert id.encode() not in content, "from the id the words could be computed"
        assert bytes.fromhex(id) not in content


def test_without_leaving_contact_details_one_is_told_of_the_code_before_sending(visitor):
    page = visitor.write(name="Maija")

    assert re.search(r"receipt code of six words", page.text)
