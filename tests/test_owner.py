"""The desk in a real browser: from an empty machine to an open form and back behind the lock."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests import sites
from tests.pages import enter, follow, pass_a_minute, rested, with_clock
from tests.server import Server

DESK = "/hallinta/"
EVERY_PAGE = (
    "",
    "avain",
    "avain/tuloste",
    "avain/koe",
    "avain/vaihto",
    "oma/salalause",
    "oma/kertakoodit",
    "oma/varakoodit",
    "kayttajat",
    "loki",
    "suostumukset",
    "kunto",
    "ei-ole",
)


class Owner:
    """Sets up the desk and signs in, as a person with a phone and paper does."""

    def __init__(self, server: Server, code: str) -> None:
        self.server, self.code = server, code
        self.words = self.secret = ""
        self.recovery: list[str] = []
        self.kit: list[str] = []

    def set_up(self, page: Page, see=lambda page: None) -> None:
        """Every step; *see* looks at each page on the way."""
        page.goto(self.server.url + DESK)
        see(page)
        page.fill("#setup_code", self.code)
        self.press(page, see)
        follow(page.locator("button[name=propose]"))
        self.words = page.locator(".proposal").inner_text()
        see(page)
        page.fill("#name", "Maija Omistaja")
        page.fill("#new", self.words)
        page.fill("#again", self.words)
        self.press(page, see)
        self.secret = page.locator("main .mono").inner_text().replace(" ", "")
        page.fill("#code", pyotp.TOTP(self.secret).at(datetime.now(UTC)))
        self.press(page, see)
        self.recovery = page.locator(".words li").all_inner_texts()
        self.press(page, see)
        page.check("#keeping-sealed")
        self.press(page, see)
        self.press(page, see)
        self.kit = page.locator(".words li").all_inner_texts()
        follow(page.locator("main a.button"))
        see(page)
        for field in page.locator("main input[type=text]").all():
            field.fill(self.kit[int(field.get_attribute("name").removeprefix("word-")) - 1])
        self.press(page, see)
        # The page loads itself anew until the key is changed.
        page.locator("main a.button").wait_for(timeout=120_000)
        see(page)
        follow(page.locator("main a.button"))
        see(page)

    def sign_in(self, page: Page) -> None:
        page.goto(self.server.url + DESK)
        page.fill("#passphrase", self.words)
        page.fill("#code", self.recovery.pop())
        self.press(page)
        assert "kirjaudu" not in page.url

    def press(self, page: Page, see=lambda page: None) -> None:
        follow(page.locator("main form button").first)
        see(page)


@pytest.fixture(scope="module")
def server(own_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("owner")
    with Server(folder / "data", own_site, sites.ROOT / "content" / "record.toml", folder / "logs") as server:
        yield server


@pytest.fixture(scope="module")
def owner(server: Server, browser: Browser) -> Owner:
    """Somebody who has set up the desk, without JavaScript, and looked at every step with axe's eyes."""
    said = server.process.stdout.readline().decode()
    code = re.fullmatch(r"Owner's side: http://127\.0\.0\.1:\d+/hallinta/alku  set-up code: (\S+)\n", said)
    assert code, said
    owner = Owner(server, code[1])
    plain, scripted = browser.new_context(java_script_enabled=False), browser.new_context()
    glass = scripted.new_page()
    glass.goto(server.url + DESK)
    owner.set_up(plain.new_page(), lambda page: accessible(page, glass))
    plain.close()
    scripted.close()
    return owner


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=request.param)
    yield context
    context.close()


def accessible(page: Page, glass: Page | None = None) -> None:
    """
    No fault for axe in light and dark, nothing wider than its window.

    Axe is a script itself: of a page without JavaScript it looks at a copy in *glass*, without what would
    take that copy elsewhere.
    """
    if glass is not None:
        glass.set_content(re.sub(r"<script .*?</script>|<meta http-equiv.*?>", "", page.content()))
        page = glass
    for scheme, width in (("light", 360), ("dark", 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert Axe().run(page).response["violations"] == [], (page.url, scheme, width)


def test_from_an_empty_machine_to_a_lock_that_nothing_opens(server, owner, context):
    page = context.new_page()
    assert server.flask("doctor", "--no-certificate")  # the form is open
    owner.sign_in(page)
    assert page.url == server.url + DESK
    seen = page.locator("main").inner_text()

    follow(page.locator("form.lock button"))
    assert page.url == server.url + DESK + "kirjaudu"
    page.go_back()

    assert page.locator("#passphrase").count() == 1, "Back shows the sign-in page, not the inbox"
    assert seen not in page.locator("body").inner_text()
    for path in EVERY_PAGE[:-1]:
        page.goto(server.url + DESK + path)
        assert page.locator("#passphrase").count() == 1, path


def test_every_page_of_the_desk_is_accessible(server, owner, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url + DESK)
    accessible(page)
    owner.sign_in(page)

    for path in EVERY_PAGE:
        page.goto(server.url + DESK + path)
        accessible(page)
    context.close()


def test_the_desk_speaks_its_other_languages(server, owner, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    owner.sign_in(page)

    for path in ("", "avain", "kayttajat", "loki"):
        page.goto(server.url + DESK + path)
        for lang in ("sv", "en"):
            follow(page.locator(f"footer a[hreflang={lang}]"))
            assert page.url == f"{server.url}{DESK}{lang}/{path}"
            assert page.locator("html").get_attribute("lang") == lang
    context.close()


def test_one_signs_in_with_the_keyboard_alone(server, owner, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url + DESK + "kirjaudu")
    keyboard = page.keyboard

    def focus(wanted: str) -> None:
        for _ in range(20):
            keyboard.press("Tab")
            if page.evaluate("document.activeElement.id || document.activeElement.tagName") == wanted:
                return
        raise AssertionError(f"Tab does not lead to {wanted}")

    focus("passphrase")
    keyboard.type(owner.words)
    focus("code")
    keyboard.type(owner.recovery.pop().lower())
    enter(page)
    assert page.url == server.url + DESK
    focus("SUMMARY") if page.locator("summary").first.is_visible() else None
    keyboard.press("Escape")
    page.locator("form.lock button").press("Enter")
    page.wait_for_url(server.url + DESK + "kirjaudu")
    context.close()


def test_a_page_left_on_the_screen_is_cleared_when_the_desk_is_locked(server, owner, browser):
    context = browser.new_context()
    page, elsewhere = with_clock(context.new_page()), context.new_page()
    owner.sign_in(page)
    page.goto(server.url + DESK + "avain")
    rested(page)
    elsewhere.goto(server.url + DESK)
    follow(elsewhere.locator("form.lock button"))
    assert page.locator("h1").inner_text() == "Avain"

    pass_a_minute(page)

    page.wait_for_url(re.compile("/hallinta/kirjaudu"))
    assert page.locator("#passphrase").count() == 1
    assert "next=%2Fhallinta%2Favain" in page.url or "next=/hallinta/avain" in page.url
    context.close()


def test_an_answer_that_was_begun_outlives_a_lock_from_elsewhere(server, owner, browser):
    plain, context = browser.new_context(java_script_enabled=False), browser.new_context()
    visitor = plain.new_page()
    visitor.goto(server.url + "/yhteys/")
    visitor.fill("#body", "Milloin teillä on aikaa?")
    for _ in range(2):
        follow(visitor.locator("form button"))
    page, elsewhere = with_clock(context.new_page()), context.new_page()
    owner.sign_in(page)
    follow(page.get_by_text("Milloin teillä on aikaa?").first)
    rested(page)
    page.fill("#write textarea", "Tiistaina kello kaksi.\nTervetuloa!")
    elsewhere.goto(server.url + DESK)
    follow(elsewhere.locator("form.lock button"))

    pass_a_minute(page)
    page.wait_for_selector("#passphrase")
    assert "Tiistaina" not in page.locator("body").inner_text()
    page.fill("#passphrase", owner.words)
    page.fill("#code", owner.recovery.pop())
    owner.press(page)
    owner.press(page)

    assert page.input_value("#write textarea") == "Tiistaina kello kaksi.\nTervetuloa!"
    plain.close()
    context.close()


def test_the_script_is_small_and_no_page_writes_to_the_console(server, owner, browser):
    context = browser.new_context()
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    page = context.new_page()
    scripts: set[str] = set()
    page.on("response", lambda answer: scripts.add(answer.url) if ".js" in answer.url else None)
    owner.sign_in(page)

    for path in EVERY_PAGE[:-1]:
        page.goto(server.url + DESK + path, wait_until="networkidle")

    assert said == []
    sizes = [len(context.request.get(url).body()) for url in scripts]
    assert sizes and max(sizes) <= 2048
    context.close()


def test_the_kit_prints_on_one_sheet_without_the_desk_around_it(server, owner, browser):
    context = browser.new_context()
    page = context.new_page()
    owner.sign_in(page)
    page.goto(server.url + DESK + "avain/tuloste")
    owner.press(page)
    assert page.locator(".words li").count() == 24

    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    page.emulate_media(media="print")

    assert sheets == 1
    assert page.locator(".kit svg.qr").is_visible()
    assert not page.locator(".deskhead").is_visible()
    assert not page.locator(".screen").first.is_visible()
    context.close()
