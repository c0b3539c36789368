"""The people who visit: which browser each has, and how it is set."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Playwright

from tests.browsers import chromium, firefox, standins
from tests.browsers.visits import MEASURED, Visit
from tests.browsers.witness import Service, Witness

OURS = "*.example.fi"  # the site, and copies of it
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
    keeps: bool = False  # whether Chromium keeps pages for going back to them; Firefox does
    agent: str | None = None
    without: str | None = None  # a pattern of addresses that do not load


@dataclass(frozen=True, slots=True)
class Browsers:
    """Browsers that see these services, and the site under its own host."""

    launched: "Launched"
    services: Mapping[str, Service]
    own: str

    @contextmanager
    def visit(self, visitor: Visitor, own: str | None = None) -> Iterator[Visit]:
        """A visitor who has never been here; *own* is another host to be taken for the site's."""
        browser = self.launched.browser(visitor)
        with self.launched.witness.watching(self.services) as seen:
            context = browser.new_context(
                proxy={"server": seen.address}, user_agent=visitor.agent, **_options(visitor)
            )
            for script in _scripts(visitor):
                context.add_init_script(script)
            if visitor.without:
                context.route(visitor.without, lambda route: route.abort())
            try:
                yield Visit(context.new_page(), context, seen, own or self.own, visitor.scripts)
            finally:
                context.unroute_all()  # until then Firefox asks every visit for everything anew
                context.close()


class Launched:
    """The browsers of a run of tests, each started once; every visit begins with an empty one."""

    def __init__(self, playwright: Playwright, witness: Witness, proxy: str) -> None:
        self.witness = witness
        self._playwright, self._proxy = playwright, proxy
        self._open: dict[tuple[Any, ...], Browser] = {}

    def facing(self, services: Mapping[str, Service], own: str) -> Browsers:
        """These browsers, with *services* behind their proxy; *own* is the site's host."""
        return Browsers(self, services, own)

    def browser(self, visitor: Visitor) -> Browser:
        """Started anew for what a browser takes only when it starts."""
        start = self._firefox if visitor.browser == "firefox" else self._chromium
        return start(visitor)

    def close(self) -> None:
        for browser in self._open.values():
            browser.close()

    def _chromium(self, visitor: Visitor) -> Browser:
        switches = [f"--ignore-certificate-errors-spki-list={self.witness.fingerprint}"]
        switches += [] if visitor.webdriver else ["--disable-blink-features=AutomationControlled"]
        key = (*switches, visitor.keeps)
        if key not in self._open:
            self._open[key] = chromium.launch(
                self._playwright, *switches, proxy=self._proxy, keeps=visitor.keeps
            )
        return self._open[key]

    def _firefox(self, visitor: Visitor) -> Browser:
        preferences = {f"{GPC}.enabled": visitor.gpc, f"{GPC}.functionality.enabled": visitor.gpc}
        preferences |= {"javascript.enabled": visitor.scripts}
        key = tuple(preferences.items())
        if key not in self._open:
            self._open[key] = firefox.launch(self._playwright, preferences, proxy=self._proxy)
        return self._open[key]


@contextmanager
def launched(playwright: Playwright) -> Iterator[Launched]:
    """What they ask of their own accord, apart from the visits, fails the run unless it is known."""
    witness = Witness([*standins.SERVICES, standins.UNDECLARED, OURS])
    with witness.watching({}) as asides:
        launched = Launched(playwright, witness, asides.address)
        try:
            yield launched
        finally:
            launched.close()
    assert asides.hosts <= CHROMIUMS_OWN


def _options(visitor: Visitor) -> dict[str, Any]:
    if visitor.browser == "firefox":
        return {"ignore_https_errors": True}
    return {
        "java_script_enabled": visitor.scripts,
        "extra_http_headers": {"Sec-GPC": "1"} if visitor.gpc else {},
    }


def _scripts(visitor: Visitor) -> Iterator[str]:
    """What runs before a page's own scripts."""
    if not visitor.scripts:
        return
    yield f"({MEASURED})()"
    if visitor.browser == "firefox" and not visitor.webdriver:
        yield NO_MACHINE
    if visitor.browser == "chromium" and visitor.gpc:  # it has no such setting: an extension does this
        yield "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
