"""The owner's lists as the form's side knows them: it recognises what is on them, and can't read them."""

import secrets

import pytest

from formhandler.contact import store
from formhandler.contact.lists import Lists, Matcher, hashes
from tests.formhandler.app import ACTION, SAME, cheap_ticket, count, owner

SECRET = secrets.token_bytes(32)
LISTS = Lists(
    words=("casino", "Halpa laina heti", "tarjous-koodi"),
    addresses=("Roska@Example.com", "spam.example"),
)


def matcher(engine, writer, lists=LISTS, **kw):
    writer.submit(lambda db: store.block(db, hashes(lists, SECRET)))
    return Matcher(engine, SECRET, **kw)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"body": "Visit our CASINO!"}, {"word"}),
        ({"body": "Tarjolla halpa\nlaina, heti."}, {"word"}),
        ({"body": "Tarjous koodi"}, {"word"}),
        ({"body": "hello", "name": "casino"}, {"word"}),
        ({"body": "ｃａｓｉｎｏ"}, {"word"}),
        ({"body": "casinot"}, set()),
        ({"body": "laina heti"}, set()),
        ({"body": "hello", "email": "roska@example.com"}, {"address"}),
        ({"body": "hello", "email": "maija@example.com"}, set()),
        ({"body": "hello", "email": "who@spam.example"}, {"address"}),
        ({"body": "hello", "email": "who@mail.spam.example"}, {"address"}),
        ({"body": "hello", "email": "who@notspam.example"}, set()),
        ({"body": "CASINO", "email": "who@spam.example"}, {"word", "address"}),
        ({"body": ""}, set()),
    ],
)
def test_what_is_on_a_list_is_recognised(engine, writer, values, found):
    assert matcher(engine, writer).match(values) == found


def test_a_word_is_no_address_and_an_address_no_word(engine, writer):
    known = matcher(engine, writer, Lists(words=("spam.example",), addresses=("casino.fi",)))

    assert known.match({"body": "hello", "email": "a@spam.example"}) == {"word"}, "as two words: spam example"
    assert known.match({"body": "casino fi"}) == set()


def test_what_is_kept_says_nothing_without_the_secret(engine, writer):
    matcher(engine, writer)
    with engine.connect() as db:
        kept = store.blocked(db)

    assert len(kept) == 8, "five entries, and that there are some of one, two and three words"
    assert {len(one) for one in kept} == {32}
    assert kept.isdisjoint(hashes(LISTS, bytes(32)))


def test_a_post_asks_the_database_nothing_for_ten_seconds(engine, writer):
    now = [100.0]
    known = matcher(engine, writer, clock=lambda: now[0])
    assert known.match({"body": "casino"}) == {"word"}

    writer.submit(lambda db: store.block(db, hashes(Lists(words=("laina",)), SECRET)))
    assert known.match({"body": "casino"}) == {"word"}
    now[0] += Matcher.FRESH + 0.1
    assert known.match({"body": "casino"}) == set()
    assert known.match({"body": "laina"}) == {"word"}


def test_lists_that_cannot_be_read_stay_as_they_were_known(tmp_path, app):
    writer, secret = app.extensions["writer"], app.extensions["secret"]
    writer.submit(lambda db: store.block(db, hashes(Lists(words=("casino",)), secret)))
    now = [100.0]
    known = Matcher(app.extensions["reader"], secret, clock=lambda: now[0])
    assert known.match({"body": "casino"}) == {"word"}

    app.extensions["reader"].dispose()
    (app.extensions["config"].data / "seloste.db").rename(tmp_path / "away.db")
    now[0] += Matcher.FRESH + 0.1

    assert known.match({"body": "casino"}) == {"word"}


def test_a_listed_address_waits_in_quarantine_and_a_listed_word_alone_does_not(app, visitor):
    lists = Lists(words=("casino",), addresses=("roska@example.com",))
    app.extensions["writer"].submit(lambda db: store.block(db, hashes(lists, app.extensions["secret"])))

    data = {"body": "hello", "email": "roska@example.com", "ticket": cheap_ticket(app)}
    assert visitor.client.post(ACTION, data=data, headers=SAME).status_code == 200, "the check page"
    visitor.send("hello", email="roska@example.com")
    word = visitor.client.post(ACTION, data={"body": "casino", "ticket": cheap_ticket(app)}, headers=SAME)

    assert word.status_code == 303
    assert (count(app, "quarantine"), count(app, "message")) == (1, 1)
    assert "an address on your list" in owner(app, "inbox", "list", "--quarantine")
    assert "a word on your list" in owner(app, "inbox", "show", word.location.rsplit("/", 1)[1])
