"""A video and a map in a page in a browser: a link, a question in the recorded words, then the frame."""

from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from record import load
from record.asking import embed
from tests.asking import THREE, Visit, asking, cookie, visits, words
from tests.server import Server

PAGE, CONTACT = "/palvelut/", "/yhteys/"
VIDEO = "[Työpäivä](https://youtu.be/abcdefghijk)"
MAP = "[Missä olemme](https://www.openstreetmap.org/?mlat=60.16&mlon=24.94#map=16/60.16/24.94)"
TEXT = "Tulenko oikeaan paikkaan?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("placeholders")
    with asking(folder, THREE, services=f"{VIDEO}\n\n{MAP}", contact=MAP) as server:
        yield server


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    with visits(browser) as visit:
        yield visit


def place(page: Page, category: str) -> Locator:
    return page.locator(f"[data-embed={category}]")


def test_without_javascript_it_is_a_link_and_nothing_else(server, visit):
    page = visit(server.url + PAGE, java_script_enabled=False)

    assert [place(page, each).inner_text().strip() for each in ("video", "map")] == [
        "Työpäivä",
        "Missä olemme",
    ]
    assert page.get_by_role("link", name="Työpäivä").get_attribute("href") == "https://youtu.be/abcdefghijk"
    assert page.locator("iframe").count() == 0


def test_it_asks_in_the_words_that_are_recorded(server, visit):
    record = load(server.record, today=date(2026, 11, 23))
    page = visit(server.url + PAGE)

    for category in ("video", "map"):
        asked = embed(record, category, "fi")
        assert words(page, f"[data-embed={category}]") == asked.text
        assert place(page, category).locator("[name=text]").input_value() == asked.hash


def test_what_is_allowed_is_shown_in_its_place_and_the_rest_still_asks(server, visit):
    page = visit(server.url + PAGE)
    with page.expect_navigation():
        place(page, "map").locator("button").press("Enter")

    frame = place(page, "map").locator("iframe")
    assert frame.get_attribute("src").startswith("https://www.openstreetmap.org/export/embed.html?bbox=24.93")
    assert frame.get_attribute("title") == "Missä olemme"
    assert frame.get_attribute("loading") == "lazy"
    assert frame.get_attribute("referrerpolicy") == "no-referrer"
    assert cookie(page).startswith("map~")
    assert not place(page, "map").locator("form").is_visible()
    assert not page.locator("#ask").is_visible(), "an answer is an answer"
    assert place(page, "video").locator("iframe").count() == 0
    with page.expect_navigation():
        place(page, "video").locator("button").press("Enter")
    assert place(page, "video").locator("iframe").get_attribute("referrerpolicy") == "strict-origin"
    assert cookie(page).startswith("map.video~"), "what was allowed before stays allowed"


def test_what_was_being_written_stays_and_the_frame_waits(server, visit):
    page = visit(server.url + CONTACT)
    page.fill("#body", TEXT)

    place(page, "map").locator("button").click()

    expect(place(page, "map").get_by_role("status")).to_be_visible()
    assert page.input_value("#body") == TEXT
    assert cookie(page).startswith("map~")
    assert not page.locator("#ask").is_visible()
    page.goto(server.url + CONTACT)
    assert place(page, "map").locator("iframe").count() == 1


def test_an_answer_that_was_not_taken_says_so_where_it_was_given(server, visit):
    page = visit(server.url + PAGE)
    place(page, "map").locator("[name=text]").evaluate("field => { field.value = '0'.repeat(64) }")

    place(page, "map").locator("button").click()

    expect(place(page, "map").get_by_role("alert")).to_be_visible()
    assert page.get_by_role("alert").count() == 1
    assert cookie(page) == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_or_after_and_it_fits_a_telephone(server, visit, scheme):
    page = visit(server.url + PAGE, color_scheme=scheme, viewport={"width": 360, "height": 740})
    for _ in range(2):
        broken = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in broken] == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        if not cookie(page):
            with page.expect_navigation():
                page.locator("#ask button[value=all]").click()
    box = place(page, "video").locator("iframe").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.02)


def test_on_paper_stands_the_link_alone(server, visit):
    page = visit(server.url + PAGE)
    page.emulate_media(media="print")

    assert page.get_by_role("link", name="Työpäivä").is_visible()
    assert not place(page, "video").locator("form").is_visible()
