"""The main job in a real browser, on the owner's own site: home → notice → contact → check page → thanks."""

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests import sites
from tests.pages import enter, follow
from tests.server import Server

LANGUAGES = ("fi", "sv", "en")
RECORD = sites.ROOT / "content" / "record.toml"
PATIENCE = 120_000  # milliseconds for a ticket, which takes one or two seconds of a processor to earn
WORDS = "Päivää – när passar det? Is Tuesday fine?"


@pytest.fixture(scope="module")
def server(own_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("journey")
    with Server(folder / "data", own_site, RECORD, folder / "logs") as server:
        yield server


@pytest.fixture(scope="module")
def menus(own_site: Path) -> dict:
    return json.loads((own_site / "_seloste" / "site.json").read_text())


class Watch:
    """All that a browser does besides showing a page."""

    def __init__(self, context: BrowserContext) -> None:
        self.hosts: set[str] = set()
        self.console: list[str] = []
        self.policies: dict[str, str] = {}
        context.on("request", lambda request: self.hosts.add(re.sub(r"^\w+://([^/]*).*", r"\1", request.url)))
        context.on("console", lambda message: self.console.append(message.text))
        context.on("weberror", lambda error: self.console.append(str(error.error)))
        context.on("response", self._policy)

    def _policy(self, response: Response) -> None:
        self.policies[response.url] = response.headers.get("content-security-policy", "")


def fill(page: Page, server: Server, menus: dict, lang: str, **fields: str) -> None:
    """From the home page over the notice to the form, filled in and not sent."""
    page.goto(server.url + menus["home"][lang])
    notice = next(item["url"] for item in menus["footer"][lang] if item["id"] == "privacy")
    follow(page.locator("footer").locator(f'a[href="{notice}"]'))
    assert page.locator("h1").count() == 1
    contact = next(item["url"] for item in menus["menu"][lang] if item["id"] == "contact")
    follow(page.locator("header").locator(f'a[href="{contact}"]'))
    for name, value in {"body": WORDS, **fields}.items():
        page.fill(f"#{name}", value)
    assert page.context.cookies() == [], "no cookie before the message is sent or checked"


def slow(browser: Browser, **options: Any) -> BrowserContext:
    """A phone so slow that it never earns a ticket, and gets the check page."""
    context = browser.new_context(**options)
    context.route("**/solve.*.js", lambda route: None)
    return context


def write(page: Page, server: Server, menus: dict, lang: str, **fields: str) -> None:
    """To the check page, in a browser that earns no ticket."""
    fill(page, server, menus, lang, **fields)
    follow(page.locator("form button"))
    assert page.input_value("#body") == {"body": WORDS, **fields}["body"]


def earn(page: Page) -> None:
    """Wait until the form's worker has earned its ticket, as a person who writes does without knowing."""
    page.locator("button [data-when=ticket]").wait_for(state="visible", timeout=PATIENCE)
    assert page.context.cookies() == [], "a ticket needs no cookie"


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_from_the_home_page_to_the_thanks(server, menus, browser, lang, script):
    context = browser.new_context(java_script_enabled=script)
    watch, page = Watch(context), context.new_page()

    if script:
        fill(page, server, menus, lang, name="Maija Esimerkki", email="maija@example.fi")
        earn(page)
    else:
        write(page, server, menus, lang, name="Maija Esimerkki", email="maija@example.fi")
        assert [cookie["name"] for cookie in context.cookies()] == ["viesti"]
    follow(page.locator("form button"))
    reference = page.locator(".reference strong").inner_text()

    shown = server.flask("inbox", "show", reference)
    assert WORDS in shown
    assert "maija@example.fi" in shown
    assert page.locator("html").get_attribute("lang") == lang
    assert watch.hosts == {f"127.0.0.1:{server.port}"}
    assert watch.console == []
    assert all(
        "default-src 'none'" in policy and "unsafe" not in policy for policy in watch.policies.values()
    )
    assert any("/theme/solve." in url for url in watch.policies) is script
    context.close()


def test_no_page_speaks_to_another_host(server, menus, browser):
    context = browser.new_context()
    watch, page = Watch(context), context.new_page()

    for path in menus["pages"]:
        page.goto(server.url + path, wait_until="networkidle")

    assert watch.hosts == {f"127.0.0.1:{server.port}"}
    assert watch.console == []
    assert context.cookies() == []
    context.close()


def test_a_message_is_sent_without_javascript(server, menus, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    write(page, server, menus, "fi")
    follow(page.locator("form button"))

    assert page.locator(".reference strong").inner_text() in server.flask("inbox", "list")
    context.close()


def test_a_press_before_the_ticket_is_there_leads_to_the_check_page(server, menus, browser):
    context = slow(browser)
    page = context.new_page()

    fill(page, server, menus, "fi")
    assert page.locator("form button").inner_text() == "Tarkista viesti"
    follow(page.locator("form button"))

    assert page.input_value("#body") == WORDS
    follow(page.locator("form button"))
    assert page.locator(".reference strong").inner_text() in server.flask("inbox", "list")
    context.close()


def test_a_ticket_takes_one_message_and_after_going_back_another_is_earned(server, menus, browser):
    context = browser.new_context()
    page = context.new_page()
    fill(page, server, menus, "fi")
    earn(page)
    follow(page.locator("form button"))
    first = page.locator(".reference strong").inner_text()

    page.go_back()
    page.fill("#body", "Unohdin sanoa tämän.")
    page.locator("button [data-when=ticket]").wait_for(state="visible", timeout=PATIENCE)
    follow(page.locator("form button"))

    second = page.locator(".reference strong").inner_text()
    assert first != second
    assert "Unohdin sanoa tämän." in server.flask("inbox", "show", second)
    context.close()


def test_over_plain_http_on_a_network_the_form_works_by_the_check_page(server, menus, browser):
    context = browser.new_context()
    page = context.new_page()
    contact = next(item["url"] for item in menus["menu"]["fi"] if item["id"] == "contact")
    page.goto(
        f"http://0.0.0.0:{server.port}{contact}"
    )  # the same server, at an address that browsers don't trust
    assert page.evaluate("crypto.subtle") is None, "a browser has it over https alone"

    with page.expect_response("**/lippu") as answer:
        page.fill("#body", WORDS)
    assert answer.value.ok
    assert page.locator("form button").inner_text() == "Tarkista viesti"
    follow(page.locator("form button"))

    assert page.input_value("#body") == WORDS
    follow(page.locator("form button"))
    assert page.locator(".reference strong").inner_text()
    context.close()


def test_the_form_is_sent_with_the_keyboard_alone(server, menus, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url + next(item["url"] for item in menus["menu"]["en"] if item["id"] == "contact"))

    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "body":
            break
    page.keyboard.type(WORDS)
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") != "extra", "the decoy is not on a keyboard's way"
    earn(page)
    enter(page)

    assert page.locator(".reference strong").inner_text()
    context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_handlers_own_pages_are_accessible(server, menus, browser, lang, scheme):
    context = slow(browser, color_scheme=scheme)
    page = context.new_page()

    write(page, server, menus, lang)
    assert Axe().run(page).response["violations"] == []
    page.fill("#email", "not an address")
    page.locator("form").evaluate("form => form.noValidate = true")
    follow(page.locator("form button"))
    assert page.locator("[aria-invalid=true]").count() == 1
    assert Axe().run(page).response["violations"] == []
    page.fill("#email", "")
    follow(page.locator("form button"))
    page.wait_for_selector(".reference")
    assert Axe().run(page).response["violations"] == []
    context.close()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_is_wider_than_its_window(server, menus, browser, width):
    context = slow(browser, viewport={"width": width, "height": 800})
    page = context.new_page()

    for path in menus["pages"]:
        page.goto(server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    write(page, server, menus, "fi")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_visitor_is_told_before_typing_that_the_form_is_closed(own_site, tmp_path, menus, browser):
    with Server(tmp_path / "data", own_site, RECORD, tmp_path / "logs") as server:
        (tmp_path / "data" / "vault" / "public.json").unlink()
        context = browser.new_context()
        page = context.new_page()
        page.goto(server.url + next(item["url"] for item in menus["menu"]["fi"] if item["id"] == "contact"))
        assert not page.locator("[data-closed]").is_visible()
        while context.request.get(f"{server.url}/health").status == 200:
            time.sleep(0.1)  # the handler looks at its key once a second

        page.focus("#body")

        page.locator("[data-closed]").wait_for(state="visible")
        assert page.locator("[data-closed] a[href^='tel:']").count() == 1
        context.close()


def test_every_page_answers_without_login_or_cookie(server, menus):
    for path in menus["pages"]:
        with urllib.request.urlopen(server.url + path, timeout=30) as answer:
            assert answer.status == 200
            assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("path", "lang"), [("/ei-ole", "fi"), ("/sv/finns-inte", "sv"), ("/en/nothing", "en")]
)
def test_a_missing_page_says_so_in_its_language(server, path, lang):
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(server.url + path, timeout=30)

    assert missing.value.code == 404
    assert f'<html lang="{lang}">' in missing.value.read().decode()
