"""
The whole of it in a real browser without JavaScript, from an empty machine.

The owner seals the archive with a kit; visitors write; the owner answers one by mail and one behind its
receipt code; the visitor reads it; the desk is locked, and nothing opens.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import create_engine, update

from formhandler import db
from formhandler.owner.access import COOKIE
from formhandler.schema import letter
from tests.formhandler.mailserver import MailServer
from tests.pages import enter, follow
from tests.server import Server, in_time

WORDS = "correct horse battery staple"
DESK = "/hallinta/en/"
HETU = "131052-308T"
TUESDAY = "Tiistai klo 10 sopii.\nTervetuloa!"


@dataclass(frozen=True)
class Receipt:
    """What a visitor takes away from the thanks page."""

    reference: str
    words: list[str]


@dataclass(frozen=True)
class Owner:
    """The owner's browser, and the recovery codes that are left."""

    context: BrowserContext
    codes: list[str]


@pytest.fixture(scope="module")
def smtp() -> Iterator[MailServer]:
    with MailServer() as smtp:
        yield smtp


@pytest.fixture(scope="module")
def server(
    site: Path, record_file: Path, smtp: MailServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("conversation")
    environ = {"MAIL_URL": smtp.url, "MAIL_TO": "owner@example.fi", "MAIL_FROM": "site@example.fi"}
    with Server(folder / "data", site, record_file, folder / "logs", environ) as server:
        yield server


@pytest.fixture(scope="module")
def owner(browser: Browser, server: Server) -> Iterator[Owner]:
    """An owner who has set everything up, in a browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    yield Owner(context, set_up(page, server))
    context.close()


@pytest.fixture
def page(owner: Owner, server: Server) -> Iterator[Page]:
    """The owner's browser, signed in."""
    page = owner.context.new_page()
    page.goto(server.url + DESK)
    if page.locator("#passphrase").count():
        sign_in(page, owner)
    yield page
    page.close()


def sign_in(page: Page, owner: Owner) -> None:
    page.fill("#passphrase", WORDS)
    page.fill("#code", owner.codes.pop())
    press(page, "Sign in")


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True))


def set_up(page: Page, server: Server) -> list[str]:
    """From the set-up code to a sealed archive whose kit was typed back; returns the recovery codes."""
    assert server.process.stdout is not None
    code = re.search(r"set-up code: (\S+)", server.process.stdout.readline().decode())
    assert code is not None
    page.goto(server.url + DESK)
    page.fill("#setup_code", code[1])
    press(page, "Begin")
    page.fill("#name", "Olli Omistaja")
    page.fill("#new", WORDS)
    page.fill("#again", WORDS)
    press(page, "Continue")
    secret = page.locator(".mono").first.inner_text().replace(" ", "")
    page.fill("#code", pyotp.TOTP(secret).at(datetime.now(UTC)))
    press(page, "Continue")
    codes = page.locator("ol.words li").all_inner_texts()
    press(page, "I have stored them")
    page.check("input[value=sealed]")
    press(page, "Continue")
    press(page, "Make the kit")
    words = page.locator("ol.words li").all_inner_texts()
    follow(page.get_by_role("link", name="It is on paper"))
    for field in page.locator("input[name^=word-]").all():
        place = int(str(field.get_attribute("name")).removeprefix("word-"))
        field.fill(words[place - 1])
    press(page, "Try the kit")
    if page.get_by_role("heading", name="Ready", exact=True).count() == 0:  # the key file's key is changed
        done = page.get_by_role("link", name="Continue")
        done.wait_for(timeout=120_000)  # the page loads itself until then
        assert page.get_by_text("encrypted to the new key.").count() == 1
        follow(done)
    assert page.get_by_role("heading", name="Ready", exact=True).count() == 1
    assert not (server.data / "vault" / "managed.key").exists()
    return codes


def write(browser: Browser, server: Server, body: str, **fields: str) -> Receipt:
    """Send the Finnish form, from a browser of its own."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + "/yhteys/")
    for name, value in {"body": body, **fields}.items():
        page.locator(f"#{name}").fill(value, force=True)
    follow(page.locator("main form button").first)
    if HETU in body:
        assert "henkilötunnus" in page.locator(".warning").first.inner_text()
    follow(page.locator("main form button").first)
    receipt = Receipt(
        page.locator(".reference strong").first.inner_text(), page.locator("ol.code li").all_inner_texts()
    )
    context.close()
    return receipt


def answer(page: Page, server: Server, reference: str, way: str, body: str) -> None:
    """Open the message, write, read the check page, send."""
    page.goto(f"{server.url}{DESK}viesti/{reference}")
    page.fill("#body", body)
    press(page, way)
    assert page.locator("h1").inner_text() == "Check the answer"
    press(page, way)
    assert page.url.partition("#")[0].partition("?")[0].endswith(f"/viesti/{reference}")


def read_with_words(browser: Browser, server: Server, words: list[str]) -> str:
    """What the receipt page shows to whoever has the words."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + "/kuitti/")
    page.fill("#words", " ".join(words))
    follow(page.locator("main form button").first)
    shown = page.locator("main").inner_text()
    context.close()
    return shown


def let_letters_leave(server: Server) -> None:
    """Twenty seconds later, without waiting for them."""
    engine = create_engine(db.sqlite_url(server.data))
    with engine.begin() as connection:
        connection.execute(update(letter).values(due_at=0))
    engine.dispose()
    server.flask("send-mail")


def test_visitors_write_and_the_owner_answers_by_mail_and_behind_the_code(browser, server, smtp, page):
    named = write(browser, server, "Milloin ehditte?", name="Maija Meri", email="maija@example.fi")
    anonymous = write(browser, server, "Kysyn nimettömänä.")
    spam = write(browser, server, "Halpaa!", extra="täytin kaiken")
    coded = write(browser, server, f"Tunnukseni on {HETU}, auttakaa.")

    page.goto(server.url + DESK)
    listed = page.locator("main").inner_text()
    assert "Maija Meri" in listed
    assert "Halpaa!" not in listed
    page.goto(f"{server.url}{DESK}viesti/{coded.reference}")
    assert HETU not in page.content()
    page.goto(f"{server.url}{DESK}karanteeni")
    assert page.locator(f"a[href$='{spam.reference}']").count() >= 1

    answer(page, server, named.reference, "Send by email", TUESDAY)
    assert "The answer leaves in 20 seconds." in page.locator(".notice-line").inner_text()
    answer(page, server, anonymous.reference, "Put behind the receipt code", "Emme tiedä vielä.")
    let_letters_leave(server)

    # The server's own round may be the one that sends it.
    in_time(lambda: any(mail["To"] == "maija@example.fi" for mail in smtp.mails))
    mail = next(mail for mail in smtp.mails if mail["To"] == "maija@example.fi")
    assert mail["Subject"] == f"Vastaus viestiisi ({named.reference})"
    assert mail.get_content().split() == TUESDAY.split()
    assert "Emme tiedä vielä." in read_with_words(browser, server, anonymous.words)
    assert "Tervetuloa!" in read_with_words(browser, server, named.words), "a mailed answer is there, too"


def test_the_visitor_writes_again_and_the_owner_sees_one_conversation(browser, server, page):
    first = write(browser, server, "Kysyn vielä.")
    answer(page, server, first.reference, "Put behind the receipt code", "Kertoisitteko lisää?")
    visitor = browser.new_context(java_script_enabled=False)
    theirs = visitor.new_page()
    theirs.goto(server.url + "/kuitti/")
    theirs.fill("#words", " ".join(first.words))
    follow(theirs.locator("main form button").first)
    assert "Kertoisitteko lisää?" in theirs.locator("main").inner_text()
    theirs.check("input[value=erase]")
    theirs.fill("#body", "Poistakaa kaikki.")
    follow(theirs.locator("main form button").last)
    assert "Poistakaa kaikki." in theirs.locator("main").inner_text()
    visitor.close()

    page.goto(f"{server.url}{DESK}viesti/{first.reference}")

    told = page.locator("main").inner_text()
    for words in ("Kysyn vielä.", "Kertoisitteko lisää?", "Poistakaa kaikki.", "one month"):
        assert words in told


def test_after_the_lock_nothing_opens_and_what_was_written_is_not_lost(browser, server, owner, page):
    named = write(browser, server, "Salainen asia", name="Maija Meri", email="maija@example.fi")
    page.goto(f"{server.url}{DESK}viesti/{named.reference}")
    page.fill("#body", TUESDAY)
    other = owner.context.new_page()
    other.goto(server.url + DESK)
    cookies = owner.context.cookies()
    press(other, "Lock now")
    owner.context.add_cookies([cookie for cookie in cookies if cookie["name"] == COOKIE])  # a thief kept it
    for path in (
        "",
        "karanteeni",
        f"viesti/{named.reference}",
        f"viesti/{named.reference}/vastaus",
        "pohjat",
    ):
        other.goto(server.url + DESK + path)
        assert other.locator("#passphrase").count() == 1, path
        assert "Maija" not in other.content()
    other.close()

    press(page, "Send by email")
    sign_in(page, owner)
    press(page, "Send it now")

    assert page.locator("h1").inner_text() == "Check the answer"
    assert "Tervetuloa!" in page.locator(".words-of").first.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_answering_are_accessible_and_fit_a_phone(browser, server, owner, page, scheme):
    named = write(browser, server, "Päivää", name="Maija Meri", email="maija@example.fi")
    answer(page, server, named.reference, "Send by email", TUESDAY)
    page.goto(server.url + DESK + "pohjat")
    if page.get_by_role("button", name="Take these four").count():
        press(page, "Take these four")
    context = browser.new_context(
        storage_state=owner.context.storage_state(),
        color_scheme=scheme,
        viewport={"width": 360, "height": 800},
    )
    context.set_extra_http_headers({"Accept-Language": "en"})
    seen = context.new_page()

    def look() -> None:
        assert Axe().run(seen).response["violations"] == [], seen.url
        assert seen.evaluate("document.documentElement.scrollWidth") <= 360, seen.url

    seen.goto(server.url + DESK + "pohjat")
    look()
    follow(seen.locator("th a").first)
    look()
    seen.fill("#name", " ")
    press(seen, "Save")
    look()
    seen.goto(f"{server.url}{DESK}viesti/{named.reference}")
    look()
    seen.fill("#body", f"Tunnuksenne on {HETU}.")
    press(seen, "Send by email")
    look()
    press(seen, "Send by email")
    look()
    press(seen, "Put behind the receipt code instead")
    look()
    press(seen, "Go on writing")
    look()
    context.close()


def test_an_answer_is_written_and_sent_with_the_keyboard_alone(browser, server, owner, page):
    named = write(browser, server, "Päivää", name="Maija Meri", email="maija@example.fi")
    page.goto(f"{server.url}{DESK}viesti/{named.reference}")

    tab_to(page, "textarea#body")
    page.keyboard.type("Näppäimistöllä.")
    tab_to(page, "button[value=mail]")
    enter(page)
    assert page.locator("h1").inner_text() == "Check the answer"
    tab_to(page, "button[value=send-mail]")
    enter(page)

    assert "Näppäimistöllä." in page.locator("#answers").inner_text()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until *selector* has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not on a keyboard's way")
