"""
How fast the contact form takes messages, beside the limit of the same machine in the same run.

    python -m bench.form [SECONDS]

Needs `wrk` and `nginx`. Everything runs on 127.0.0.1 and ends by itself. Absolute figures drift with the
machine; the ratios are what to compare (one run, 64 connections):

    limit   nginx answering 204
    health  GET /health: Flask, our headers, no database write
    form    the check page's post: read, validated, scored, sealed, committed with synchronous=FULL, 303

Every answered post is then looked for in the archive.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from formhandler import clock, create_app
from formhandler.config import Config
from formhandler.contact.checkpage import CheckPage
from formhandler.schema import message
from tests import sites
from tests.server import Server, free_port

CONNECTIONS = 64
POSTS = 100_000  # signed ids prepared for one run: more than can be posted in it

NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; return 204; }}
}}
"""
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


def main() -> None:
    """Measure, print, and fail when an answered message is not in the archive."""
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
            form = wrk(server.url, seconds, prepared(folder, config))
        stored = archived(config)
    print(f"limit   {limit.rate:>9,.0f}/s")
    print(f"health  {health.rate:>9,.0f}/s  {health.rate / limit.rate:.3f} of the limit")
    print(f"form    {form.rate:>9,.0f}/s  {form.rate / limit.rate:.3f} of the limit, p99 {form.p99}")
    print(f"        {form.requests:,} answered, {form.refused:,} of them refused, {stored:,} in the archive")
    if form.refused or stored < form.requests:
        sys.exit("an answered message is missing, or a post was refused")


class Measured:
    """What wrk printed of one run."""

    def __init__(self, report: str) -> None:
        self.rate = float(_number(r"Requests/sec:\s+([\d.]+)", report))
        self.requests = int(_number(r"(\d+) requests in", report))
        self.p99 = _number(r"99%\s+(\S+)", report)
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
        self.refused = int(refused[1]) if refused else 0


def _number(pattern: str, report: str) -> str:
    found = re.search(pattern, report)
    if not found:
        sys.exit(f"wrk said something unexpected:\n{report}")
    return found[1]


def wrk(url: str, seconds: int, script: Path | None = None) -> Measured:
    """Load *url* for *seconds* from two threads."""
    command = [
        "wrk",
        "--threads",
        "2",
        "--connections",
        str(CONNECTIONS),
        "--duration",
        f"{seconds}s",
        "--latency",
    ]
    command += ["--script", str(script)] if script else []
    return Measured(subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout)


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
    token = _number(r'name="csrf_token" value="([^"]+)"', page)
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


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """The limit: a web server that says 204 to everything."""
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=20)


if __name__ == "__main__":
    main()
