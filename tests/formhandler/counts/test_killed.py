"""The server is killed while it counts: nothing answered is lost, and nothing is counted twice."""

from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse

from formhandler import clock, db
from formhandler.config import Config
from formhandler.counts import reading
from tests import kills, sites
from tests.counted import counted
from tests.requests import TYPED
from tests.server import Server

PAGES = ("/", "/yhteys/", "/tietosuoja/", "/sv/", "/en/", "/en/contact/")


def ask(connection: HTTPConnection, page: str) -> HTTPResponse:
    connection.request("GET", page, headers=TYPED)
    return connection.getresponse()


def test_no_answered_view_is_lost_and_none_is_counted_twice(tmp_path):
    content = counted(tmp_path, "server")
    site = sites.built(content, tmp_path / "site", "--publish")
    server = Server(tmp_path / "data", site, content / "record.toml", tmp_path / "logs")

    def kept() -> dict[str, int]:
        engine, today = db.connect(Config.from_environ(server.env).database_url), clock.day(clock.utcnow())
        with engine.connect() as connection:
            found = reading.pages(connection, today - timedelta(days=1), today)
        engine.dispose()
        return {one.page: one.views for one in found}

    tally = kills.killed(server, ask, kept, PAGES, kills=3, seed=5)

    assert tally.answered > 3 * len(PAGES)
    assert (tally.refused, tally.lost, tally.doubled) == (0, 0, 0)
