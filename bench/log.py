"""
How fast visits are counted from the web server's log, beside GoAccess on the same requests in the same run.

    python -m bench.log [LINES]

Needs `goaccess`. The lines are a month of requests for the pages of a site with 200: some pages are read
far more than others, more than half of the views come from a link on another page, the rest from search
engines, other sites or nowhere; every fourth is a bot's. GoAccess reads them in the combined format, as nginx
writes it by default, and makes its report; ours tell of nobody, and end in the sums on the disk.

    goaccess  lines/s of GoAccess
    fold      lines/s of `flask counts fold`, from the file to the last commit; nothing was judged before
    memory    the most that it held, megabytes; and how much more with four times as many lines
    look      at a log where nothing has come, ms: the service looks once a second
"""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path

from bench.result import Result, alone, at_least, at_most, told
from counting import agents
from counting.judging import Site
from counting.pages import Pages
from formhandler import db
from formhandler.folding.adding import Adding
from formhandler.folding.follower import Follower
from formhandler.schema import metadata
from formhandler.writer import Writer

LINES = 1_000_000
HOURS = 30 * 24
PAGES = [f"/sivu-{n}/" for n in range(200)]
OTHERS = [
    "",
    "https://www.google.com/",
    "https://duckduckgo.com/",
    *(f"https://s{n}.example/" for n in range(20)),
]
LANGUAGES = ["fi", "fi", "fi", "fi", "sv", "en"]
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
PEOPLE = [
    *(
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/{n}.0.0.0 Safari/537.36"
        for n in range(120, 140)
    ),
    *(
        f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT} Chrome/{n}.0.0.0 Mobile Safari/537.36"
        for n in range(120, 140)
    ),
    *(f"Mozilla/5.0 (X11; Linux x86_64; rv:{n}.0) Gecko/20100101 Firefox/{n}.0" for n in range(130, 150)),
]
BOTS = [f"Mozilla/5.0 (compatible; Examplebot/{n}.0; +https://bot.example/)" for n in range(20)]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What both logs tell of, each in its own way."""

    hour: int  # of the month, from 0
    address: str
    path: str
    referrer: str  # a path of the site, or the address of another
    agent: str
    lang: str

    @property
    def combined(self) -> str:
        """As nginx writes it by default."""
        referrer = (
            f"https://www.example.fi{self.referrer}" if self.referrer.startswith("/") else self.referrer
        )
        when = f"{1 + self.hour // 24:02}/Oct/2026:{self.hour % 24:02}:10:20 +0000"
        asked = f'[{when}] "GET {self.path} HTTP/1.1" 200 5120'
        return f'{self.address} - - {asked} "{referrer or "-"}" "{self.agent}"\n'

    @property
    def visit(self) -> str:
        """As nginx writes it with `make nginx`."""
        hour = f"2026-10-{1 + self.hour // 24:02}T{self.hour % 24:02}+00:00"
        site = "same-origin" if self.referrer.startswith("/") else "cross-site" if self.referrer else "none"
        bot = self.agent in BOTS
        fetch = ("", "", "") if bot else ("document", "navigate", site)
        lang = "" if bot else self.lang
        row = (
            "visit1",
            hour,
            "200",
            "GET",
            self.path,
            self.referrer.removesuffix("/") or self.referrer,
            *fetch,
        )
        return "\t".join((*row, "", "", agents.of(self.agent), lang, "", "", "", ".\n"))


def measure(lines: int = LINES) -> list[Result]:
    """Count *lines*, and four times as many to see that no more memory is needed."""
    if not shutil.which("goaccess"):
        sys.exit("goaccess is missing; on Debian: apt-get install goaccess")
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        folder = Path(name)
        written(folder, lines)
        goaccess = told("log: goaccess", lines / reported(folder / "combined.log"), "lines/s")
        seconds, held, look = apart(folder / "visits.log", folder / "first.db")
        with (folder / "long.log").open("wb") as long:
            for _ in range(4):
                with (folder / "visits.log").open("rb") as log:
                    shutil.copyfileobj(log, long)
        _, more, _ = apart(folder / "long.log", folder / "second.db")
    return [
        goaccess,
        at_least("log: fold", lines / seconds, "lines/s", of=goaccess, times=10),
        told("log: memory", held, "MB"),
        at_most("log: memory, more for four times as many lines", more - held, "MB", 20),
        told("log: look", look * 1_000, "ms"),
    ]


def requests(lines: int) -> Iterator[Request]:
    """A month of them, in their order."""
    chance = random.Random(20261122)
    likely = list(accumulate(1 / (n + 1) for n in range(len(PAGES))))
    links = {page: chance.choices(PAGES, cum_weights=likely, k=6) for page in PAGES}
    for n in range(lines):
        path = chance.choices(PAGES, cum_weights=likely)[0]
        other = OTHERS[min(int(chance.paretovariate(0.9)) - 1, len(OTHERS) - 1)]
        yield Request(
            hour=n * HOURS // lines,
            address=f"192.0.{chance.randrange(256)}.{chance.randrange(256)}",
            path=path,
            referrer=chance.choice(links[path]) if chance.random() < 0.55 else other,
            agent=chance.choice(BOTS if chance.random() < 0.25 else PEOPLE),
            lang=chance.choice(LANGUAGES),
        )


def written(folder: Path, lines: int) -> None:
    """The same requests in both formats."""
    with (folder / "combined.log").open("w") as combined, (folder / "visits.log").open("w") as visits:
        for request in requests(lines):
            combined.write(request.combined)
            visits.write(request.visit)


def reported(log: Path) -> float:
    """Seconds that GoAccess takes for its report."""
    command = [
        "goaccess",
        str(log),
        "--log-format=COMBINED",
        "--no-progress",
        "-o",
        str(log.with_suffix(".json")),
    ]
    began = time.monotonic()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def apart(log: Path, database: Path) -> tuple[float, float, float]:
    """In a process of its own, so that its memory is: seconds, megabytes, seconds of one more look."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(folded, log, database).result()


def folded(log: Path, database: Path) -> tuple[float, float, float]:
    """Count *log* into a new database."""
    engine = db.connect(f"sqlite:///{database}")
    metadata.create_all(engine)
    writer = Writer(engine)
    adding = Adding(Site(pages=Pages(PAGES), hosts=frozenset({"example.fi"})))
    follower = Follower(log, lambda: adding, reader=engine, writer=writer, most=200)
    began = time.monotonic()
    follower.step(NOW)
    seconds = time.monotonic() - began
    began = time.monotonic()
    follower.step(NOW)
    look = time.monotonic() - began
    writer.close()
    engine.dispose()
    assert follower.told.foreign == 0, follower.told
    return seconds, _most_held(), look


def _most_held() -> float:
    """Megabytes; Linux only. What the parent held before exec is not in it, as it is in getrusage's."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1_000_000


if __name__ == "__main__":
    alone(measure, LINES)
