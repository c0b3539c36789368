"""
kill -9 at random moments while visits are counted, in each way: what was acknowledged is kept, nothing twice.

    python -m bench.kills [KILLS IN EACH WAY]

    server  pages from eight clients; one that was answered whole has its view in the sums
    beacon  the same with what the pages' script sends, and its 204
    log     lines are written while `flask counts fold --follow` is killed; in the end each was counted once
"""

import random
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

from bench.result import Result, alone, at_most, told
from formhandler import db
from formhandler.config import Config
from formhandler.counts import reading
from tests import sites
from tests.counted import counted
from tests.formhandler.counts import killing, test_killed
from tests.formhandler.folding import made
from tests.requests import TOLD
from tests.server import ROOT, Server

KILLS = 50
AT_ONCE = 10  # kills of one server: each view has a name of its own, and a day has room for so many
LINES = 60_000  # more than are counted before the next kill
PAGES = ("/", "/palvelut/", "/yhteys/", "/tietosuoja/")
DAY = date(2026, 11, 22)  # of the lines that made.py makes


def tell(connection: HTTPConnection, host: str) -> None:
    """Tell of an arrival from *host*, as the front page's script does."""
    connection.request("POST", "/kaynti", b"vd0\n/\n" + host.encode(), TOLD)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 204


SERVED = {"server": test_killed.ask, "beacon": tell}


def measure(kills: int = KILLS) -> list[Result]:
    """Kill each so many times."""
    chance = random.Random()
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        results = [
            result
            for mode, send in SERVED.items()
            for result in _served(mode, send, Path(name), kills, chance)
        ]
        return results + _folded(Path(name), kills, chance)


def _served(mode: str, send: killing.Send, folder: Path, kills: int, chance: random.Random) -> list[Result]:
    answered, lost, twice = 0, 0, 0
    for begun in range(0, kills, AT_ONCE):
        server = handler(folder / f"{mode}-{begun}", mode)
        sent = killing.lives(server, send, min(AT_ONCE, kills - begun), chance)
        wrong = killing.wrong(server, sent)
        answered += len(sent.answered)
        lost += wrong["lost"]
        twice += wrong["doubled"] + wrong["invented"]
    return [
        told(f"kills: {mode}, kills", kills, ""),
        told(f"kills: {mode}, acknowledged", answered, ""),
        at_most(f"kills: {mode}, lost", lost, "", 0),
        at_most(f"kills: {mode}, twice", twice, "", 0),
    ]


def handler(folder: Path, mode: str) -> Server:
    """The example trader's handler that counts in this way."""
    folder.mkdir()
    content = counted(folder, mode, keys=killing.MOST)
    site = sites.built(content, folder / "site", "--publish")
    return Server(folder / "data", site, content / "record.toml", folder / "logs")


def _folded(folder: Path, kills: int, chance: random.Random) -> list[Result]:
    """A log grows and is rotated; whoever counts it is killed soon after having begun."""
    server = handler(folder / "log", "log")
    server.flask("migrate")
    log = folder / "visits.log"
    log.touch()
    written = 0
    for kill in range(kills):
        if kill % 10 == 9:
            log.rename(log.with_name(f"visits.log.{kill}"))
        written += _append(log, LINES)
        _counting_killed(server, log, chance.uniform(0, 0.5))
    server.flask("counts", "fold", str(log))
    counted = sum(views(server).values())
    return [
        told("kills: log, kills", kills, ""),
        told("kills: log, lines", written, ""),
        at_most("kills: log, lost", max(0, written - counted), "", 0),
        at_most("kills: log, twice", max(0, counted - written), "", 0),
    ]


def _append(log: Path, lines: int) -> int:
    each = b"".join(made.nginx(path=page) for page in PAGES)
    with log.open("ab") as file:
        file.write(each * (lines // len(PAGES)))
    return lines // len(PAGES) * len(PAGES)


def _counting_killed(server: Server, log: Path, seconds: float) -> None:
    """Kill it so many *seconds* after it has counted something."""
    before = views(server)
    command = [sys.executable, "-m", "flask", "counts", "fold", "--follow", str(log)]
    process = subprocess.Popen(command, cwd=ROOT, env=server.env)
    while views(server) == before and process.poll() is None:
        time.sleep(0.005)
    time.sleep(seconds)
    process.kill()
    process.wait()


def views(server: Server) -> dict[str, int]:
    """Of each page, on the day of the lines."""
    engine = db.reader(Config.from_environ(server.env).database_url)
    with closing(engine.connect()) as connection:
        found = {one.page: one.views for one in reading.pages(connection, DAY, DAY)}
    engine.dispose()
    return found


if __name__ == "__main__":
    alone(measure, KILLS)
