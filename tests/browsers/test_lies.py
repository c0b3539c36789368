"""Copies of the site that lie: the browser holds back what the policy closes, and the tests see the rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import sites
from tests.browsers import lies
from tests.browsers.standins import UNDECLARED
from tests.browsers.visitors import Browsers, Launched, Visitor
from tests.browsers.witness import Answer, forwarded
from tests.server import Server

BROWSERS = ("chromium", "firefox")


@pytest.fixture(scope="module")
def browsers(own_site: Path, launched: Launched, tmp_path_factory) -> Iterator[Browsers]:
    folder, record = tmp_path_factory.mktemp("lies"), sites.ROOT / "content" / "record.toml"
    with Server(folder / "data", own_site, record, folder / "logs", {"PROXIES": "1"}) as server:
        site = forwarded(server.port)
        copies = {
            "keeps.example.fi": lies.lying(site, lies.KEEPS),
            "loads.example.fi": lies.lying(site, lies.REACHES, lies.ELEMENTS),
            "frames.example.fi": lies.lying(site, "", lies.FRAME),
            "posts.example.fi": lies.lying(site, lies.POSTS, lies.FORM),
            "bare.example.fi": lies.lying(site, lies.REACHES, lies.ELEMENTS + lies.FRAME, policy=False),
        }
        services = {UNDECLARED: lambda request: Answer(204), **copies}
        yield launched.facing(services, "keeps.example.fi")


@pytest.mark.parametrize("browser", BROWSERS)
def test_what_a_page_keeps_and_measures_would_be_seen(browsers, browser):
    host = "keeps.example.fi"
    with browsers.visit(Visitor(browser=browser), host) as visit:
        visit.open("/yhteys/")
        visit.page.wait_for_timeout(200)
        visit.look()

        kinds = ("local-storage", "session-storage", "indexed-db", "cache")
        assert visit.stored == {(kind, "kept", host) for kind in kinds}
        assert visit.cookies().keys() == {"kept"}
        assert visit.measured == {
            *("getContext", "measureText", "toDataURL", "OfflineAudioContext", "check"),
        }


@pytest.mark.parametrize("browser", BROWSERS)
def test_the_browser_asks_no_host_that_was_put_into_a_page(browsers, browser):
    with browsers.visit(Visitor(browser=browser), "loads.example.fi") as visit:
        visit.open("/yhteys/")
        visit.seen.settle({"loads.example.fi"})

        assert visit.seen.hosts == {"loads.example.fi"}


@pytest.mark.parametrize("host", ["frames.example.fi", "posts.example.fi"])
@pytest.mark.parametrize("browser", BROWSERS)
def test_the_browser_sends_nothing_where_a_frame_or_form_was_made_to_lead(browsers, browser, host):
    """Chromium connects before it reads the policy, and then sends nothing: no page of ours has either."""
    with browsers.visit(Visitor(browser=browser), host) as visit:
        visit.open("/yhteys/")
        visit.seen.settle({host})

        assert visit.asked(UNDECLARED) == set()


@pytest.mark.parametrize("browser", BROWSERS)
def test_it_is_the_policy_that_holds_it_back(browsers, browser):
    with browsers.visit(Visitor(browser=browser), "bare.example.fi") as visit:
        visit.open("/yhteys/")
        visit.seen.settle({UNDECLARED})

        assert visit.asked(UNDECLARED) == {*lies.LOADED, "/frame"}
