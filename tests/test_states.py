"""
In Chromium and Firefox, in every state of a visitor's choice: hosts and storage are exactly those declared.

The record here declares services that wait for consent; stand-ins answer for them. Equal, both ways: what is
declared for a state is seen in it, and nothing else is.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from record import Record, load
from tests import sites
from tests.browsers import pages, standins, states, visitors
from tests.browsers.states import EMBEDS
from tests.browsers.visitors import Browsers, Visitor
from tests.browsers.witness import forwarded
from tests.consenting import ANALYTICS, consenting
from tests.server import Server

HOST = "www.example.fi"
CATEGORIES = ("statistics", "map", "video")
WHOLE = ("before", "all")
STATES = states.states(CATEGORIES, ("map", "video"))
#: Put on the page EMBEDS.
EMBEDDED = """

[Näin se tehdään](https://www.youtube.com/watch?v=aaaaaaaaaaa)

[Näin löydät perille](https://www.openstreetmap.org/?mlat=60.17&mlon=24.94#map=15/60.17/24.94)
"""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asking")
    content = consenting(folder, google_analytics=ANALYTICS, youtube=True, openstreetmap=True)
    page = content / "pages" / "services.md"
    page.write_text(page.read_text("utf-8") + EMBEDDED, "utf-8")
    return content


@pytest.fixture(scope="module")
def record(content: Path) -> Record:
    return load(content / "record.toml", today=date(2026, 11, 23))


@pytest.fixture(scope="module")
def asking_site(content: Path) -> Path:
    return sites.built(content, content.parent / "output", "--publish")


@pytest.fixture(scope="module")
def server(content: Path, asking_site: Path) -> Iterator[Server]:
    folder = content.parent
    with Server(
        folder / "data", asking_site, content / "record.toml", folder / "logs", {"PROXIES": "1"}
    ) as server:
        pages.let_somebody_in(server)
        yield server


@pytest.fixture(scope="module")
def browsers(server: Server, playwright: Playwright) -> Iterator[Browsers]:
    services = {HOST: forwarded(server.port), **standins.SERVICES}
    with visitors.browsers(playwright, services, HOST) as browsers:
        yield browsers


def test_the_record_declares_what_the_states_are_made_of(record):
    assert tuple(category.id for category in record.categories if category.consent) == CATEGORIES


def opened(site: Path, browser: str, name: str) -> list[str]:
    """The whole sitemap and more where it says the most; elsewhere the pages of each kind, embeds last."""
    if name in WHOLE and browser == "chromium":
        return [*pages.every(site), EMBEDS]
    if name in WHOLE:
        return [*pages.few(site), EMBEDS]
    return ["/yhteys/", "/valinnat/", pages.NOWHERE, pages.SIGN_IN, EMBEDS]


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_hosts_and_storage_are_those_declared(browsers, asking_site, record, browser, name):
    state = STATES[name]
    declared = states.hosts(record, state.loads, HOST)
    with browsers.visit(Visitor(browser=browser, **state.has)) as visit:
        for choice in state.choices:
            states.choose(visit, choice, record)
            visit.forget()
        visit.open("/")
        assert visit.page.locator("#ask").is_visible() is state.asks
        for path in opened(asking_site, browser, name):
            visit.open(path)
        visit.seen.settle(declared)
        visit.look()
        now = datetime.now(UTC)

        assert visit.seen.hosts == declared
        expected = states.storage(record, state.loads)
        assert visit.stored == {(item.kind, item.name, HOST) for item in expected if item.kind != "cookie"}
        if state.choices:
            expected.append(record.choice_cookie)
        cookies = {item.name: item for item in expected if item.kind == "cookie"}
        assert visit.cookies().keys() == cookies.keys()
        for cookie in visit.cookies().values():
            assert (cookie["domain"], cookie["secure"], cookie["sameSite"]) == (HOST, True, "Lax"), cookie
            assert states.keeps(cookies[cookie["name"]], cookie, now), cookie
        assert visit.measured == set()
