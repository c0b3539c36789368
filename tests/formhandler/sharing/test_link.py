"""The page behind the link: for whoever has it, and for nobody else."""

import hashlib
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import text

from counting.view import BOT, PHONE, Left, Missing, Sent
from formhandler.sharing import store, style, token
from formhandler.sharing.public import FEW
from formhandler.sharing.store import Opens
from tests.formhandler.counts.made import view
from tests.formhandler.visits.seen import ago, day, keep, month, tables

HOSTILE = "/reset/maija.meikalainen@example.fi"


def test_it_shows_the_figures_that_the_owner_sees(counting_app, link):
    month(counting_app)

    found = tables(counting_app.test_client().get(link).text)

    pages = {name: numbers for name, *numbers in found["Pages"]}
    assert pages["/"][0] == sum(range(30)) + 8
    assert pages["/services/"][:2] == [10, 0]


def test_it_speaks_each_language_at_an_address_of_its_own(counting_app, link):
    month(counting_app)
    client = counting_app.test_client()

    for lang, title in (("", "Käynnit"), ("/sv", "Besök"), ("/en", "Visits")):
        page = client.get(lang + link.removeprefix("/en"))
        assert f"<h1>{title}</h1>" in page.text
        assert page.text.count("hreflang=") == 3


def test_nothing_keeps_lists_or_follows_it_and_no_cookie_is_set(counting_app, link):
    answer = counting_app.test_client().get(link)

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text
    assert answer.headers["Referrer-Policy"] == "same-origin"  # no link on it tells the token to others
    assert "Set-Cookie" not in answer.headers


def test_it_is_there_before_the_first_visit(counting_app, link):
    answer = counting_app.test_client().get(link)

    assert answer.status_code == 200
    assert "No visit has been counted yet" in answer.text


def test_a_wrong_token_finds_what_any_wrong_address_finds(counting_app, link):
    client, right = counting_app.test_client(), link.rsplit("/", 1)[1]
    other = client.get("/nothing/here")

    for wrong in ("A" * 22, "short", "ä" * 22, "x" * 8000, "..%2f..", "%00", f"{right}%0a", f"{right}A"):
        answer = client.get(f"/luvut/{wrong}")
        assert (answer.status_code, answer.data) == (404, other.data), wrong
        assert dict(answer.headers) == dict(other.headers), wrong


def test_switched_off_it_is_as_if_it_had_never_been(counting_app, link):
    client = counting_app.test_client()
    counting_app.extensions["writer"].submit(lambda db: store.end(db, Opens.LINK))

    for path in (link, f"{link}/luvut.csv?taulu=pages", f"{link}/luvut.json"):
        assert client.get(path).status_code == 404


def test_a_new_link_ends_the_old_one(counting_app, link):
    made = token.new()
    counting_app.extensions["writer"].submit(lambda db: store.keep(db, Opens.LINK, token.digest(made)))
    client = counting_app.test_client()

    assert client.get(link).status_code == 404
    assert client.get(f"/en/luvut/{made}").status_code == 200


def test_the_api_s_token_does_not_open_the_page_nor_the_link_the_api(counting_app, link, bearer):
    client, key = counting_app.test_client(), link.rsplit("/", 1)[1]

    assert client.get("/luvut.json", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert client.get(f"/luvut/{bearer['Authorization'].removeprefix('Bearer ')}").status_code == 404


def test_the_database_holds_the_hash_of_128_random_bits_and_no_token(counting_app, link):
    key = link.rsplit("/", 1)[1]
    with counting_app.extensions["engine"].connect() as db:
        rows = db.execute(text("SELECT name, value FROM count_option")).all()

    assert [tuple(row) for row in rows] == [("link", hashlib.sha256(key.encode()).digest())]
    assert len(key) == 22
    assert token.new() != token.new()


def test_what_could_point_at_somebody_is_not_told(counting_app, link):
    month(counting_app)
    keep(
        counting_app,
        *[view("/", hour=ago(1), source="many.example") for _ in range(FEW)],
        *[view("/", hour=ago(1), source="few.example", lang="se") for _ in range(FEW - 1)],
        Missing(ago(1), HOSTILE),
        Left(ago(1), BOT),
    )
    client = counting_app.test_client()

    for path in (
        link,
        f"{link}/luvut.json",
        f"{link}/luvut.csv?taulu=sources",
        f"{link}?nayta=sources,missing",
    ):
        answer = client.get(path).text
        assert not any(word in answer for word in ("few.example", "Northern Sami", HOSTILE, "h1.example")), (
            path
        )
    page = tables(client.get(link).text)
    assert any("many.example" in row[0] for row in page["Where visits came from"])
    assert "Addresses without a page" not in page
    assert "Left out of the count" not in page
    assert client.get(f"{link}/luvut.csv?taulu=missing").status_code == 404


@pytest.mark.parametrize(("visits", "told"), [(FEW - 1, False), (FEW, True)])
def test_of_few_visits_the_totals_alone_are_told(counting_app, link, visits, told):
    keep(counting_app, *[view("/secret-plan/", hour=ago(0), device=PHONE) for _ in range(visits)])

    page = counting_app.test_client().get(f"{link}?jakso=7").text

    assert ("/secret-plan/" in page) is told
    assert f'<dd class="large">{visits}</dd>' in page


def test_the_hours_of_a_day_are_the_owner_s_alone(counting_app, link):
    keep(counting_app, *[view("/", hour=ago(0)) for _ in range(9)])
    client = counting_app.test_client()

    assert "The last 48 hours" not in client.get(f"{link}?jakso=7").text
    assert "hours" not in client.get(f"{link}/luvut.json?jakso=7").json["tables"]


def test_what_staff_noted_stays_at_the_desk_and_a_new_site_is_told(counting_app, link):
    month(counting_app)
    with counting_app.extensions["engine"].begin() as db:
        for kind, body in (("own", "Maija complained"), ("published", "20261101T000000Z-0123456789ab")):
            values = {"day": day(1), "kind": kind, "body": body}
            db.execute(text("INSERT INTO count_note (day, kind, body) VALUES (:day, :kind, :body)"), values)

    page = counting_app.test_client().get(link).text

    assert "Maija" not in page
    assert "The site was published" in page


def test_its_files_hold_what_it_shows(counting_app, link):
    month(counting_app)
    client = counting_app.test_client()

    table, everything = client.get(f"{link}/luvut.csv?taulu=pages"), client.get(f"{link}/luvut.json")

    assert table.mimetype == "text/csv"
    assert table.headers["Cache-Control"] == "no-store"
    assert f";{sum(range(30)) + 8};" in table.text
    assert json.loads(everything.text)["tables"]["pages"]["rows"][0]["views"] == sum(range(30)) + 8
    assert {"missing", "left"}.isdisjoint(everything.json["tables"])


def test_days_that_there_are_none_of_are_said_and_the_usual_shown(counting_app, link):
    month(counting_app)
    client = counting_app.test_client()

    assert "Here are the last 30 days instead" in client.get(f"{link}?alku=2026-13-45&loppu=x").text
    assert client.get(f"{link}/luvut.json?alku=2026-13-45").status_code == 404


def test_a_form_that_was_sent_is_named_once_there_are_enough(counting_app, link):
    keep(counting_app, *[view("/", hour=ago(1)) for _ in range(9)])
    keep(counting_app, Sent(ago(1), "/divorce/"), *[Sent(ago(1), "/contact/")] * FEW)

    page = counting_app.test_client().get(link).text

    assert "/contact/" in page
    assert "/divorce/" not in page


def test_it_is_accessible_and_fits_a_phone(counting_app, link, browser):
    month(counting_app)
    client = counting_app.test_client()
    html = client.get(link).text
    sheet = client.get(re.search(r'<link rel="stylesheet" href="([^"]+)"', html)[1])

    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.set_content(re.sub(r'<link rel="(stylesheet|icon)"[^>]*>', "", html))
    page.add_style_tag(content=sheet.text)

    assert "immutable" in sheet.headers["Cache-Control"]
    assert sheet.text == style.sheet()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    page.close()
