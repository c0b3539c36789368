"""
The pictures of counting, with the demo's figures: the owner's page of visits, what others see of it, the
monthly mail, and the visitor's objection.

    python -m docs.pictures
"""

import tempfile
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, Page

from docs import deskpictures
from docs.smaller import smaller
from formhandler import clock, create_app
from formhandler.demo import commands as demo
from formhandler.demo import filling
from record import load
from tests import sites
from tests.counted import way
from tests.formhandler.app import close, config, owner
from tests.server import Server
from texts import translator

VISITS = "/hallinta/kaynnit"
CHOICES = "/tietosuojavalinnat/"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
MAIL = {"width": 640, "height": 1000}
PAPER = {"width": 794, "height": 1123}  # A4 at 96 dots an inch


def main(browser: Browser, content: Path, images: Path) -> None:
    """Build *content*, the invented trader's, with counting on; fill a demo, serve it, and take each page."""
    record = content / "record.toml"
    way(record, "server")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = sites.built(content, folder / "site", "--publish")
        link = fill(folder / "data", site, record)
        with Server(folder / "data", site, record, folder / "logs") as server:
            _owner(browser, server, images)
            _others(browser, f"{server.url}/luvut/{link}", images)
            _visitor(browser, server.url, images)
        _mail(browser, folder, site, record, images)
    for image in images.glob("count-*.png"):
        smaller(image)


def fill(data: Path, site: Path, record: Path) -> str:
    """The demo of `flask counts demo`, in the language of the site; returns the token of its link."""
    now = clock.utcnow()
    read = load(record, today=clock.day(now))
    sums = filling.figures(demo.plan(site, read), now=now)
    notes = demo.notes(translator(read.binding))
    return filling.fill(data, sums, notes, most=read.counting.keys, now=now, mark="")


def _owner(browser: Browser, server: Server, images: Path) -> None:
    """The page of visits in each width and light, and as it is printed."""
    secret = deskpictures.add_owner(server.data)
    context = browser.new_context(viewport=WIDE, locale="fi-FI")
    page = context.new_page()
    page.goto(server.url + "/hallinta/kirjaudu")
    page.fill("#passphrase", deskpictures.WORDS)
    page.fill("#code", pyotp.TOTP(secret).now())
    page.locator("main form button").first.click()
    page.wait_for_url("**/hallinta/")
    page.goto(server.url + VISITS)
    _shoot(page, images, "count-visits")
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print", color_scheme="light")
    page.screenshot(path=images / "count-visits-printed.png")
    context.close()


def _others(browser: Browser, address: str, images: Path) -> None:
    """The page behind the link."""
    page = browser.new_page(viewport=WIDE)
    page.goto(address)
    page.screenshot(path=images / "count-link-1280.png")
    page.close()


def _mail(browser: Browser, folder: Path, site: Path, record: Path, images: Path) -> None:
    """The mail of the month before this one, as `flask counts report` writes it."""
    app = create_app(config(folder / "data", site, record, LANG="fi_FI.UTF-8"))
    owner(app, "counts", "report", "--to", str(folder / "month.html"))
    close(app)
    page = browser.new_page(viewport=MAIL)
    page.goto((folder / "month.html").as_uri())
    page.screenshot(path=images / "count-mail.png")
    page.close()


def _visitor(browser: Browser, url: str, images: Path) -> None:
    """The choices page, where a visitor objects."""
    context = browser.new_context(viewport=NARROW)
    page = context.new_page()
    page.goto(url + CHOICES)
    page.locator("main button[name=answer]").evaluate(
        "at => at.scrollIntoView({block: 'center', behavior: 'instant'})"
    )
    page.screenshot(path=images / "count-objection-360.png")
    context.close()


def _shoot(page: Page, images: Path, name: str) -> None:
    """One page in both widths, in light and dark."""
    for width, size in (("1280", WIDE), ("360", NARROW)):
        page.set_viewport_size(size)
        for scheme, ending in (("light", ""), ("dark", "-dark")):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=images / f"{name}-{width}{ending}.png")
    page.emulate_media(color_scheme="light")
