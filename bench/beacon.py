"""
How fast the views are counted that the pages' own script tells of, beside the limit of the same machine.

    python -m bench.beacon [SECONDS]

Needs `wrk` and `nginx`. Everything runs on 127.0.0.1 and ends by itself; 64 connections:

    nginx 204  the limit: nginx answering 204
    told       POST /kaynti as a page sends it: read, judged, added up, committed with synchronous=FULL, 204

Each view comes from one of 1,000 pages that the site does not have or one that it has, from this site or one
of 300 hosts. Every answered one is then looked for in the database.
"""

import tempfile
from datetime import timedelta
from pathlib import Path

from bench.load import need, nginx, wrk
from bench.process import memory
from bench.result import Result, alone, at_least, at_most, told
from formhandler import clock, create_app
from formhandler.config import Config
from formhandler.counts import dims, reading
from formhandler.counts.beacon import PATH
from tests import sites
from tests.counted import counted
from tests.server import Server

SECONDS = 10

WRK = """
local n = 0
local befores = {{"", "/", "/yhteys/", "/palvelut/", "host"}}
function request()
  n = n + 1
  local before = befores[n % 5 + 1]
  if before == "host" then before = "www.host" .. n % 300 .. ".example" end
  local page = n % 7 == 0 and "/sivu-" .. n % 1000 .. "/" or "/yhteys/"
  return wrk.format("POST", "{path}", {{
    ["Content-Type"] = "text/plain;charset=UTF-8", ["Sec-Fetch-Site"] = "same-origin",
    ["Sec-Fetch-Mode"] = "no-cors", ["Sec-Fetch-Dest"] = "empty", ["Accept-Language"] = "fi-FI,fi;q=0.9",
    ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" }},
    "vd0\\n" .. page .. "\\n" .. before)
end
"""


def measure(seconds: int = SECONDS) -> list[Result]:
    """Tell of views for *seconds*, as fast as it goes."""
    need("wrk", "nginx")
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        folder = Path(name)
        server = handler(folder)
        (folder / "post.lua").write_text(WRK.format(path=PATH))
        with nginx(folder) as limit_url, server:
            limit = told("beacon: nginx 204", wrk(limit_url, seconds).rate, "/s")
            beacon = wrk(server.url, seconds, folder / "post.lua")
            megabytes = memory(server.process.pid)
        lost = max(0, beacon.requests - beacon.refused - views(Config.from_environ(server.env)))
    return [
        limit,
        at_least("beacon: told", beacon.rate, "/s", of=limit, times=0.2),
        at_most("beacon: told, 99 % within", beacon.p99, "ms", 25),
        at_most("beacon: refused", beacon.refused, "", 0),
        at_most("beacon: answered, but not kept", lost, "", 0),
        told("beacon: memory", megabytes, "MB"),
    ]


def handler(folder: Path) -> Server:
    """The example trader's handler, which counts so."""
    content = counted(folder, "beacon")
    site = sites.built(content, folder / "site")
    return Server(folder / "data", site, content / "record.toml", folder / "logs", {"PROXIES": "1"})


def views(config: Config) -> int:
    """How many have been counted."""
    app = create_app(config)
    today = clock.day(clock.utcnow())
    with app.extensions["reader"].connect() as db:
        return reading.sums(db, dims.TOTAL, today - timedelta(days=1), today).get("views", 0)


if __name__ == "__main__":
    alone(measure, SECONDS)
