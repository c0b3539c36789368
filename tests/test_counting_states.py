"""
Where visits are counted, in Chromium and Firefox: no host is asked but the site, and nothing is kept for it.

In each way and in the states that matter to it: what is seen equals what the record declares, for people and
for machines; and the pages' script tells of a view only of whom it may.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from record import Record, load, ways
from tests import sites
from tests.browsers import pages, states
from tests.browsers.states import BOT, State
from tests.browsers.traces import declared, left_by
from tests.browsers.visitors import Browsers, Launched, Visitor
from tests.browsers.visits import Visit
from tests.browsers.witness import forwarded
from tests.counted import counted
from tests.server import Server

HOST = "www.example.fi"
PATHS = ("/palvelut/", "/yhteys/", "/valinnat/", pages.NOWHERE)
TOLD = "/kaynti"
ASKED = states.states((ways.CATEGORY,), ())
OBJECTED = State(has={}, choices=(states.Choice(answer=states.CHOSEN, where="page"),))
#: Way, state, and whether the script of a page then tells of its view.
CASES = [
    (ways.SERVER, "before", State(has={}), False),
    (ways.SERVER, "a robot", State(has={"agent": BOT}), False),
    (ways.BEACON, "before", State(has={}), True),
    (ways.BEACON, "not driven", State(has={"webdriver": False}), True),
    (ways.BEACON, "a robot", State(has={"agent": BOT}), True),
    (ways.BEACON, "gpc", State(has={"gpc": True}), False),
    (ways.BEACON, "no scripts", State(has={"scripts": False}), False),
    (ways.BEACON, "objected", OBJECTED, False),
    (ways.AFTER_CONSENT, "before", ASKED["before"], False),
    (ways.AFTER_CONSENT, "refused", ASKED["refused"], False),
    (ways.AFTER_CONSENT, "all", ASKED["all"], True),
    (ways.AFTER_CONSENT, "withdrawn", ASKED["withdrawn"], False),
]
#: Firefox tells another story only where it has a mechanism of its own.
IN_FIREFOX = {"before", "gpc", "objected", "all"}


@dataclass(frozen=True)
class Counting:
    """A handler that counts in one way, and browsers that reach it."""

    record: Record
    browsers: Browsers


@pytest.fixture(scope="module")
def counting(
    launched: Launched, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Counting]]:
    """By way; each is built and started once."""
    made: dict[str, Counting] = {}
    with ExitStack() as running:

        def started(mode: str) -> Counting:
            if mode not in made:
                folder = tmp_path_factory.mktemp(mode)
                server = running.enter_context(_server(folder, mode))
                record = load(server.record, today=date(2026, 11, 23))
                made[mode] = Counting(record, launched.facing({HOST: forwarded(server.port)}, HOST))
            return made[mode]

        yield started


def _server(folder: Path, mode: str) -> Server:
    content = counted(folder, mode)
    site = sites.built(content, folder / "site", "--publish")
    return Server(folder / "data", site, content / "record.toml", folder / "logs", {"PROXIES": "1"})


@pytest.mark.parametrize(
    ("browser", "mode", "state", "tells"),
    [
        pytest.param(browser, mode, state, tells, id=f"{browser}, {mode}, {name}")
        for mode, name, state, tells in CASES
        for browser in ("chromium", *(["firefox"] if name in IN_FIREFOX else []))
    ],
)
def test_no_host_is_asked_and_nothing_kept_but_what_is_declared(counting, browser, mode, state, tells):
    way = counting(mode)
    with way.browsers.visit(Visitor(browser=browser, **state.has)) as visit:
        _come_to(visit, state, way.record)
        for path in PATHS:
            visit.open(path)
        visit.seen.settle({HOST})
        visit.look()

        assert left_by(visit, way.record, datetime.now(UTC)) == declared(way.record, state, HOST)
        assert (TOLD in visit.asked(HOST)) is tells


def _come_to(visit: Visit, state: State, record: Record) -> None:
    if state is OBJECTED:
        visit.open(record.edition.choices_path["fi"])
        with visit.page.expect_navigation():
            visit.page.locator("main button[value=chosen]").click()
    else:
        for choice in state.choices:
            states.choose(visit, choice, record)
    visit.forget()
