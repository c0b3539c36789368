"""The owner's lists, search, and the page of a message."""

import json
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest

from formhandler import clock
from formhandler.contact import store as contact_store
from formhandler.inbox import rows
from formhandler.inbox.lists import PAGE
from formhandler.owner import log
from formhandler.owner import store as log_store
from formhandler.vault import slots
from formhandler.vault.envelope import Bound, seal
from formhandler.vault.keys import load_public
from tests.formhandler.inbox.sealed import change, id_of, put, row
from tests.formhandler.owner.desk import desk
from texts import translator

NOW = clock.utcnow()


def listed(page):
    """The references on *page*, in their order."""
    return re.findall(r'href="/hallinta/(?:\w\w/)?viesti/([^"#]+)"', page.text)


def main(page):
    """What stands in the middle of the page, without its tags."""
    inner = page.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inner))


def test_an_empty_inbox_says_so_in_words(app):
    page = desk(app).get("/hallinta/en/")

    assert page.status_code == 200
    assert "Nobody has written yet." in page.text


def test_the_newest_comes_first_with_its_sender_and_beginning(app, visitor):
    old = visitor.send("The first\nand more", name="Maija Mäkelä")
    new = visitor.send("The second")

    page = desk(app).get("/hallinta/en/")

    assert listed(page) == [new, old]
    assert "Maija Mäkelä" in page.text
    assert "The first and more" in page.text
    assert "(anonymous)" in page.text


def test_what_is_unread_says_so_in_a_word(app, visitor):
    ref = visitor.send()
    owner = desk(app)
    assert "Unread:" in main(owner.get("/hallinta/en/"))

    owner.get(f"/hallinta/en/viesti/{ref}")

    assert "Unread:" not in main(owner.get("/hallinta/en/"))


def test_each_tab_lists_its_states(app):
    new, open_, answered, held = (put(app, word) for word in ("a", "b", "c", "d"))
    change(app, open_, state="open")
    change(app, answered, state="answered")
    owner = desk(app)
    owner.post("/hallinta/en/tuomio", verdict="spam", ref=held)

    assert listed(owner.get("/hallinta/en/")) == [answered, open_, new]
    assert listed(owner.get("/hallinta/en/?tila=uudet")) == [new]
    assert listed(owner.get("/hallinta/en/?tila=avoimet")) == [open_]
    assert listed(owner.get("/hallinta/en/?tila=vastatut")) == [answered]
    assert listed(owner.get("/hallinta/en/karanteeni")) == [held]


def test_a_long_list_is_cut_into_pages(app):
    refs = [put(app, str(n)) for n in range(PAGE + 1)]
    owner = desk(app)

    assert listed(owner.get("/hallinta/en/")) == refs[:0:-1]
    assert listed(owner.get("/hallinta/en/?sivu=2")) == refs[:1]


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "1e9"])
def test_a_page_that_is_not_there_is_the_nearest_one(app, number):
    ref = put(app)

    assert listed(desk(app).get(f"/hallinta/en/?sivu={number}")) == [ref]


@pytest.mark.parametrize(
    ("ago", "said"), [(0, "tänään"), (1, "eilen"), (2, r"^\d+\.\d+\.$"), (400, r"^\d+\.\d+\.\d{4}$")]
)
def test_when_it_came_is_said_as_people_say_it(ago, said):
    noon = datetime(2026, 11, 22, 10, tzinfo=UTC)

    assert re.search(said, rows.when(noon - timedelta(days=ago), translator("fi"), noon))


def test_the_quarantine_tells_why_and_until_when(app):
    put(app, "buy", kind="quarantine", reasons=(("decoy", 5), ("links", 2)))

    words = main(desk(app).get("/hallinta/en/karanteeni"))

    assert "Why it is here: the hidden field was filled in, several links." in words
    assert "Erased after" in words


def test_a_message_shows_everything_that_was_sent(app, visitor):
    ref = visitor.send(
        "Line one\nline two", name="Maija Mäkelä", email="maija@example.fi", phone="040 123 4567",
        consent="newsletter",
    )  # fmt: skip

    page = desk(app).get(f"/hallinta/en/viesti/{ref}")

    assert "Line one\nline two" in page.text
    assert '<a href="mailto:maija@example.fi">' in page.text
    assert '<a href="tel:0401234567">' in page.text
    assert "Consent" in main(page)
    assert "the one that stands on the site now" in page.text
    assert "By the form on the page /en/contact/" in page.text
    assert "sent faster than a person reads (2 points)" in main(page)


def test_the_title_names_nobody_because_a_browser_keeps_it(app, visitor):
    ref = visitor.send(name="Maija Mäkelä")

    page = desk(app).get(f"/hallinta/en/viesti/{ref}").text

    assert "Maija" not in page.partition("</title>")[0]
    assert "<h1>Maija Mäkelä</h1>" in page


def test_an_address_in_the_text_is_no_link_and_markup_is_text(app):
    ref = put(app, "Look: https://evil.example/?a=1 <script>alert(1)</script>", name="<b>x</b>")

    page = desk(app).get(f"/hallinta/en/viesti/{ref}").text

    assert "https://evil.example" in page
    assert 'href="https://evil.example' not in page
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_a_mail_address_puts_nothing_else_into_the_mail(app):
    ref = put(app, email="a?bcc=b@example.fi")

    assert 'href="mailto:a%3Fbcc%3Db@example.fi"' in desk(app).get(f"/hallinta/en/viesti/{ref}").text


def test_the_whole_conversation_stands_on_one_page(app):
    first = put(app, "The question")
    again = put(app, "Please correct my number", thread=id_of(app, first), request="correct")
    other = put(app, "Another matter")

    page = desk(app).get(f"/hallinta/en/viesti/{again}").text

    assert page.index("The question") < page.index("Please correct my number")
    assert "Asks for a correction" in page
    assert "Another matter" not in page
    assert other not in page


def test_a_request_is_marked_in_the_list(app):
    put(app, "x", request="erase")

    assert "Asks for erasure" in main(desk(app).get("/hallinta/en/"))


def test_opening_marks_as_read_and_tells_the_log_once(app, settings):
    ref = put(app)
    owner = desk(app)

    owner.get(f"/hallinta/en/viesti/{ref}")
    owner.get(f"/hallinta/en/viesti/{ref}")

    assert row(app, ref)["state"] == "open"
    keyring = slots.unlock_managed(settings.data).keyring
    with app.extensions["engine"].connect() as db:
        told = [log.opened(sealed, keyring) for sealed in log_store.entries(db, limit=10)]
    assert [(one.what, one.ref) for one in told] == [(log.What.OPENED, ref)]


def test_a_reader_sees_everything_and_changes_nothing(app):
    ref = put(app, "For the staff")
    reader = desk(app, "reader")

    page = reader.get(f"/hallinta/en/viesti/{ref}")

    assert "For the staff" in page.text
    assert row(app, ref)["state"] == "new"
    for button in ("This is spam", "Mark as answered", "Write an answer"):
        assert button not in page.text
    assert "checkbox" not in reader.get("/hallinta/en/").text
    assert reader.post("/hallinta/en/tuomio", verdict="spam", ref=ref).status_code == 403
    assert reader.post(f"/hallinta/en/viesti/{ref}/tila", state="answered").status_code == 403
    assert (row(app, ref)["kind"], row(app, ref)["state"]) == ("message", "new")


def test_without_a_session_no_page_shows_anything(app):
    ref = put(app, "Secret words")
    stranger = app.test_client()

    for path in ("", "karanteeni", "haku/00000000", f"viesti/{ref}", f"lahettaja/{ref}"):
        answer = stranger.get(f"/hallinta/en/{path}", base_url="https://www.example.fi")
        assert answer.status_code == 303, path
        assert "Secret" not in answer.text


def test_a_conversation_is_marked_as_answered_and_open_again(app):
    first = put(app)
    again = put(app, thread=id_of(app, first), request="reply")
    staff = desk(app, "staff")

    staff.post(f"/hallinta/en/viesti/{first}/tila", state="answered")
    assert {row(app, ref)["state"] for ref in (first, again)} == {"answered"}
    assert "Mark as open" in staff.get(f"/hallinta/en/viesti/{first}").text

    staff.post(f"/hallinta/en/viesti/{first}/tila", state="open")
    assert {row(app, ref)["state"] for ref in (first, again)} == {"open"}


def test_one_message_is_marked_as_unread_and_its_page_left(app):
    first = put(app)
    again = put(app, thread=id_of(app, first), request="reply")
    staff = desk(app, "staff")
    staff.get(f"/hallinta/en/viesti/{first}")

    answer = staff.post(f"/hallinta/en/viesti/{again}/tila", state="new")

    assert urlsplit(answer.location).path == "/hallinta/en/"
    assert (row(app, first)["state"], row(app, again)["state"]) == ("open", "new")


@pytest.mark.parametrize("state", ["", "gone", "NEW"])
def test_a_state_that_there_is_not_is_refused(app, state):
    ref = put(app)

    assert desk(app).post(f"/hallinta/en/viesti/{ref}/tila", state=state).status_code == 400


def test_search_takes_its_words_by_post_and_names_them_in_no_address(app, visitor):
    ref = visitor.send("Paljonko kattoremontin hinta on?", name="Maija Mäkelä")
    visitor.send("Jotain muuta")
    owner = desk(app)

    answer = owner.post("/hallinta/en/haku", q="Mäkelä katto")
    page = owner.get(answer.location)

    assert answer.status_code == 303
    assert re.fullmatch(r"/hallinta/en/haku/[0-9a-f]{8}", answer.location)
    assert listed(page) == [ref]
    assert "One hit." in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_what_is_in_quarantine_is_found_and_marked(app):
    ref = put(app, "lottery", kind="quarantine")
    owner = desk(app)

    page = owner.get(owner.post("/hallinta/en/haku", q="lottery").location)

    assert listed(page) == [ref]
    assert "In quarantine" in main(page)


def test_a_search_that_finds_nothing_says_what_to_try(app):
    owner = desk(app)

    assert "Nothing was found." in owner.get(owner.post("/hallinta/en/haku", q="xyzzy").location).text


def test_another_session_does_not_see_what_this_one_searched_for(app):
    owner, other = desk(app), desk(app)
    where = owner.post("/hallinta/en/haku", q="Mäkelä").location

    answer = other.get(where)

    assert answer.status_code == 303
    assert "Mäkelä" not in answer.text


def test_everything_one_sender_sent_stands_on_one_page(app):
    first = put(app, "one", email="Maija@example.fi", name="Maija")
    put(app, "two", email="matti@example.fi")
    third = put(app, "three", email="maija@EXAMPLE.fi", kind="quarantine")

    page = desk(app).get(f"/hallinta/en/lahettaja/{first}")

    assert listed(page)[:2] == [third, first]
    assert "2 messages" in page.text
    assert "matti@example.fi" not in page.text


@pytest.mark.parametrize("path", ["viesti/K7Q4-9TWM", "viesti/x", "lahettaja/K7Q4-9TWM", "?tila=x"])
def test_what_is_not_there_is_answered_in_words(app, path):
    assert desk(app).get(f"/hallinta/en/{path}").status_code == 404


def test_a_message_that_was_erased_while_its_page_was_open(app):
    ref = put(app, received=NOW - timedelta(days=5000))
    owner = desk(app)
    owner.get(f"/hallinta/en/viesti/{ref}")
    app.extensions["writer"].submit(partial(contact_store.expire, today=clock.day(NOW)))

    for answer in (
        owner.get(f"/hallinta/en/viesti/{ref}"),
        owner.post(f"/hallinta/en/viesti/{ref}/tila", state="answered"),
    ):
        assert answer.status_code == 404
        assert "It was erased" in answer.text
    assert owner.get(f"/hallinta/en/lahettaja/{ref}").status_code == 404


def test_a_tampered_message_is_listed_and_its_page_tells_why(app):
    bad, good = put(app, "spoilt"), put(app, "whole")
    change(app, bad, envelope=b"SLST" + bytes(3000))
    owner = desk(app)

    page = owner.get("/hallinta/en/")
    assert set(listed(page)) == {bad, good}
    assert "Could not be opened" in main(page)

    answer = owner.get(f"/hallinta/en/viesti/{bad}")
    assert answer.status_code == 200
    assert "This message could not be opened." in answer.text
    assert "This is spam" not in answer.text


@pytest.mark.parametrize("received", ["2026-11-22T12:00:00", "0001-01-01T00:00:00+00:00", "never"])
def test_a_stranger_who_seals_nonsense_breaks_no_page(app, settings, received):
    ref, good = put(app), put(app, "whole")
    kept = row(app, ref)
    payload = {"schema": 1, "received": received, "lang": "xx", "notice": "", "form": "no", "fields": {},
               "consents": [], "reasons": []}  # fmt: skip
    bound = Bound(**{name: kept[name] for name in ("id", "kind", "day", "expires_on")})
    change(app, ref, envelope=seal(load_public(settings.data), bound, json.dumps(payload).encode())[0])
    owner = desk(app)

    assert set(listed(owner.get("/hallinta/en/"))) == {ref, good}
    assert owner.get(f"/hallinta/en/viesti/{ref}").status_code == 200
    assert owner.get(owner.post("/hallinta/en/haku", q="whole").location).status_code == 200


def test_a_message_in_a_language_and_by_a_form_that_are_not_ours_is_shown(app):
    ref = put(app, "bonjour", lang="fr")

    assert "bonjour" in desk(app).get(f"/hallinta/en/viesti/{ref}").text


@pytest.mark.parametrize(("prefix", "word"), [("", "Saapuneet"), ("sv/", "Inkorg"), ("en/", "Inbox")])
def test_every_page_speaks_its_language(app, prefix, word):
    ref = put(app)
    owner = desk(app)

    for path in ("", "karanteeni", f"viesti/{ref}", f"lahettaja/{ref}"):
        page = owner.get(f"/hallinta/{prefix}{path}")
        assert page.status_code == 200
        assert word in page.text


def test_the_menu_counts_what_is_unread(app):
    put(app)
    put(app, kind="quarantine")

    page = desk(app).get("/hallinta/en/karanteeni").text

    assert len(re.findall(r'class="count">1<', page)) == 2
