"""The people who visit: which browser each has, and how it is set."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Playwright

from tests.browsers import chromium, firefox
from tests.browsers.visits import MEASURED, Visit
from tests.browsers.witness import Service, Witness

GPC = "privacy.globalprivacycontrol"
#: What Chromium asks Google of its own accord when it starts, whatever its switches say: it looks whether
#: somebody is signed in and whether it is up to date. No page has a part in it.
CHROMIUMS_OWN = {"accounts.google.com", "update.googleapis.com"}
NO_MACHINE = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => false})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """How one visitor's browser is set."""

    browser: str = "chromium"
    gpc: bool = False  # Global Privacy Control
    scripts: bool = True
    webdriver: bool = True  # whether the browser says that a machine drives it
    agent: str | None = None
    without: str | None = None  # a pattern of addresses that do not load


@contextmanager
def browsers(playwright: Playwright, services: Mapping[str, Service], own: str) -> Iterator["Browsers"]:
    """
    The browsers, and behind their proxy these services; *own* is the site's host.

    What a browser asks apart from the visits, of its own accord, fails the test unless it is known.
    """
    witness = Witness(services)
    with witness.watching() as asides:
        opened = Browsers(playwright, witness, own, asides.address)
        try:
            yield opened
        finally:
            opened.close()
    assert asides.hosts <= CHROMIUMS_OWN


class Browsers:
    """The browsers that the visitors need, each started once; every visit begins with an empty one."""

    def __init__(self, playwright: Playwright, witness: Witness, own: str, proxy: str) -> None:
        self._playwright, self._witness, self._own, self._proxy = playwright, witness, own, proxy
        self._open: dict[tuple[Any, ...], Browser] = {}

    @contextmanager
    def visit(self, visitor: Visitor, own: str | None = None) -> Iterator[Visit]:
        """A visitor who has never been here; *own* is another host to be taken for the site's."""
        browser = self._browser(visitor)
        with self._witness.watching() as seen:
            context = browser.new_context(
                proxy={"server": seen.address}, user_agent=visitor.agent, **self._options(visitor)
            )
            for script in self._scripts(visitor):
                context.add_init_script(script)
            if visitor.without:
                context.route(visitor.without, lambda route: route.abort())
            try:
                yield Visit(context.new_page(), context, seen, own or self._own, visitor.scripts)
            finally:
                context.close()

    def close(self) -> None:
        for browser in self._open.values():
            browser.close()

    def _browser(self, visitor: Visitor) -> Browser:
        """Started anew for what a browser takes only when it starts."""
        if visitor.browser == "chromium":
            switches = () if visitor.webdriver else ("--disable-blink-features=AutomationControlled",)
            trusted = f"--ignore-certificate-errors-spki-list={self._witness.fingerprint}"
            if switches not in self._open:
                self._open[switches] = chromium.launch(
                    self._playwright, trusted, *switches, proxy=self._proxy
                )
            return self._open[switches]
        preferences = {f"{GPC}.enabled": visitor.gpc, f"{GPC}.functionality.enabled": visitor.gpc}
        preferences |= {"javascript.enabled": visitor.scripts}
        key = tuple(preferences.items())
        if key not in self._open:
            self._open[key] = firefox.launch(self._playwright, preferences, proxy=self._proxy)
        return self._open[key]

    def _options(self, visitor: Visitor) -> dict[str, Any]:
        if visitor.browser == "firefox":
            return {"ignore_https_errors": True}
        return {
            "java_script_enabled": visitor.scripts,
            "extra_http_headers": {"Sec-GPC": "1"} if visitor.gpc else {},
        }

    def _scripts(self, visitor: Visitor) -> Iterator[str]:
        """What runs before a page's own scripts."""
        if not visitor.scripts:
            return
        yield f"({MEASURED})()"
        if visitor.browser == "firefox" and not visitor.webdriver:
            yield NO_MACHINE
        if visitor.browser == "chromium" and visitor.gpc:  # it has no such setting: an extension does this
            yield "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
