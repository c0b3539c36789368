"""
How fast the handler records choices, beside the limit of the same machine in the same run.

    python -m bench.consent [SECONDS]

Needs `wrk` and `nginx`. Everything runs on 127.0.0.1 and ends by itself; 64 connections:

    nginx 204  the limit: nginx answering 204
    health     GET /health: Flask, our headers, no database write
    chosen     POST to the choices page as the banner does: read, checked, chained, committed with
               synchronous=FULL, 303 with the cookie
    verified   events of that record a second, with `flask consent verify`

Every answered choice is then looked for in the consent record, and the record is verified.
"""

import tempfile
import time
from pathlib import Path

from bench.load import need, nginx, wrk
from bench.result import Result, alone, at_least, at_most, told
from formhandler import clock, create_app
from formhandler.config import Config
from formhandler.consent import chain, rows, verifying
from record import asking, load
from tests import sites
from tests.server import Server

SECONDS = 10

# Each post is a page of its own (once), from a network of its own (PROXIES=1):
# the flood limit is per /24.
WRK = """
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
function init(args) sent = 0 end
function request()
  sent = sent + 1
  local n = sent * 2 + number
  local once = "a-page-of-the-bench-" .. string.format("%012d", n)
  local body = "text={text}&surface=banner&answer=all&next=%2F&once=" .. once
  local network = 20 + math.floor(n / 65536) .. "." .. math.floor(n / 256) % 256 .. "." .. n % 256 .. ".7"
  return wrk.format("POST", "{path}", {{
    ["Content-Type"] = "application/x-www-form-urlencoded", ["Sec-Fetch-Site"] = "same-origin",
    ["X-Forwarded-For"] = network }}, body)
end
"""


def measure(seconds: int = SECONDS) -> list[Result]:
    """Post for *seconds*, as fast as it goes."""
    need("wrk", "nginx")
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        folder = Path(name)
        server = handler(folder)
        config = Config.from_environ(server.env)
        with nginx(folder) as limit_url, server:
            limit = told("consent: nginx 204", wrk(limit_url, seconds).rate, "/s")
            health = wrk(f"{server.url}/health", seconds)
            consent = wrk(server.url, seconds, prepared(folder, config))
        began = time.monotonic()
        report = verified(config)
        took = time.monotonic() - began
    lost = max(0, consent.requests - consent.refused - report.events)
    return [
        limit,
        told("consent: health", health.rate, "/s", of=limit),
        at_least("consent: chosen", consent.rate, "/s", 3_000, of=limit, times=0.05),
        at_most("consent: chosen, 99 % within", consent.p99, "ms", 35),
        at_most("consent: refused", consent.refused, "", 0),
        at_most("consent: answered, but not kept", lost, "", 0),
        told("consent: verified", report.events / took, "/s"),
        at_most("consent: faults", len(report.faults), "", 0),
    ]


def handler(folder: Path) -> Server:
    """The example trader's handler with Analytics declared, so that there is something to choose."""
    content = sites.example(folder)
    sites.edit(content / "record.toml", 'measurement_id = ""', 'measurement_id = "G-BENCH00000"')
    site = sites.built(content, folder / "site")
    return Server(folder / "data", site, content / "record.toml", folder / "logs", {"PROXIES": "1"})


def prepared(folder: Path, config: Config) -> Path:
    """What a visitor's banner posts, again and again."""
    record = load(config.record, today=clock.day(clock.utcnow()))
    lang = record.binding
    text = asking.question(record, lang).hash
    script = WRK.format(text=text, path=record.edition.choices_path[lang])
    (folder / "post.lua").write_text(script)
    return folder / "post.lua"


def verified(config: Config) -> verifying.Report:
    """What `flask consent verify` finds."""
    app = create_app(config)
    with rows.frozen(app.extensions["reader"]) as db:
        return verifying.verify(db, chain.key(app.extensions["secret"]))


if __name__ == "__main__":
    alone(measure, SECONDS)
