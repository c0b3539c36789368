"""
In Chromium and Firefox, in every state of a visitor's choice: hosts and storage are exactly those declared.

The record here declares services that wait for consent; stand-ins answer for them. Equal, both ways: what is
declared for a state is seen in it, and nothing else is.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from record import Record, load
from tests import sites
from tests.browsers import lies, pages, standins, states
from tests.browsers.states import EMBEDS, State
from tests.browsers.traces import Traces, declared, left_by
from tests.browsers.visitors import Browsers, Launched, Visitor
from tests.browsers.witness import forwarded
from tests.consenting import ANALYTICS, consenting
from tests.server import Server

HOST = "www.example.fi"
CATEGORIES = ("statistics", "map", "video")
WHOLE = ("before", "all")
STATES = states.states(CATEGORIES, ("map", "video"))
GA = frozenset({"_ga", "_ga_" + ANALYTICS.removeprefix("G-")})
#: A copy of the site that loads the tag before anybody is asked.
HASTY = "hasty.example.fi"
TAG = f"""
document.head.append(Object.assign(document.createElement("script"), {{
  src: "https://www.googletagmanager.com/gtag/js?id={ANALYTICS}"
}}))
globalThis.dataLayer = [["config", "{ANALYTICS}", {{}}]]
"""
#: Copies of the site, and the words of its loader that they have otherwise.
LIES = {
    "wide.example.fi": (b'cookie_domain: "none"', b'cookie_domain: "auto"'),
    "lasting.example.fi": (b"cookie_expires: Number(lifetime)", b"cookie_expires: 63072000"),
    "unsafe.example.fi": (b'"SameSite=Lax;Secure"', b'"SameSite=None;Secure"'),
    "signals.example.fi": (b"allow_google_signals: false", b"allow_google_signals: true"),
    "advertising.example.fi": (b'ad_storage: "denied"', b'ad_storage: "granted"'),
    "measuring.example.fi": (
        b"dataLayer = [];",
        b'dataLayer = []; document.createElement("canvas").toDataURL();',
    ),
    "idle.example.fi": (b"document.head.append(script)", b""),
}
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
def browsers(server: Server, launched: Launched) -> Browsers:
    site = forwarded(server.port)
    copies = {host: lies.changed(site, *words) for host, words in LIES.items()}
    copies[HASTY] = lies.lying(site, TAG, name="consent")
    return launched.facing({HOST: site, **copies, **standins.SERVICES}, HOST)


def test_the_record_declares_what_the_states_are_made_of(record):
    assert tuple(category.id for category in record.categories if category.consent) == CATEGORIES


def opened(site: Path, browser: str, name: str) -> list[str]:
    """The whole sitemap and more where it says the most; elsewhere the pages of each kind, embeds last."""
    if name in WHOLE and browser == "chromium":
        return [*pages.every(site), EMBEDS]
    if name in WHOLE:
        return [*pages.few(site), EMBEDS]
    return ["/yhteys/", "/valinnat/", pages.NOWHERE, pages.SIGN_IN, EMBEDS]


def seen(
    browsers: Browsers, record: Record, visitor: Visitor, state: State, paths: list[str], host: str
) -> Traces:
    """What a visitor leaves who has come to this state and then opens the pages."""
    with browsers.visit(visitor, host) as visit:
        for choice in state.choices:
            states.choose(visit, choice, record)
            visit.forget()
        visit.open("/")
        assert visit.page.locator("#ask").is_visible() is state.asks
        for path in paths:
            visit.open(path)
        visit.seen.settle(set(declared(record, state, host).hosts))
        visit.look()
        return left_by(visit, record, datetime.now(UTC))


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_hosts_and_storage_are_those_declared(browsers, asking_site, record, browser, name):
    state, paths = STATES[name], opened(asking_site, browser, name)

    traces = seen(browsers, record, Visitor(browser=browser, **state.has), state, paths, HOST)

    assert traces == declared(record, state, HOST)


@pytest.mark.parametrize("name", ["before", "refused", "map alone"])
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_script_that_does_not_wait_for_the_choice_is_held_back(browsers, record, browser, name):
    state = STATES[name]

    traces = seen(browsers, record, Visitor(browser=browser), state, [EMBEDS], HASTY)

    assert traces == declared(record, state, HASTY)


@pytest.mark.parametrize("host", LIES)
def test_a_loader_that_keeps_more_than_declared_would_be_seen(browsers, record, host):
    state, truth = STATES["statistics alone"], declared(record, STATES["statistics alone"], host)
    stored = truth.stored
    wide = {("cookie", name, ".example.fi" if name in GA else where) for _, name, where in stored}
    expected = {
        "wide.example.fi": replace(truth, stored=frozenset(wide)),
        "lasting.example.fi": replace(truth, lasting=GA),
        "unsafe.example.fi": replace(truth, unsafe=GA),
        "signals.example.fi": replace(truth, stored=stored | {("local-storage", "_gcl_ls", host)}),
        "advertising.example.fi": replace(truth, stored=stored | {("local-storage", "_gcl_ls", host)}),
        "measuring.example.fi": replace(truth, measured=frozenset({"toDataURL"})),
        "idle.example.fi": replace(
            truth, hosts=frozenset({host}), stored=frozenset(item for item in stored if item[1] not in GA)
        ),
    }

    assert seen(browsers, record, Visitor(), state, [], host) == expected[host] != truth
