"""
How fast the handler records choices, beside the limit of the same machine in the same run.

    python -m bench.consent [SECONDS]

Needs `wrk` and `nginx`. Everything runs on 127.0.0.1 and ends by itself. Absolute figures drift with the
machine; the ratios are what to compare (one run, 64 connections):

    limit    nginx answering 204
    health   GET /health: Flask, our headers, no database write
    consent  POST to the choices page as the banner does: read, checked, chained, committed with
             synchronous=FULL, 303 with the cookie

Every answered choice is then looked for in the consent record, and the record is verified.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench.form import Measured, nginx, wrk
from formhandler import clock, create_app
from formhandler.config import Config
from formhandler.consent import chain, rows, verifying
from record import asking, load
from tests import sites
from tests.server import Server

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


def main() -> None:
    """Measure, print, and fail when an answered choice is not in the record, or the record is not whole."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    for program in ("wrk", "nginx"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing; on Debian: apt-get install {program}")
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        folder = Path(name)
        server = handler(folder)
        config = Config.from_environ(server.env)
        with nginx(folder) as limit_url, server:
            limit = wrk(limit_url, seconds)
            health = wrk(f"{server.url}/health", seconds)
            consent = wrk(server.url, seconds, prepared(folder, config))
        began = time.monotonic()
        report = verified(config)
        took = time.monotonic() - began
    told(limit, health, consent)
    print(f"         {consent.requests:,} answered, {consent.refused:,} refused, {report.events:,} recorded")
    print(f"verify   {report.events / took:>9,.0f} events/s, {len(report.faults)} faults")
    if consent.refused or report.faults or report.events < consent.requests:
        sys.exit("an answered choice is missing, a post was refused, or the record is not whole")


def told(limit: Measured, health: Measured, consent: Measured) -> None:
    """Print the rates."""
    print(f"limit    {limit.rate:>9,.0f}/s")
    print(f"health   {health.rate:>9,.0f}/s  {health.rate / limit.rate:.3f} of the limit")
    print(
        f"consent  {consent.rate:>9,.0f}/s  {consent.rate / limit.rate:.3f} of the limit, "
        f"{consent.rate / health.rate:.2f} of health, p99 {consent.p99}"
    )


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
    main()
