"""
What counting costs a page where the handler serves the site, too (`make serve`, mode "server").

    python -m bench.pages [SECONDS]

Needs `wrk`. The same page from two servers in turns, as a browser asks for it; 64 connections:

    not counted  the limit: the page alone, the record says off
    counted      the page, and its view committed with synchronous=FULL before it goes out
    lost         pages that were answered and are not in the sums
    memory       of the server's processes after that
"""

import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import mean

from bench.load import Measured, need, wrk
from bench.process import memory
from bench.result import Result, alone, at_least, at_most, told
from formhandler import clock, db
from formhandler.config import Config
from formhandler.counts import dims, reading
from tests import sites
from tests.counted import counted
from tests.requests import TYPED
from tests.server import Server

SECONDS = 5
TURNS = 2


def measure(seconds: int = SECONDS) -> list[Result]:
    """Ask for the front page for *seconds* from each, twice."""
    need("wrk")
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        off, on = handler(Path(name) / "off", "off"), handler(Path(name) / "on", "server")
        with off, on:
            runs = [[wrk(f"{one.url}/", seconds, headers=TYPED) for one in (off, on)] for _ in range(TURNS)]
            megabytes = memory(on.process.pid)
        kept = views(on)
    plain, counting = zip(*runs, strict=True)
    limit = told("pages: not counted", mean(run.rate for run in plain), "/s")
    return [limit, *_counted(limit, counting, kept), told("pages: memory", megabytes, "MB")]


def _counted(limit: Result, runs: Sequence[Measured], kept: int) -> list[Result]:
    answered, refused = sum(run.requests - run.refused for run in runs), sum(run.refused for run in runs)
    return [
        at_least("pages: counted", mean(run.rate for run in runs), "/s", of=limit, times=0.5),
        told("pages: counted, 99 % within", max(run.p99 for run in runs), "ms"),
        at_most("pages: refused", refused, "", 0),
        at_most("pages: lost", max(0, answered - kept), "", 0),
    ]


def handler(folder: Path, mode: str) -> Server:
    """The example trader's handler that counts in this way."""
    folder.mkdir()
    content = counted(folder, mode)
    site = sites.built(content, folder / "site", "--publish")
    return Server(folder / "data", site, content / "record.toml", folder / "logs", {"PROXIES": "1"})


def views(server: Server) -> int:
    """How many the sums have of today, and of yesterday, should midnight have passed."""
    engine = db.reader(Config.from_environ(server.env).database_url)
    today = clock.day(clock.utcnow())
    with closing(engine.connect()) as connection:
        sums = reading.sums(connection, dims.TOTAL, today - timedelta(days=1), today)
    engine.dispose()
    return sums.get("views", 0)


if __name__ == "__main__":
    alone(measure, SECONDS)
