"""
The page of choices in real browsers: for everybody, and at once.

What a choice opens is open on the next page and on the one gone back to; what is withdrawn is gone from both.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browsers import standins
from tests.browsers.visitors import Browsers, Launched, Visitor
from tests.browsers.witness import forwarded
from tests.server import Server

HOST = "www.example.fi"
PATH = "/valinnat/"
OTHER = "/palvelut/"
ALLOW, REFUSE, SAVE, WITHDRAW = "Sallin kaikki", "En salli mitään", "Tallenna valitut", "Peru kaikki"
CATEGORY = "Kävijätilastot"

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def server(
    consenting_site: Path, consenting_record: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("choices")
    with Server(
        folder / "data", consenting_site, consenting_record, folder / "logs", {"PROXIES": "1"}
    ) as server:
        yield server


@pytest.fixture(scope="module")
def browsers(server: Server, launched: Launched) -> Browsers:
    return launched.facing({HOST: forwarded(server.port), **standins.SERVICES}, HOST)


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Opens the page as somebody who has never been here."""
    contexts = []

    def visit(**options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.goto(server.url + PATH)
        return page

    yield visit
    for context in contexts:
        context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def back(page: Page) -> None:
    """To the page before the question; in Firefox the answer takes the question's place."""
    page.go_back()
    if page.url.endswith(PATH):
        page.go_back()
    page.wait_for_url(f"**{OTHER}")


def told(page: Page, words: str) -> None:
    expect(page.get_by_role("region", name="Tämä selain")).to_contain_text(words)


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_choice_counts_on_the_next_page_and_on_the_one_gone_back_to(browsers, browser):
    with browsers.visit(Visitor(browser=browser)) as visit:
        page = visit.page
        visit.open(OTHER)
        visit.open(PATH)
        press(page, ALLOW)
        told(page, "Tämä selain on sallinut: Kävijätilastot.")
        visit.seen.settle({HOST})
        assert visit.seen.hosts == {HOST}, "before the choice nobody else was asked"

        back(page)
        page.reload()  # a page kept with the question open may first come back as it was
        visit.seen.settle({HOST, "www.googletagmanager.com"})
        assert "www.googletagmanager.com" in visit.seen.hosts


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_what_is_withdrawn_is_gone_from_the_page_gone_back_to(browsers, browser):
    with browsers.visit(Visitor(browser=browser)) as visit:
        page = visit.page
        visit.open(PATH)
        press(page, ALLOW)
        visit.open(OTHER)
        visit.seen.settle({HOST, "www.googletagmanager.com"})
        visit.open(PATH)
        press(page, WITHDRAW)
        told(page, "annettu lupa on peruttu")
        visit.forget()

        back(page)
        page.wait_for_load_state("networkidle")
        visit.seen.settle({HOST})
        visit.look()

        assert visit.seen.hosts <= {HOST}
        assert page.evaluate("typeof gtag") == "undefined"
        assert visit.cookies().keys() == {"valinta"}


@pytest.mark.parametrize("scripts", [True, False])
def test_everything_works_without_javascript_as_with_it(visit, scripts):
    page = visit(java_script_enabled=scripts)
    told(page, "Tässä selaimessa ei ole tehty valintaa.")

    page.get_by_label(CATEGORY).check()
    press(page, SAVE)
    told(page, "Tämä selain on sallinut: Kävijätilastot.")
    press(page, WITHDRAW)
    told(page, "annettu lupa on peruttu")
    press(page, REFUSE)
    told(page, "Tämä selain ei ole sallinut mitään.")

    expect(page.locator("tbody tr")).to_have_count(3)


def test_the_receipt_is_a_file_to_keep(visit, tmp_path):
    page = visit()
    press(page, ALLOW)
    number = page.locator(".number").inner_text()

    with page.expect_download() as download:
        page.get_by_role("link", name="Lataa kuitti").click()
    download.value.save_as(tmp_path / "receipt")

    assert re.fullmatch(r"kuitti-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    assert json.loads((tmp_path / "receipt").read_text("utf-8"))["receipt_id"] == number


def test_the_keyboard_is_enough_and_enter_allows_only_what_is_ticked(visit):
    page = visit()
    page.get_by_label(CATEGORY).focus()
    page.keyboard.press("Enter")
    told(page, "Tämä selain ei ole sallinut mitään.")

    page.get_by_label(CATEGORY).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=SAVE)).to_be_focused()
    page.keyboard.press("Enter")
    told(page, "Tämä selain on sallinut: Kävijätilastot.")


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_in_any_state(visit, server, scheme, width, lang):
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    page.goto(server.url + {"fi": PATH, "sv": "/sv/val/", "en": "/en/choices/"}[lang])
    axe = Axe()

    for answer in (None, "all", "withdraw"):
        if answer:
            page.locator(f"button[value={answer}]").click()
            page.wait_for_load_state()
        broken = axe.run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in broken] == []


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 320, "height": 640}},
        {"viewport": {"width": 360, "height": 740}},
        {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},  # 1280 px at 200 %
        {"viewport": {"width": 2560, "height": 1440}},
    ],
)
def test_nothing_is_cut_off(visit, options):
    page = visit(**options)
    press(page, ALLOW)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in (SAVE, ALLOW, REFUSE, WITHDRAW):
        button = page.get_by_role("button", name=name)
        assert button.evaluate("each => each.scrollWidth <= each.clientWidth")


@pytest.mark.parametrize("width", [360, 1280])
def test_to_refuse_is_as_easy_as_to_allow(visit, width):
    page = visit(viewport={"width": width, "height": 800})
    buttons = [page.get_by_role("button", name=name) for name in (SAVE, ALLOW, REFUSE)]

    boxes = [button.bounding_box() for button in buttons]
    assert len({(round(box["width"]), round(box["height"])) for box in boxes}) == 1
    looks = (
        "each => ['color', 'backgroundColor', 'fontWeight', 'fontSize'].map(x => getComputedStyle(each)[x])"
    )
    assert len({tuple(button.evaluate(looks)) for button in buttons}) == 1


def test_in_forced_colours_the_buttons_and_boxes_are_seen(visit):
    page = visit(forced_colors="active")

    button, paper = page.get_by_role("button", name=SAVE), page.locator("body")
    assert button.evaluate("each => getComputedStyle(each).borderTopColor") != paper.evaluate(
        "each => getComputedStyle(each).backgroundColor"
    )
    expect(page.get_by_label(CATEGORY)).to_be_visible()


def test_printed_it_is_a_receipt(visit):
    page = visit()
    press(page, ALLOW)
    page.emulate_media(media="print")

    for name in (SAVE, ALLOW, REFUSE, WITHDRAW):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    expect(page.get_by_role("heading", name="Kuitti valinnastasi")).to_be_visible()
    expect(page.locator(".number")).to_be_visible()
    expect(page.get_by_text("Sallin, että Google Analytics tilastoi käyntini")).to_have_count(2)
    expect(page.locator(".said")).to_be_visible()
    expect(page.locator(".question")).to_be_hidden()
