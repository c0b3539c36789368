"""The truth table of counting, in real browsers: what people do, and what each way counts of it."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPSConnection

import pytest
from sqlalchemy import Engine

from formhandler import clock
from formhandler.config import Config
from formhandler.counts import dims, reading
from formhandler.counts.known import Known
from formhandler.db import connect, reader
from formhandler.folding.adding import Newest
from formhandler.folding.follower import Follower
from formhandler.writer import Writer
from record import load
from tests import sites
from tests.browsers.lies import lying
from tests.browsers.truth import AHEAD, ELSEWHERE, OWN, ROWS, WAYS, Counts, Row
from tests.browsers.visitors import Launched, Visitor
from tests.browsers.witness import Answer, Request, Service, forwarded
from tests.counted import counted
from tests.server import Server
from tests.webserver.front import Front, front, trusting

#: A browser's own name: headless Chromium calls itself so, and is a bot by that.
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
USUAL = {
    "chromium": {"browser": "chromium", "webdriver": False, "keeps": True, "agent": AGENT},
    "firefox": {"browser": "firefox", "webdriver": False},
}
NAMES = {dims.SOURCE: "from", dims.LEFT: "left", dims.FORM: "sent"}
LINKS = f'<!doctype html><a id=page href="https://{OWN}/yhteys/">1</a> <a id=redirect href="https://{OWN}/yhteys">2</a>'


@dataclass(frozen=True)
class Way:
    """One way of counting, its site behind `service`."""

    name: str
    service: Service
    engine: Engine
    fold: Callable[[], None]

    def counts(self) -> Counts:
        """All that has been counted."""
        self.fold()
        today = clock.day(clock.utcnow())
        with self.engine.connect() as db:
            pages = reading.pages(db, today - timedelta(days=1), today)
            sums = {dim: reading.sums(db, dim, today - timedelta(days=1), today) for dim in NAMES}
        found: Counts = Counter()
        for page in pages:
            for what in ("views", "entries", "onward", "returns", "reloads"):
                found[f"{what} {page.page}"] = getattr(page, what)
        for dim, word in NAMES.items():
            for key, n in sums[dim].items():
                found[f"{word} {key or 'nowhere'}"] = n
        return found


@pytest.fixture(scope="module", params=WAYS)
def counting(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    """A handler that counts in one of the ways; for the log with nginx before it, as it is deployed."""
    folder = tmp_path_factory.mktemp(request.param)
    content = counted(folder, request.param)
    site = sites.built(content, folder / "output", "--publish")
    record = content / "record.toml"
    with Server(folder / "data", site, record, folder / "logs", {"PROXIES": "1"}) as server:
        settings = Config.from_environ(server.env)
        engine = reader(settings.database_url)
        if request.param == "log":
            with front("nginx", folder, server) as web, folding(settings, web) as fold:
                yield Way(request.param, behind(web), engine, fold)
        else:
            yield Way(request.param, forwarded(server.port), engine, lambda: None)
        engine.dispose()


@contextmanager
def folding(settings: Config, web: Front) -> Iterator[Callable[[], None]]:
    """What counts the lines that nginx has written."""
    record = load(settings.record, today=clock.day(clock.utcnow()))
    known = Known(settings.site, record)
    writing, reading = connect(settings.database_url), reader(settings.database_url)
    writer = Writer(writing)
    adding = Newest(known.site).adding
    follower = Follower(web.visits, adding, reader=reading, writer=writer, most=record.counting.keys)

    def fold() -> None:
        follower.step(clock.utcnow())
        assert follower.told.foreign == 0

    yield fold
    writer.close()
    writing.dispose()
    reading.dispose()


def behind(web: Front) -> Service:
    """The site's own host: nginx, which stands there under another name."""
    name = f"https://{OWN}"

    def ask(request: Request) -> Answer:
        sent = {key: value.replace(name, web.url) for key, value in request.headers.items()}
        sent["Host"] = web.url.removeprefix("https://")
        connection = HTTPSConnection("127.0.0.1", web.port, timeout=30, context=trusting())
        try:
            connection.request(request.method, request.path, request.body, sent)
            answer = connection.getresponse()
            dropped = ("connection", "transfer-encoding", "content-length")
            given = [(key, value) for key, value in answer.getheaders() if key.lower() not in dropped]
            told = tuple((key, value.replace(web.url, name)) for key, value in given)
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    return ask


def elsewhere(request: Request) -> Answer:
    """Another site, with links to ours."""
    return Answer(200, (("Content-Type", "text/html"),), LINKS.encode())


def loading_ahead(site: Service) -> Service:
    """The site, its home telling the browser to load a page ahead; without a policy, which forbids that."""
    telling = lying(site, elements=AHEAD, policy=False)
    return lambda request: telling(request) if request.path == "/" else site(request)


def without_tickets(site: Service) -> Service:
    """The site, but for the program that earns a ticket; a route of Playwright's changes requests."""
    return lambda request: Answer(404) if request.path.startswith("/theme/solve.") else site(request)


CASES = [(row, browser) for row in ROWS for browser in row.browsers]


@pytest.mark.parametrize(("row", "browser"), CASES, ids=[f"{row.name} ({browser})" for row, browser in CASES])
def test_what_is_counted_is_what_the_table_says(counting: Way, launched: Launched, row: Row, browser: str):
    own = loading_ahead(counting.service) if row.ahead else counting.service
    own = own if row.tickets else without_tickets(own)
    browsers = launched.facing({OWN: own, ELSEWHERE: elsewhere}, OWN)
    before, expected = counting.counts(), row.counted(counting.name, browser)

    with browsers.visit(Visitor(**{**USUAL[browser], **row.has})) as visit:
        row.does(visit)
        visit.seen.settle(set(), quiet=0.3)
        until = time.monotonic() + 20
        while (found := counting.counts() - before) != expected and time.monotonic() < until:
            time.sleep(0.1)

    assert found == expected
