"""Sites that ask, with their handler, and people who have never been there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests import sites
from tests.consenting import ANALYTICS, consenting
from tests.server import Server

ONE = {"google_analytics": ANALYTICS}
THREE = {"google_analytics": ANALYTICS, "youtube": True, "openstreetmap": True}
NUMBERS = count(1)

Visit = Callable[..., Page]


def asking(folder: Path, services: dict[str, str | bool], /, **pages: str) -> Server:
    """
    A site that asks for *services*, with its handler, not yet started.

    Args:
        pages: Name of a Finnish page → Markdown that is added to it.
    """
    content = consenting(folder, **services)
    for name, more in pages.items():
        page = content / "pages" / f"{name}.md"
        page.write_text(f"{page.read_text('utf-8')}\n\n{more}\n", "utf-8")
    site = sites.built(content, folder / "output", "--publish")
    return Server(folder / "data", site, content / "record.toml", folder / "logs", {"PROXIES": "1"})


@contextmanager
def visits(browser: Browser) -> Iterator[Visit]:
    """
    Opens pages, each as somebody who has never been there, at an address of their own: answers are counted.

    What was allowed is not answered here, whichever host it asks; tests/test_states.py has hosts that are.
    """
    contexts: list[BrowserContext] = []

    def visit(address: str, **options: Any) -> Page:
        own = {"X-Forwarded-For": f"198.18.{next(NUMBERS)}.7"}  # RFC 2544: nobody's
        context = browser.new_context(extra_http_headers=own, **options)
        context.route("https://**", lambda route: route.abort())
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    try:
        yield visit
    finally:
        for context in contexts:
            context.close()


def cookie(page: Page) -> str:
    """What the browser remembers of its choice; "" without one."""
    return next((each["value"] for each in page.context.cookies() if each["name"] == "valinta"), "")


def posts(page: Page) -> list[Request]:
    """What the page sends from now on."""
    found: list[Request] = []
    page.on("request", lambda request: found.append(request) if request.method == "POST" else None)
    return found


def words(page: Page, selector: str) -> str:
    """All that is read in an element, a line each, apart from what can be pressed or followed."""
    page.locator(f"{selector} details").evaluate_all("all => all.forEach(each => each.open = true)")
    return page.evaluate(
        """selector => {
            const lines = [];
            const walk = node => {
                if (node.matches("button, summary, figcaption, a, template")) return;
                const own = [...node.childNodes].filter(each => each.nodeType === Node.TEXT_NODE);
                const said = own.map(each => each.data).join(" ").replace(/\\s+/g, " ").trim();
                if (said && node.checkVisibility()) lines.push(said);
                [...node.children].forEach(walk);
            };
            walk(document.querySelector(selector));
            return lines.join("\\n");
        }""",
        selector,
    )
