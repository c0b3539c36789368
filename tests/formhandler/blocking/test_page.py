"""The owner's page of spam: what was caught, and the lists, in the owner's hands."""

import re
from datetime import date, timedelta

import pytest

from formhandler import clock
from formhandler.blocking import layers
from formhandler.blocking.store import caught
from formhandler.contact import spam, store
from tests.formhandler.app import count
from tests.formhandler.owner.desk import desk
from texts import translator

PATH = "/hallinta/en/roskaposti"
WEDNESDAY = date(2026, 11, 18)


def seen(page):
    return re.search(r'name="seen" value="([0-9a-f]*)"', page.text)[1]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/hallinta/roskaposti", "Omat estolistat"),
        ("/hallinta/sv/roskaposti", "Egna spärrlistor"),
        (PATH, "Your own lists"),
    ],
)
def test_it_speaks_every_language(app, path, words):
    assert words in desk(app, "staff").get(path).text


def test_a_reader_may_not_change_what_counts_as_spam(app):
    assert desk(app, "reader").get(PATH).status_code == 403


def test_what_a_layer_caught_is_shown(app, visitor):
    visitor.send(extra="https://example.org")

    page = desk(app).get(PATH).text

    assert re.search(r'the hidden field was filled in.*?data-label="Today">1<', page, re.DOTALL)
    assert re.search(r'data-label="Into quarantine">1 ', page)


def test_a_list_that_was_saved_is_shown_again_and_works(app, visitor):
    owner = desk(app)
    answer = owner.post(PATH, words="Casino\n\n casino \nhalpa laina", addresses="@spam.example", seen="")
    assert answer.status_code == 303

    page = owner.get(PATH)
    assert "The lists are saved." in page.text
    assert "Casino\nhalpa laina</textarea>" in page.text.replace("casino", "Casino")
    visitor.send("hello", email="who@spam.example")
    assert count(app, "quarantine") == 1


@pytest.mark.parametrize(
    ("field", "entry"),
    [
        ("words", "this is four words"),
        ("words", "!!!"),
        ("words", "x" * 101),
        ("addresses", "nobody"),
        ("addresses", "two words@example.fi"),
        ("addresses", "a@b@example.fi"),
    ],
)
def test_an_entry_that_could_never_match_is_pointed_out_with_the_text_kept(app, field, entry):
    owner = desk(app)
    page = owner.post(PATH, **{"words": "fine", "addresses": "fine.example", "seen": "", field: entry})

    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert entry in page.text
    assert seen(owner.get(PATH)) == ""


def test_two_who_write_at_once_lose_nothing(app):
    first, second = desk(app, "staff"), desk(app, "staff")
    assert first.post(PATH, words="theirs", addresses="", seen="").status_code == 303

    page = second.post(PATH, words="mine", addresses="", seen="")

    assert page.status_code == 409
    assert "Theirs are now: theirs" in page.text
    assert "mine</textarea>" in page.text
    assert second.post(PATH, words="mine\ntheirs", addresses="", seen=seen(page)).status_code == 303


def test_lists_that_cannot_be_written_now_stay_in_the_form(app):
    owner = desk(app)
    token = owner.token
    app.extensions["writer"].close()

    page = owner.post(PATH, csrf_token=token, words="casino", addresses="", seen="")

    assert page.status_code == 503
    assert "casino</textarea>" in page.text


def test_every_sign_is_explained_and_the_busiest_stands_first():
    sums = {(WEDNESDAY, "links"): 2, (WEDNESDAY - timedelta(days=29), "decoy"): 5}

    for lang in ("fi", "sv", "en"):
        found = layers.layers(sums, translator(lang), today=WEDNESDAY)
        assert len(found) == len(spam.WEIGHTS)
        assert [(layer.today, layer.week, layer.month) for layer in found[:2]] == [(0, 0, 5), (2, 2, 2)]


@pytest.mark.parametrize(("back", "week", "month"), [(6, 1, 1), (7, 0, 1), (29, 0, 1), (30, 0, 0)])
def test_a_week_is_seven_days_and_a_month_thirty(back, week, month):
    sums = {(WEDNESDAY - timedelta(days=back), "links"): 1}

    found = max(layers.layers(sums, translator("en"), today=WEDNESDAY), key=lambda layer: layer.month)

    assert (found.week, found.month) == (week, month)


def test_weeks_begin_on_monday_and_only_those_are_told_that_caught_something():
    monday = date(2026, 11, 16)
    sums = {
        (monday, "quarantine"): 1,
        (monday - timedelta(days=1), "quarantine"): 2,
        (monday - timedelta(weeks=8), "quarantine"): 4,
    }

    found = layers.weeks(sums, today=WEDNESDAY)

    assert [(week.monday, week.quarantined) for week in found] == [
        (monday, 1),
        (monday - timedelta(days=7), 2),
    ]


def test_what_the_page_needs_of_the_past_is_asked_for(engine, writer):
    today = clock.day(clock.utcnow())
    oldest = layers.first_day(today)
    writer.submit(lambda db: store.count(db, day=oldest, codes=["links"]))
    writer.submit(lambda db: store.count(db, day=oldest - timedelta(days=1), codes=["links"]))

    with engine.connect() as db:
        assert caught(db, since=oldest) == {(oldest, "links"): 1}
