"""
What the handler costs when nobody comes: how long it takes to start, and the memory it then holds.

    python -m bench.idle [STARTS]

    start   from `flask serve` until it answers, on data that are there already; the median
    memory  megabytes of its processes, after a page and a look at /health; what two of them share counts
            half in each (proportional set size)
"""

import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

from bench.process import memory
from bench.result import Result, alone, at_most
from tests import sites
from tests.server import Server

STARTS = 5


def measure(starts: int = STARTS) -> list[Result]:
    """Start it *starts* times."""
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        server = handler(Path(name))
        with server:  # makes the key and the tables
            pass
        taken, held = zip(*(_started(server) for _ in range(starts)), strict=True)
    return [
        at_most("idle: start", median(taken), "s", 1),
        at_most("idle: memory", median(held), "MB", 60),
    ]


def handler(folder: Path) -> Server:
    """The example trader's handler."""
    content = sites.example(folder)
    site = sites.built(content, folder / "site")
    return Server(folder / "data", site, content / "record.toml", folder / "logs")


def _started(server: Server) -> tuple[float, float]:
    """Seconds until it answers, and megabytes."""
    began = time.monotonic()
    with server:
        seconds = time.monotonic() - began
        for path in ("/", "/health"):
            urllib.request.urlopen(server.url + path, timeout=30).read()  # noqa: S310  # ours, on 127.0.0.1
        return seconds, memory(server.process.pid)


if __name__ == "__main__":
    alone(measure, STARTS)
