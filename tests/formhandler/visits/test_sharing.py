"""The page where the owner switches on who else gets the figures."""

import re
from datetime import timedelta
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from formhandler.owner import style
from formhandler.schema import count_option
from tests.formhandler.owner.desk import desk

PATH = "/hallinta/en/kaynnit/jako"
MADE = re.compile(r'class="mono opener" aria-labelledby="\w+-made">([^<]+)<')


def made(desk):
    """The link or token that the page shows."""
    found = MADE.search(desk.get(PATH).text)
    return unescape(found[1]) if found else None


def options(app):
    with app.extensions["engine"].connect() as db:
        return set(db.execute(select(count_option.c.name)).scalars())


def path(link):
    return re.sub(r"^https?://[^/]+", "", link)


def test_everything_is_off_until_the_owner_switches_it_on(counting_app):
    page = desk(counting_app).get(PATH)

    assert page.text.count(">Off</span>") == 3
    assert options(counting_app) == set()


def test_the_link_is_shown_until_it_is_copied_and_opens_the_page(counting_app):
    owner = desk(counting_app)

    assert owner.post(PATH, what="link").status_code == 303

    link = made(owner)
    assert counting_app.test_client().get(path(link)).status_code == 200
    assert made(owner) == link
    owner.post(PATH, what="seen")
    assert made(owner) is None
    assert ">On</span>" in owner.get(PATH).text


def test_a_new_link_ends_the_old_and_switching_off_ends_both(counting_app):
    owner, visitor = desk(counting_app), counting_app.test_client()
    owner.post(PATH, what="link")
    first = made(owner)
    owner.post(PATH, what="link")
    second = made(owner)

    assert [visitor.get(path(link)).status_code for link in (first, second)] == [404, 200]
    owner.post(PATH, what="link-off")
    assert visitor.get(path(second)).status_code == 404
    assert made(owner) is None


def test_the_token_opens_the_api(counting_app):
    owner = desk(counting_app)
    owner.post(PATH, what="token")
    token = made(owner)
    client = counting_app.test_client()

    assert client.get("/luvut.json", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    owner.post(PATH, what="token-off")
    assert client.get("/luvut.json", headers={"Authorization": f"Bearer {token}"}).status_code == 404


def test_what_outlasts_the_session_needs_the_passphrase_again(counting_app):
    owner = desk(counting_app)
    (kept,) = counting_app.extensions["sessions"]._kept.values()
    kept.confirmed -= timedelta(minutes=11)

    refused = owner.post(PATH, what="link", passphrase="wrong one, as it seems")

    assert refused.status_code == 422
    assert "This is not your passphrase." in refused.text
    assert options(counting_app) == set()


def test_what_was_shared_stands_in_the_log(counting_app):
    owner = desk(counting_app)
    owner.post(PATH, what="link")
    owner.post(PATH, what="token")
    owner.post(PATH, what="token-off")

    log = owner.get("/hallinta/en/loki").text

    assert log.count("shared the figures of visits") == 2
    assert log.count("ended a sharing of figures") == 1
    assert "/luvut.json" in log


def test_the_monthly_mail_goes_on_and_off_and_back(counting_app):
    owner = desk(counting_app)

    owner.post(PATH, what="report")
    assert options(counting_app) == {"report"}
    page = owner.get(PATH).text
    assert "The monthly mail is switched on." in page
    assert 'name="what" value="report-off"' in page
    owner.post(PATH, what="report")
    owner.post(PATH, what="report-off")
    assert options(counting_app) == set()


@pytest.mark.parametrize("role", ["reader", "staff"])
def test_it_is_the_owner_s_alone(counting_app, role):
    other = desk(counting_app, role)

    assert other.get(PATH).status_code == 403
    assert other.post(PATH, what="link").status_code == 403
    assert options(counting_app) == set()


def test_what_no_button_says_is_refused(counting_app):
    assert desk(counting_app).post(PATH, what="everything").status_code == 400


def test_it_is_accessible_and_fits_a_phone(counting_app, browser):
    owner = desk(counting_app)
    owner.post(PATH, what="link")
    html = re.sub(r'<link rel="stylesheet"[^>]*>', "", owner.get(PATH).text)

    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.set_content(html)
    page.add_style_tag(content=style.sheet())

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    page.close()
