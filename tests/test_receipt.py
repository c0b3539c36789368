"""An anonymous visitor and an owner, over a real server and without JavaScript: the six words and back."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from formhandler import create_app
from formhandler.config import Config
from record import load
from tests import sites
from tests.formhandler.receipts.conftest import answer
from tests.pages import enter, follow
from tests.server import Server

RECORD = sites.EXAMPLE / "record.toml"
QUESTION = "Voinko kysyä nimettömänä?\nToivottavasti."
ANSWER = "Totta kai voi.\n\nTervetuloa."


@pytest.fixture(scope="module")
def server(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("receipt")
    with Server(folder / "data", site, RECORD, folder / "logs") as server:
        yield server


@pytest.fixture(scope="module")
def form():
    return load(RECORD, today=date(2026, 11, 23)).form("contact")


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


def write(page: Page, server: Server, form, lang: str) -> tuple[str, list[str]]:
    """Send QUESTION without a name; returns the reference and the words."""
    page.goto(server.url + form.page[lang])
    page.fill("#body", QUESTION)
    follow(page.locator("form button"))
    if page.locator("[name=check]").count():  # with a ticket there is no check page
        follow(page.locator("form button"))
    return page.locator(".reference strong").inner_text(), page.locator(".code li").all_inner_texts()


def come_back(page: Page, server: Server, form, lang: str, words: list[str]) -> None:
    page.goto(server.url + form.receipt[lang])
    page.fill("#words", " ".join(words))
    follow(page.locator("form button"))
    assert page.locator("#write").count() == 1


def test_who_wrote_without_a_name_reads_the_answer_and_asks_for_erasure(server, form, plain, browser):
    reference, words = write(plain.new_page(), server, form, "fi")
    assert len(words) == 6
    app = create_app(Config.from_environ(server.env))
    answer(app, reference, ANSWER, lang="fi")

    elsewhere = browser.new_context(java_script_enabled=False)
    page = elsewhere.new_page()
    come_back(page, server, form, "fi", words)
    said = page.locator(".said").all_inner_texts()
    assert said == [QUESTION, ANSWER]
    page.check("#request-erase")
    follow(page.locator("#write button"))

    second = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.locator("[role=status]").inner_text())
    assert second
    assert second[0] in server.flask("inbox", "list")
    assert elsewhere.cookies() == [], "who comes back with words needs no cookie"
    assert not any(word in page.url for word in words)
    elsewhere.close()
    app.extensions["writer"].close()


def test_the_words_lie_in_no_file_that_the_server_wrote(server, form, plain):
    page = plain.new_page()
    _, words = write(page, server, form, "sv")
    come_back(page, server, form, "sv", words)
    written = [path for folder in (server.data, server.logs) for path in folder.rglob("*") if path.is_file()]

    assert any(path.name == "seloste.db" for path in written)
    for path in written:
        content = path.read_bytes()
        assert not any(" ".join(words[n : n + 2]).encode() in content for n in range(5)), path


@pytest.mark.parametrize(
    ("lang", "scheme"), [("fi", "light"), ("sv", "light"), ("en", "light"), ("fi", "dark")]
)
def test_the_pages_are_accessible_and_fit_a_telephone(server, form, browser, lang, scheme):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 800})
    page = context.new_page()

    def fine() -> None:
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    _, words = write(page, server, form, lang)
    fine()
    page.goto(server.url + form.receipt[lang])
    fine()
    page.fill("#words", "x y z")
    follow(page.locator("form button"))
    assert page.locator("#words-error").count() == 1
    fine()
    come_back(page, server, form, lang, words)
    fine()
    page.check("#request-correct")
    follow(page.locator("#write button"))
    assert page.locator("#body-error").count() == 1
    fine()
    context.close()


def test_the_copy_button_copies_the_words_and_says_so(server, form, browser):
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    _, words = write(page, server, form, "en")

    page.locator("[data-copy] button").click()

    page.get_by_text("The words are copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == " ".join(words)
    context.close()


def test_without_javascript_there_is_no_button_that_does_nothing(server, form, plain):
    page = plain.new_page()
    write(page, server, form, "en")

    assert not page.locator("[data-copy]").is_visible()


def test_on_paper_stand_the_words_and_the_address_and_no_button(server, form, browser):
    context = browser.new_context()
    page = context.new_page()
    write(page, server, form, "fi")

    page.emulate_media(media="print")

    assert page.locator(".code").is_visible()
    assert page.locator(".address").is_visible()
    assert not page.locator("[data-copy] button").is_visible()
    context.close()


def test_the_code_is_found_and_used_with_the_keyboard_alone(server, form, browser):
    context = browser.new_context()
    page = context.new_page()
    _, words = write(page, server, form, "en")
    page.goto(server.url + form.receipt["en"])

    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "words":
            break
    page.keyboard.type(" ".join(words))
    enter(page)
    assert page.locator("#write").count() == 1
    while page.evaluate("document.activeElement.name") != "request":
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")

    assert page.locator("#request-correct").is_checked()
    context.close()
