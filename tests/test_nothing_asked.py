"""
In Chromium and Firefox, every page and every visitor: the hosts asked and what is kept are those declared.

A witness between browser and world notes every host. Here the site's own record, which declares nothing
that would need a choice: nothing but the site itself is asked, and nothing is kept.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import sites
from tests.browsers import pages
from tests.browsers.visitors import Browsers, Launched, Visitor
from tests.browsers.witness import forwarded
from tests.server import Server

HOST = "www.example.fi"
BROWSERS = ("chromium", "firefox")
RECORD = sites.ROOT / "content" / "record.toml"
BOT = "Mozilla/5.0 (compatible; Examplebot/1.0; +https://bot.example/)"
STATES = {
    "before": {},
    "not driven": {"webdriver": False},
    "a robot": {"agent": BOT},
    "gpc": {"gpc": True},
    "no scripts": {"scripts": False},
}


@pytest.fixture(scope="module")
def server(own_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("states")
    with Server(folder / "data", own_site, RECORD, folder / "logs", {"PROXIES": "1"}) as server:
        pages.let_somebody_in(server)
        yield server


@pytest.fixture(scope="module")
def browsers(server: Server, launched: Launched) -> Browsers:
    return launched.facing({HOST: forwarded(server.port)}, HOST)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("browser", BROWSERS)
def test_nobody_but_the_site_is_asked_and_nothing_is_kept(browsers, own_site, browser, state):
    paths = {"chromium": pages.every, "firefox": pages.some} if state == "before" else {}
    paths = paths.get(browser, pages.few)(own_site)
    with browsers.visit(Visitor(browser=browser, **STATES[state])) as visit:
        for path in paths:
            visit.open(path)
        visit.seen.settle({HOST})

        assert visit.seen.hosts == {HOST}
        assert (visit.cookies(), visit.stored, visit.measured) == ({}, set(), set())


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize("setting", [True, False])
def test_a_browser_says_of_itself_what_the_state_means(browsers, browser, setting):
    with browsers.visit(Visitor(browser=browser, webdriver=setting, gpc=setting)) as visit:
        visit.open("/")
        (request, *_) = visit.seen.requests

        assert visit.page.evaluate("[navigator.webdriver, !!navigator.globalPrivacyControl]") == [setting] * 2
        assert request.headers.get("Sec-GPC") == ("1" if setting else None)


def test_no_trace_of_the_question_is_built(own_site):
    built = sites.files(own_site)

    assert [path for path in built if "consent" in path] == []
    assert [
        path for path, body in built.items() if re.search(rb"consent[\w.]*\.(js|css)|data-consent", body)
    ] == []


def test_no_page_leads_a_browser_to_another_host_ahead_of_time(own_site):
    """A preconnect is asked before any policy: pages must not have one."""
    rels = {
        rel
        for html in sites.pages(own_site).values()
        for tag in re.findall(r"<link\b[^>]*>", html)
        for rel in re.findall(r'rel="([^"]*)"', tag)
    }

    assert rels == {"alternate", "icon", "stylesheet"}


def test_no_page_frames_or_posts_to_another_host(own_site):
    places = [
        place
        for html in sites.pages(own_site).values()
        for place in re.findall(r'<(?:iframe|object|embed)\b[^>]*|\b(?:form)?action="(?!/)[^"]*', html)
    ]

    assert places == []
