"""The proof-of-work ticket: what a solved one is worth, once, and what everything else is not."""

import base64
import json
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from formhandler import clock, create_app
from formhandler.contact import store, ticket
from formhandler.schema import message
from formhandler.schema import ticket as table
from tests.formhandler.app import (
    ACTION,
    SAME,
    cheap_ticket,
    close,
    config,
    count,
    flood,
    owner,
    ready,
    shown,
    solved,
)

SECRET = secrets.token_bytes(32)
WORDS = "Hello, when do you have time?"
ADDRESS = "/viesti/lippu"


@pytest.fixture
def now():
    """This second: ALTCHA's library looks at the clock itself."""
    return clock.utcnow().replace(microsecond=0)


def paid(now, form="contact", secret=SECRET):
    return solved(ticket.issue(secret, form, now=now, tries=1))


def changed(text, change):
    """*text* with *change* made in what it holds, and written as the browser writes it."""
    content = json.loads(base64.b64decode(text))
    change(content)
    return base64.b64encode(json.dumps(content).encode()).decode()


def send(app, paid, body=WORDS, **fields):
    """The static form's post, as its script sends it."""
    headers = fields.pop("headers", SAME)
    return app.test_client().post(ACTION, data={"body": body, "ticket": paid, **fields}, headers=headers)


def test_a_solved_ticket_names_its_moment_and_one_submission(now):
    text = paid(now)
    read = ticket.read(text, SECRET, "contact", now=now)

    assert read == ticket.read(text, SECRET, "contact", now=now)
    assert (read.issued, read.expires) == (now, now + ticket.LIFETIME)
    assert re.fullmatch(r"[0-9a-f]{32}", read.page)
    assert re.fullmatch(r"[0-9a-f]{64}", read.nonce)


@pytest.mark.parametrize(("age", "valid"), [(timedelta(seconds=-1), True), (timedelta(0), False)])
def test_it_is_valid_until_its_last_second(age, valid, now):
    text = paid(now)

    assert (ticket.read(text, SECRET, "contact", now=now + ticket.LIFETIME + age) is not None) is valid


def test_nothing_that_is_kept_of_it_leads_to_its_submission(now):
    text = paid(now)
    nonce = json.loads(base64.b64decode(text))["challenge"]["parameters"]["nonce"]

    read = ticket.read(text, SECRET, "contact", now=now)

    assert nonce not in (read.nonce, read.page)
    assert read.page not in read.nonce


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["solution"].update(derivedKey="00" * 32),
        lambda content: content["solution"].update(derivedKey=None),
        lambda content: content["challenge"]["parameters"].update(expiresAt=2**40),
        lambda content: content["challenge"]["parameters"].update(cost=1),
        lambda content: content["challenge"]["parameters"].update(nonce="00" * 16),
        lambda content: content["challenge"]["parameters"].pop("keySignature"),
        lambda content: content["challenge"].update(signature=None),
        lambda content: content["challenge"].pop("parameters"),
        lambda content: content.pop("solution"),
    ],
)
def test_a_ticket_that_was_touched_is_none(change, now):
    assert ticket.read(changed(paid(now), change), SECRET, "contact", now=now) is None


@pytest.mark.parametrize(
    "text",
    ["", "x", "ä", "e30=", "W10=", "bnVsbA==", "IiI=", "x" * 5000, base64.b64encode(b"[" * 1400).decode()],
)
def test_what_is_no_ticket_is_none(text, now):
    assert ticket.read(text, SECRET, "contact", now=now) is None


def test_another_installations_and_another_forms_ticket_are_none(now):
    assert ticket.read(paid(now, secret=bytes(32)), SECRET, "contact", now=now) is None
    assert ticket.read(paid(now, form="order"), SECRET, "contact", now=now) is None


def test_the_handler_gives_one_to_whoever_asks_and_it_is_honoured(app, visitor):
    answer = visitor.client.get(ADDRESS)

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert send(app, solved(answer.json)).status_code == 303


def test_no_two_tickets_are_alike(visitor):
    first, second = (visitor.client.get(ADDRESS).json for _ in range(2))

    assert first["parameters"]["nonce"] != second["parameters"]["nonce"]


def test_a_closed_form_gives_none_and_says_so(visitor, settings):
    (settings.data / "vault" / "public.json").unlink()

    answer = visitor.client.get(ADDRESS)

    assert (answer.status_code, answer.json) == (503, {"form": "closed"})


def test_tickets_are_limited_as_posts_are(app):
    flood(app, "192.0.2.7")

    answer = app.test_client().get(ADDRESS, environ_base={"REMOTE_ADDR": "192.0.2.9"})

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_with_a_ticket_the_message_goes_at_once(app):
    answer = send(app, cheap_ticket(app), name="Maija", email="maija@example.fi")

    assert answer.status_code == 303
    assert count(app, "message") == 1
    assert WORDS in owner(app, "inbox", "show", answer.location.rsplit("/", 1)[1])


def test_a_double_click_with_a_ticket_is_one_message_with_one_reference(app):
    paid = cheap_ticket(app)

    assert send(app, paid).location == send(app, paid).location
    assert count(app) == 1


def test_fifty_posts_of_one_ticket_are_one_message(app):
    paid = cheap_ticket(app)

    with ThreadPoolExecutor(16) as clicks:
        answers = list(clicks.map(lambda _: send(app, paid), range(50)))

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert count(app) == 1


def test_a_used_ticket_with_other_words_leads_to_the_check_page(app, visitor):
    paid = cheap_ticket(app)
    first = send(app, paid)

    page = send(app, paid, "Something else")

    assert (page.status_code, shown(page)["body"], count(app)) == (200, "Something else", 1)
    visitor.client.set_cookie("viesti", re.search(r"viesti=([^;]+)", page.headers["Set-Cookie"])[1])
    second = visitor.confirm(page)
    assert second.status_code == 303
    assert second.location != first.location


@pytest.mark.parametrize(
    ("age", "form"), [(ticket.LIFETIME, "contact"), (timedelta(minutes=1), "order")], ids=["old", "foreign"]
)
def test_a_ticket_that_does_not_hold_leads_to_the_check_page(app, age, form):
    page = send(app, cheap_ticket(app, form, age=age))

    assert (page.status_code, shown(page)["body"], count(app)) == (200, WORDS, 0)


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
def test_a_ticket_helps_only_a_post_from_our_own_page(app, headers):
    page = send(app, cheap_ticket(app), headers=headers)

    assert (page.status_code, count(app)) == (200, 0)


def test_a_number_that_is_warned_of_leads_to_the_check_page(app):
    page = send(app, cheap_ticket(app), "My code is 010170-9505.")

    assert (page.status_code, count(app)) == (200, 0)
    assert "personal identity code" in page.text


def test_a_fault_is_pointed_out_and_the_ticket_is_not_used_up_by_it(app):
    paid = cheap_ticket(app)

    assert send(app, paid, email="not an address").status_code == 422
    assert send(app, paid, email="maija@example.fi").status_code == 303


def test_what_looks_like_spam_is_looked_at_by_its_sender_first(app):
    page = send(app, cheap_ticket(app), extra="https://example.org")

    assert (page.status_code, count(app)) == (200, 0)


@pytest.mark.parametrize(("age", "hasty"), [(0, True), (3, False)])
def test_haste_is_told_from_the_moment_the_ticket_was_issued(app, age, hasty):
    reference = send(app, cheap_ticket(app, age=timedelta(seconds=age))).location.rsplit("/", 1)[1]

    assert ("sent faster than a person reads" in owner(app, "inbox", "show", reference)) is hasty


def test_what_the_database_keeps_of_a_ticket_is_a_hash(app):
    paid = cheap_ticket(app)
    send(app, paid)
    read = ticket.read(paid, app.extensions["secret"], "contact", now=clock.utcnow())

    with app.extensions["engine"].connect() as db:
        kept = db.execute(select(table)).mappings().one()
        submission = db.execute(select(message.c.submission)).scalar_one()

    assert dict(kept) == {"nonce": read.nonce, "expires_at": int(read.expires.timestamp())}
    assert read.nonce not in submission


def test_a_ticket_is_spent_once_in_either_database(writer, now):
    read = ticket.read(paid(now), SECRET, "contact", now=now)

    assert [writer.submit(lambda db: store.spend(db, read)) for _ in range(2)] == [True, False]


def test_a_spent_ticket_is_forgotten_when_it_would_not_hold_any_more(writer, now):
    read = ticket.read(paid(now), SECRET, "contact", now=now)
    writer.submit(lambda db: store.spend(db, read))

    def forgotten(now):
        return writer.submit(lambda db: store.forget_tickets(db, now=now))

    assert forgotten(read.expires - timedelta(seconds=1)) == 0
    assert forgotten(read.expires) == 1


def test_two_handlers_on_one_postgresql_take_a_ticket_once(tmp_path, site, record_file, postgresql_url):
    settings = config(tmp_path / "var", site, record_file, DATABASE_URL=postgresql_url)
    apps = [ready(settings), create_app(settings)]
    for number in range(10):
        paid = cheap_ticket(apps[0])
        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(lambda app, paid=paid, n=number: send(app, paid, f"Message {n}"), apps))
        assert len({answer.location for answer in answers}) == 1

    assert count(apps[0]) == 10
    close(*apps)
