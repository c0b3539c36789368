"""
How fast the contact form takes messages, beside the limit of the same machine in the same run.

    python -m bench.form [SECONDS]

Needs `wrk` and `nginx`. Everything runs on 127.0.0.1 and ends by itself; 64 connections:

    nginx 204  the limit: nginx answering 204
    health     GET /health: Flask, our headers, no database write
    sent       the check page's post: read, validated, scored, sealed, committed with synchronous=FULL, 303
    memory     of the server's processes after that

Every answered post is then looked for in the archive.
"""

import tempfile
from pathlib import Path

from sqlalchemy import func, select

from bench.load import Measured, found, need, nginx, wrk
from bench.process import memory
from bench.result import Result, alone, at_least, at_most, told
from formhandler import clock, create_app
from formhandler.config import Config
from formhandler.contact.checkpage import CheckPage
from formhandler.schema import message
from tests import sites
from tests.server import Server

SECONDS = 10
POSTS = 100_000  # signed ids prepared for one run: more than can be posted in it

# Each thread of wrk takes its own ids, and each post comes from a network of its own (PROXIES=1).
WRK = """
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
function init(args)
  ids = {{}}
  local line = 0
  for id in io.lines("{ids}") do
    if line % 2 == number then ids[#ids + 1] = id end
    line = line + 1
  end
  next_id = 0
end
function request()
  next_id = next_id + 1
  local n = next_id * 2 + number
  local body = "{fields}&body=Message+number+" .. n .. "+of+a+calm+and+ordinary+length%2C+isn't+it%3F&check="
  body = body .. ids[next_id]
  local network = "10." .. math.floor(n / 65536) % 256 .. "." .. math.floor(n / 256) % 256 .. "." .. n % 256
  return wrk.format("POST", "{action}", {{
    ["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = "{cookie}",
    ["Sec-Fetch-Site"] = "same-origin", ["X-Forwarded-For"] = network }}, body)
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
            limit = told("form: nginx 204", wrk(limit_url, seconds).rate, "/s")
            health = wrk(f"{server.url}/health", seconds)
            form = wrk(server.url, seconds, prepared(folder, config))
            megabytes = memory(server.process.pid)
        return [
            limit,
            told("form: health", health.rate, "/s", of=limit),
            at_least("form: sent", form.rate, "/s", 1_200, of=limit, times=0.02),
            at_most("form: sent, 99 % within", form.p99, "ms", 150),
            at_most("form: memory", megabytes, "MB", 80),
            *kept(form, archived(config)),
        ]


def kept(form: Measured, stored: int) -> list[Result]:
    """What was answered is there."""
    return [
        at_most("form: refused", form.refused, "", 0),
        at_most("form: answered, but not kept", max(0, form.requests - form.refused - stored), "", 0),
    ]


def handler(folder: Path) -> Server:
    """The example trader's handler, with a site built for it; PROXIES, as the flood limit is per network."""
    content = sites.example(folder)
    site = sites.built(content, folder / "site")
    return Server(folder / "data", site, content / "record.toml", folder / "logs", {"PROXIES": "1"})


def prepared(folder: Path, config: Config) -> Path:
    """One browser's session and many check pages, as if each had been looked at for a while."""
    app = create_app(config)
    form = app.extensions["record"].forms[0]
    action = form.action[app.extensions["record"].binding]
    client = app.test_client()
    page = client.post(action, data={"body": "x"}).text
    token = found(r'name="csrf_token" value="([^"]+)"', page)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    signed = (CheckPage.new(now=clock.utcnow()).sign(app.extensions["secret"]) for _ in range(POSTS))
    (folder / "ids").write_text("\n".join(signed))
    script = WRK.format(
        ids=folder / "ids", fields=f"csrf_token={token}", action=action, cookie=f"{cookie.key}={cookie.value}"
    )
    (folder / "post.lua").write_text(script)
    return folder / "post.lua"


def archived(config: Config) -> int:
    """How many messages the archive holds."""
    with create_app(config).extensions["reader"].connect() as db:
        return int(db.execute(select(func.count()).select_from(message)).scalar_one())


if __name__ == "__main__":
    alone(measure, SECONDS)
