"""Visits, from real requests to the sums: a web server writes, its log is rotated, every line is counted."""

import grp
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from counting import agents, line
from formhandler import db
from formhandler.config import Config
from tests import sites
from tests.counted import counted
from tests.formhandler.folding.made import by_page
from tests.server import ROOT, Server, in_time
from tests.webserver.front import KINDS, Front, configuration, front
from tests.webserver.test_logrotate import rotate

TYPED = {"Sec_Fetch_Dest": "document", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Site": "none"}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
BROWSERS = (
    FIREFOX,
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/141.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT} Chrome/141.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT} Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 "
    "Safari/605.1.15",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/7.88.1",
    "Lynx/2.9.0 libwww-FM/2.14",
    'kummallinen "nimi" \\ {x} $y',
    "",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A site that is counted from the log; nobody answers where its handler should be."""
    folder = tmp_path_factory.mktemp("folded")
    content = counted(folder, "log")
    site = sites.built(content, folder / "output", "--publish")
    return Server(folder / "data", site, content / "record.toml", folder / "logs")


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@contextmanager
def following(server: Server, log: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "flask", "counts", "fold", "--follow", str(log)]
    process = subprocess.Popen(command, cwd=ROOT, env=server.env, stderr=subprocess.PIPE, text=True)
    try:
        yield
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=60)
        assert (process.returncode, told) == (0, "")
    finally:
        process.kill()


def rules(kind: str, server: Server, web: Front) -> str:
    """What `make logrotate` says of this server's log, at the test's own paths."""
    usual = "/var/log/seloste-visits.log" if kind == "nginx" else "/var/log/caddy/seloste-visits.log"
    text = configuration("logrotate", server.record, server.site, "--url", web.url)
    (stanza,) = [each for each in text.split("\n}\n") if f"\n{usual} {{" in f"\n{each}"]
    mine = f"{pwd.getpwuid(os.geteuid()).pw_name} {grp.getgrgid(os.getegid()).gr_name}"
    here = stanza[stanza.index(usual) :].replace(usual, str(web.visits)) + "\n}\n"
    return here.replace("/run/nginx.pid", str(web.folder / "nginx.pid")).replace("www-data seloste", mine)


def test_every_request_is_counted_once_while_the_log_is_rotated(kind, server, tmp_path):
    data = tmp_path / "data"
    own = Server(data, server.site, server.record, tmp_path / "logs")
    own.flask("migrate")
    engine = db.connect(Config.from_environ(own.env).database_url)

    def ask(times: int) -> None:
        for _ in range(times):
            assert web.ask("/palvelut/", **TYPED, User_Agent=FIREFOX).status == 200
            assert web.ask("/", **TYPED, User_Agent=FIREFOX).status == 200

    with front(kind, tmp_path, own) as web:
        ask(5)
        with following(own, web.visits):
            in_time(lambda: by_page(engine) == {"/": 5, "/palvelut/": 5})
            asking = Thread(target=ask, args=(10,))
            asking.start()
            if kind == "caddy":  # what it writes while its log is copied may be lost, as the docs say
                asking.join()
            rotate(tmp_path, rules(kind, own, web))
            asking.join()
            ask(5)
            in_time(lambda: by_page(engine) == {"/": 20, "/palvelut/": 20})
        engine.dispose()

    assert len(list(tmp_path.glob("visits.log*"))) == 2


def test_the_web_server_tells_browsers_apart_as_the_handler_does(kind, server, tmp_path):
    with front(kind, tmp_path, server) as web:
        for number, browser in enumerate(BROWSERS):
            web.ask(f"/selain-{number}", **TYPED, User_Agent=browser)
        web.ask("/en/", **TYPED)

        def found() -> list[line.Line]:
            raw = web.visits.read_bytes().splitlines() if web.visits.exists() else []
            return [one for each in raw if (one := line.read(each)) is not None]

        in_time(lambda: len(found()) == len(BROWSERS) + 1)
        told = {one.path: one.agent for one in found()}

    assert told == {f"/selain-{n}": agents.of(browser) for n, browser in enumerate(BROWSERS)} | {
        "/en/": agents.of("")
    }
