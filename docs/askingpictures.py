"""
The pictures of the question and of the page of privacy choices: with Google Analytics and a map switched on.

    python -m docs.pictures
"""

from pathlib import Path

from playwright.sync_api import Browser, Page

from tests import sites
from tests.consenting import switch
from tests.server import Server

SIZES = {360: 780, 1280: 900}
CHOICES = "/tietosuojavalinnat/"


def main(browser: Browser, content: Path, images: Path) -> None:
    """Switch the services on in *content*, build and serve it, and take both pages in light and dark."""
    record = content / "record.toml"
    switch(record, google_analytics="G-ABC123DEF4", openstreetmap=True)
    folder = content.parent
    site = sites.built(content, folder / "asking", "--publish")
    with Server(folder / "data", site, record, folder / "logs") as server:
        for width, height in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                dark = "-dark" if scheme == "dark" else ""
                _take(context.new_page(), server.url, images, f"{width}{dark}")
                context.close()


def _take(page: Page, url: str, images: Path, name: str) -> None:
    """The question as it comes, then the choices of somebody who allowed one thing."""
    page.goto(url)
    page.locator("#ask").wait_for()
    page.screenshot(path=images / f"ask-{name}.png")
    page.goto(url + CHOICES)
    page.check("#allow-statistics")
    with page.expect_navigation():
        page.locator("button[value=chosen]").click()
    page.screenshot(path=images / f"choices-{name}.png")
