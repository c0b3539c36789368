"""
The pictures of the owner's side for docs/img/: a real desk, signed in to in Chromium, with invented letters.

    python -m docs.pictures
"""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, Page

from formhandler.vault import codes, slots, users
from tests.server import Server

HALF_A_MINUTE = timedelta(seconds=30)  # a code works once: the one before enrols, the next signs in
WORDS = "vene keinuu hämärässä rannalla"
LETTERS = (
    {
        "body": "Hei! Meillä on vanha puuvene, jonka pohja pitäisi tarkistaa ennen kevättä. Olisiko teillä "
        "aikaa maaliskuussa, ja mitä tarkastus maksaa?\n\n"
        "Vene on 5,4 metriä pitkä ja seisoo trailerilla Porvoossa.",
        "name": "Maija Esimerkki",
        "email": "maija@example.fi",
        "phone": "040 123 4567",
    },
    {"body": "Kiitos nopeasta avusta viime viikolla. Lasku ei ole vielä tullut, voitteko tarkistaa?"},
    {
        "body": "Jag skulle vilja boka en tid nästa vecka. Går det bra på tisdag?",
        "name": "Sven Svensson",
        "email": "sven@example.fi",
    },
    {
        "body": "Olisiko tarjous mahdollista saada kirjallisena?",
        "name": "Liisa Malli",
        "phone": "050 765 4321",
    },
)
FORMS = ("/yhteys/", "/yhteys/", "/sv/kontakt/", "/yhteys/")
SIZES = {360: 780, 1280: 900}  # the window in CSS pixels: width and height
PAGES = {"inbox": "/hallinta/", "health": "/hallinta/kunto"}


def main(browser: Browser, site: Path, record: Path, images: Path) -> None:
    """Serve, write, sign in, and take each page in each width into *images*."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Server(folder / "data", site, record, folder / "logs") as server:
            secret = add_owner(server.data)
            for place, letter in zip(FORMS, LETTERS, strict=True):
                _write(browser, server.url + place, letter)
            _take(browser, server, secret, images)


def add_owner(data: Path) -> str:
    """A first owner; returns the secret of the one-time codes."""
    now = datetime.now(UTC)
    keyring = slots.unlock_managed(data).keyring
    users.add(data, keyring, "Olli Omistaja", "owner", WORDS, initial=False)
    secret = codes.new_secret()
    users.enrol(
        data, slots.unlock_words(data, WORDS), secret, pyotp.TOTP(secret).at(now - HALF_A_MINUTE), now
    )
    return secret


def _write(browser: Browser, address: str, letter: dict[str, str]) -> None:
    """By the check page, as a visitor without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    for name, text in letter.items():
        page.fill(f"#{name}", text)
    for _ in range(2):
        page.locator("main form button").first.click()
    page.wait_for_selector(".reference")
    context.close()


def _take(browser: Browser, server: Server, secret: str, images: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(server.url + "/hallinta/kirjaudu")
    shoot(page, images / "sign-in")
    sign_in(page, server, secret)
    for name, path in PAGES.items():
        page.goto(server.url + path)
        shoot(page, images / name)
    page.goto(server.url + "/hallinta/")
    page.get_by_role("link", name="Maija Esimerkki").click()
    shoot(page, images / "message")
    context.close()


def sign_in(page: Page, server: Server, secret: str) -> None:
    """As the owner that add_owner made."""
    page.goto(server.url + "/hallinta/kirjaudu")
    page.fill("#passphrase", WORDS)
    page.fill("#code", pyotp.TOTP(secret).now())
    page.locator("main form button").first.click()
    page.wait_for_url("**/hallinta/")


def shoot(page: Page, path: Path) -> None:
    """One page in each width, and on a phone in the dark too."""
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=f"{path}-{width}.png")
    page.set_viewport_size({"width": 360, "height": SIZES[360]})
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=f"{path}-360-dark.png")
    page.emulate_media(color_scheme="light")
