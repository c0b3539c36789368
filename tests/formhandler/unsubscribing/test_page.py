"""What the link's page shows, and to whom; on one kind of database."""

import logging
import re

import pytest
from sqlalchemy import select

from formhandler import clock
from formhandler.contact import rates
from formhandler.schema import unsubscribe_link
from formhandler.unsubscribing import link as links
from formhandler.unsubscribing.views import MANY
from tests.formhandler.app import SAME, shown
from tests.formhandler.unsubscribing import made
from tests.formhandler.unsubscribing.made import MAIL, counted, ledger, press

AWAY = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
PROHIBITED = ("email", "prohibited", "one-click", None, None)


@pytest.fixture
def url(sqlite_url):
    return sqlite_url


def test_as_multipart_it_does_the_same(app, token):
    answer = app.test_client().post(
        f"/peruutus/{token}", data=made.ONE_CLICK, content_type="multipart/form-data"
    )

    assert (answer.status_code, ledger(app)) == (200, [PROHIBITED])


def test_the_page_has_one_button_and_after_it_says_since_when(app, token):
    client = app.test_client()
    page = client.get(f"/en/peruutus/{token}")
    assert page.text.count("<button") == 1
    assert "Stop marketing by email" in page.text

    done = client.post(f"/en/peruutus/{token}", data=shown(page), headers=SAME)

    today = clock.day(clock.utcnow())
    assert f"took effect on {today.day} {today:%B %Y}" in done.text
    assert "<button" not in done.text
    assert client.get(f"/en/peruutus/{token}").text == done.text
    assert ledger(app) == [("email", "prohibited", "web", None, None)]


def test_it_speaks_the_language_of_the_address_and_leads_to_the_others(app, token):
    client = app.test_client()
    for lang, title in (
        ("", "Lopeta sähköpostimarkkinointi"),
        ("/sv", "Stoppa marknadsföring per e-post"),
        ("/en", "Stop marketing by email"),
    ):
        page = client.get(f"{lang}/peruutus/{token}").text
        assert f"<h1>{title}</h1>" in page
        assert page.count("hreflang=") == 3


def test_a_post_that_is_neither_the_provider_s_nor_ours_changes_nothing(app, token):
    client, before = app.test_client(), counted(app)

    for sent in ({}, {"List-Unsubscribe": "Two-Clicks"}, {"stop": ""}):
        answer = client.post(f"/en/peruutus/{token}", data=sent)
        assert answer.status_code == 422
        assert "<button" in answer.text
    assert client.post(f"/en/peruutus/{token}", json=made.ONE_CLICK).status_code == 422
    assert counted(app) == before


def test_a_link_that_is_not_known_says_how_to_tell_us_otherwise(app, token):
    client, before = app.test_client(), counted(app)
    other = links.new()

    for wrong in (other, token[:-1], f"{token}x", "short", "ä" * 43, "%00", "a/b", "x" * 5000):
        for answer in (client.get(f"/en/peruutus/{wrong}"), press(client, wrong)):
            assert answer.status_code == 404, wrong
            assert "Tell us that you want no marketing" in answer.text
            assert 'href="tel:' in answer.text

    assert counted(app) == before
    assert press(client, f"{token}/").status_code == 200


def test_a_network_that_tries_unknown_ones_gets_a_line_and_known_ones_still_work(app, token):
    client = app.test_client()
    for _ in range(MANY):
        assert client.get(f"/en/peruutus/{links.new()}", **AWAY).status_code == 404

    answer = client.get(f"/en/peruutus/{links.new()}", **AWAY)

    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (429, "text/plain", "600")
    assert press(client, token, **AWAY).status_code == 200
    assert not rates.local("192.0.2.7")


def test_no_address_stands_in_the_link_the_page_or_the_log(app, token, caplog):
    caplog.set_level(logging.DEBUG)

    pages = [app.test_client().get(f"/peruutus/{token}"), press(app.test_client(), token, lang="")]

    for text in (token, *(page.text for page in pages), caplog.text):
        for word in (MAIL, "Maija", made.hashed(app).hex()):
            assert word not in text
    assert token not in caplog.text


def test_no_cache_keeps_it_and_no_search_engine_lists_it(app, token):
    for answer in (app.test_client().get(f"/peruutus/{token}"), app.test_client().get("/peruutus/x")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert '<meta name="robots" content="noindex">' in answer.text


def test_the_database_holds_the_hash_of_256_random_bits_and_no_token(app, token):
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    with app.extensions["engine"].connect() as db:
        kept = db.execute(select(unsubscribe_link.c.lookup)).scalars().all()

    assert kept == [links.digest(token)]
    assert links.new() != links.new()
