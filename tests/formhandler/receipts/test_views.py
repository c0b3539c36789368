"""Coming back with the code: what it opens, and what it takes to find one."""

from datetime import date

import pytest
from sqlalchemy import update

from formhandler.receipts.guesses import ALLOWED
from formhandler.schema import document, message, receipt
from formhandler.turnstile import Turnstile
from formhandler.vault.words import WORDS
from tests.formhandler.app import count, shown
from tests.formhandler.receipts.conftest import PATH, answer, sender, text, thread_of

WRONG = " ".join(WORDS["en"][:6])


def change(app, statement):
    app.extensions["writer"].submit(lambda db: db.execute(statement))


def test_the_words_open_what_was_sent_from_any_browser(app):
    sent = sender(app, "A question\nof two lines", name="Maija Meikäläinen", email="maija@example.fi")

    page = sent.come_back()

    assert page.status_code == 200
    for part in ("A question\nof two lines", "Maija Meikäläinen", "maija@example.fi", sent.reference):
        assert part in text(page)


@pytest.mark.parametrize("written", [str.upper, "  {}. ".format, lambda words: words.replace(" ", ", ")])
def test_capital_letters_spaces_and_commas_make_no_difference(sent, written):
    assert sent.reference in sent.come_back(written(" ".join(sent.words))).text


def test_numbers_that_were_copied_with_the_words_make_no_difference(sent):
    numbered = "\n".join(f"{number}. {word}" for number, word in enumerate(sent.words, start=1))

    assert sent.reference in sent.come_back(numbered).text


def test_words_of_one_language_open_on_the_page_of_another(sent, form):
    page = sent.come_back(path=form.receipt["sv"])

    assert '<html lang="sv">' in page.text
    assert sent.reference in page.text


def test_the_answer_is_read_below_and_who_wrote_it_is_not_told(app, sent):
    assert "not answered here yet" in sent.come_back().text
    answer(app, sent.reference, "On Tuesday at ten.")

    page = text(sent.come_back())

    assert page.index("You wrote") < page.index("On Tuesday at ten.")
    assert "Onni Omistaja" not in page
    assert "not answered here yet" not in page


def test_one_code_opens_one_conversation(app, sent):
    other = sender(app, "Somebody else's secret")
    answer(app, other.reference, "An answer to somebody else")

    page = text(sent.come_back())

    assert "secret" not in page
    assert "An answer to somebody else" not in page


def test_the_page_keeps_no_cookie_and_no_cache_keeps_it(sent):
    page = sent.come_back()

    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"


def test_a_quarantined_message_opens_like_any_other_and_the_verdict_is_not_shown(app):
    sent = sender(app, "https://a.example https://b.example https://c.example", extra="filled")
    assert count(app, "quarantine") == 1

    page = sent.come_back()

    assert sent.reference in page.text
    for word in ("quarantine", "spam"):
        assert word not in page.text.lower()


def test_a_mistyped_word_is_named_with_the_one_that_was_meant(sent):
    meant = max(sent.words, key=len)  # a word is known by its first four letters: a short one may be like two
    place = sent.words.index(meant)
    typed = meant[:-1] + ("x" if meant[-1] != "x" else "y")

    page = sent.come_back(" ".join([*sent.words[:place], typed, *sent.words[place + 1 :]]))

    assert page.status_code == 422
    assert f"Word {place + 1}, “{typed}”" in text(page)
    assert meant in text(page)
    assert shown(page)["words"].split()[place] == typed, "what was written is kept"
    assert 'aria-describedby="words-hint words-error"' in page.text


@pytest.mark.parametrize("words", ["", "abacus", "abacus ability acorn acre actor", "x " * 5000])
def test_what_are_not_six_words_is_said_so(app, words):
    page = app.test_client().post(PATH, data={"words": words})

    assert page.status_code == 422
    assert "the code has six" in page.text


def test_a_code_that_opens_nothing_is_told_why_that_can_be(app):
    page = app.test_client().post(PATH, data={"words": WRONG})

    assert page.status_code == 422
    assert "open nothing here" in page.text
    assert "erased when their time was up" in page.text


def test_the_eleventh_wrong_code_waits_and_a_mistyped_word_is_no_wrong_code(app, sent):
    for _ in range(ALLOWED + 5):
        assert app.test_client().post(PATH, data={"words": "abacus " * 5 + "xyzzy"}).status_code == 422
    for _ in range(ALLOWED):
        assert app.test_client().post(PATH, data={"words": WRONG}).status_code == 422

    page = sent.come_back()

    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) == 600
    assert shown(page)["words"] == " ".join(sent.words)
    elsewhere = app.test_client().post(
        PATH, data={"words": " ".join(sent.words)}, environ_base={"REMOTE_ADDR": "198.51.100.1"}
    )
    assert elsewhere.status_code == 200


def test_when_too_many_are_looked_up_one_is_asked_to_come_again(app, sent):
    desk = app.extensions["receipts"]
    desk.turnstile = Turnstile(inside=1, waiting=0)

    with desk.turnstile.pass_through():
        busy = sent.come_back()

    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
    assert sent.come_back().status_code == 200


def test_another_site_can_not_send_words_here(sent):
    page = sent.come_back(**{"Sec-Fetch-Site": "cross-site"})

    assert page.status_code == 403
    assert sent.reference not in page.text


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_only_a_form_is_taken(app, kind):
    assert app.test_client().post(PATH, data=b"words=x", content_type=kind).status_code == 415


def test_a_code_whose_row_was_changed_opens_nothing_and_says_so(app, sent):
    change(app, update(receipt).values(private=bytes(60)))

    page = sent.come_back()

    assert page.status_code == 500
    assert "was damaged here" in page.text


def test_a_swapped_key_beside_the_code_is_found_out(app, sent):
    change(app, update(receipt).values(public=b"x" * 32))

    assert sent.come_back().status_code == 500


def test_one_damaged_message_does_not_take_the_others_with_it(app, sent):
    answer(app, sent.reference, "Still readable")
    thread = thread_of(app, sent.reference)
    change(app, update(message).where(message.c.thread == thread).values(envelope=bytes(2000)))

    page = text(sent.come_back())

    assert "Still readable" in page
    assert "One message was damaged" in page


def test_an_answer_that_is_none_of_ours_is_not_shown(app, sent):
    answer(app, sent.reference, "Fine")
    answer(app, sent.reference, "Moved here from elsewhere")
    change(app, update(document).where(document.c.seq == 2).values(day=date(2026, 1, 1)))

    page = text(sent.come_back())

    assert "Fine" in page
    assert "Moved here from elsewhere" not in page


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_empty_page_is_the_sites_own(app, form, lang):
    with app.test_client().get(form.receipt[lang]) as page:
        assert page.status_code == 200
        assert f'<html lang="{lang}">' in page.text
        assert 'name="words"' in page.text
        assert "Set-Cookie" not in page.headers
