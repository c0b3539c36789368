"""What a web server writes down of visits: what is counted from it, and nothing of who asked."""

import json
import re
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from counting import line
from counting.line import Line
from record import Record, load
from tests import sites
from tests.counted import counted
from tests.server import Server, in_time
from tests.webserver.front import (
    FORM,
    KINDS,
    Front,
    ask,
    checked,
    configuration,
    front,
    place,
    printed,
    trusting,
)
from webserver import logged, visits
from webserver.place import Place
from webserver.visits import Visits

CANARY = "kanarialintu"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
#: What a browser sends when somebody types the address.
TYPED = {
    "User_Agent": FIREFOX,
    "Accept_Language": "fi-FI,fi;q=0.8,en;q=0.5",
    "Sec_Fetch_Dest": "document",
    "Sec_Fetch_Mode": "navigate",
    "Sec_Fetch_Site": "none",
}
THANKS = "/viesti/2026-ABCDEFGHJK"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return counted(tmp_path_factory.mktemp("logged"), "log")


@pytest.fixture(scope="module")
def handler(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("handler")
    site = sites.built(content, folder / "output", "--publish")
    with Server(folder / "data", site, content / "record.toml", folder / "logs", {"PROXIES": "1"}) as server:
        yield server


@pytest.fixture(scope="module", params=KINDS)
def web(
    request: pytest.FixtureRequest, handler: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    with front(request.param, tmp_path_factory.mktemp(f"visits-{request.param}"), handler) as web:
        yield web


@pytest.fixture(scope="module")
def record(content: Path) -> Record:
    return load(content / "record.toml", today=date(2026, 11, 22))


def written(web: Front, last: str) -> list[Line]:
    """The lines of visits, once the one of the page *last* is there."""

    def found() -> list[Line]:
        # Caddy makes the file with the first line.
        raw = web.visits.read_bytes().splitlines() if web.visits.exists() else []
        return [one for each in raw if (one := line.read(each)) is not None]

    in_time(lambda: any(one.path == last for one in found()))
    return found()


def only(web: Front, path: str) -> Line:
    """The one line of the page *path*."""
    (one,) = [one for one in written(web, path) if one.path == path]
    return one


def test_a_page_is_one_line_with_what_is_counted_of_it(web):
    web.ask("/palvelut/?q=1", **TYPED, Referer="https://haku.example.org/etsi?q=salaista")

    assert replace(only(web, "/palvelut/"), hour=0) == Line(
        hour=0,
        status=200,
        method="GET",
        path="/palvelut/",
        referrer="https://haku.example.org",
        dest="document",
        mode="navigate",
        site="none",
        purpose="",
        reload=False,
        agent="desktop+",
        lang="fi",
        gpc=False,
        objects=False,
        own=False,
    )


def test_the_figures_link_and_api_reach_the_handler_and_their_token_no_log(web):
    token = "CANARY-of-22-letters-x"
    for path in (f"/luvut/{token}", f"/sv/luvut/{token}", f"/en/luvut/{token}/luvut.csv"):
        assert web.ask(path, **TYPED).status == 404
    answer = web.ask("/luvut.json", Authorization=f"Bearer {token}")
    web.ask("/en/contact/", **{**TYPED, "Sec_Fetch_Site": "same-origin"}, Referer=f"{web.url}/luvut/{token}")

    assert json.loads(answer.body)["error"]["code"] == "off"
    assert only(web, "/en/contact/").referrer.startswith("/luvut")
    assert "CANARY-of" not in web.visits.read_text() + (web.log.read_text() if web.log.exists() else "")


def test_the_time_is_written_by_the_hour(web):
    web.ask("/en/services/", **TYPED)
    written(web, "/en/services/")

    for raw in web.visits.read_text().splitlines():
        told = json.loads(raw)["ts"] if raw.startswith("{") else raw.split("\t")[1]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d(Z|[+-]\d\d:\d\d)", told), raw


def test_what_tells_one_navigation_from_another_is_there(web):
    web.ask(
        "/en/news/",
        **{**TYPED, "Sec_Fetch_Site": "same-origin", "Accept_Language": "sv"},
        Referer=f"{web.url}/en/services/?q=1#a",
        Sec_Purpose="prefetch;prerender",
        Cache_Control="max-age=0",
        Sec_GPC="1",
        Cookie=f"a=b; valinta=no_counting~0123456789ab~{'0' * 32}; __Host-hallinta={CANARY}",
    )

    one = only(web, "/en/news/")
    assert (one.referrer, one.site, one.lang) == ("/en/services/", "same-origin", "sv")
    assert (one.purpose, one.reload, one.gpc, one.objects, one.own) == ("prefetch", True, True, True, True)


def test_what_is_not_there_is_written_whatever_it_is(web):
    web.ask("/vanha/sivu.php?id=3", **TYPED)

    assert only(web, "/vanha/sivu.php").status == 404


def test_nothing_else_is_written(web, handler):
    sheet = next((handler.site / "theme").glob("style.*.css"))
    web.ask(f"/theme/{sheet.name}", **TYPED)
    web.ask("/sv/", "HEAD", **TYPED)
    web.ask("/sv/tjanster/", "POST", b"a=b", **FORM, **TYPED)
    web.ask("/sv/index.html", **TYPED)
    ask(web.plain, "/sv/", **TYPED)
    web.ask("/sv/aktuellt/", **TYPED)

    found = [one.path for one in written(web, "/sv/aktuellt/") if one.status < 300]
    assert not {f"/theme/{sheet.name}", "/sv/", "/sv/tjanster/", "/sv/index.html"} & set(found)


def test_what_the_handler_answers_is_not_written_nor_where_it_led_from(web):
    web.ask(THANKS, **TYPED)
    web.ask("/viesti/", "POST", b"body=x", **FORM, **TYPED)
    web.ask("/viesti/ei-ole/mitaan", **TYPED)
    web.ask("/hallinta/", **TYPED)
    web.ask("/en/privacy/", **TYPED, Referer=f"{web.url}{THANKS}")

    one = only(web, "/en/privacy/")
    assert one.referrer == "/viesti/"
    assert "ABCDEFGHJK" not in web.visits.read_text()
    assert not [
        each for each in written(web, "/en/privacy/") if each.path.startswith(("/viesti", "/hallinta"))
    ]


def test_no_byte_that_is_sent_breaks_a_line(web):
    strange = [
        b'/rikki"\\x41\\"{}$status%0a%09?a=b',
        b"/rikki\xff\xfe\xc3",
        b"/rikki" + b"a" * 200 + b"/bcdef" * 450,
    ]
    for path in strange:
        with (
            socket.create_connection(("127.0.0.1", web.port), timeout=10) as raw,
            trusting().wrap_socket(raw) as tls,
        ):
            tls.sendall(
                b"GET "
                + path
                + b" HTTP/1.1\r\nHost: "
                + web.url.removeprefix("https://").encode()
                + b'\r\nReferer: https://e.example\t"\\,\xff/\r\nAccept-Language: \xff"\r\n'
                b'Sec-Fetch-Dest: docu\tment\r\nUser-Agent: "\\\xff\r\nConnection: close\r\n\r\n'
            )
            while tls.recv(4_096):
                pass
    web.ask("/sv/kontakt/", **TYPED)

    found = [one for one in written(web, "/sv/kontakt/") if "rikki" in one.path]
    assert {one.path[:20] for one in found} == {
        '/rikki"\\x41\\"{}$stat',
        "/rikki\ufffd\ufffd\ufffd",
        "/rikki" + "a" * 14,
    }
    assert {(one.dest, one.lang, one.referrer) for one in found} == {("", "", "https://e.example")}
    assert max(len(one.path) for one in found) <= 1000


def test_the_log_names_no_visitor(web):
    """Neither now nor once the server has stopped: it writes into this one file as it goes."""
    web.ask(
        f"/en/accessibility/?q={CANARY}",
        **{**TYPED, "User_Agent": f"{CANARY} {FIREFOX}", "Accept_Language": f"en-{CANARY}"},
        Referer=f"https://{CANARY}@example.org/{CANARY}?{CANARY}",
        Cookie=f"a={CANARY}",
        Authorization=f"Basic {CANARY}",
        X_Forwarded_For="203.0.113.77",
    )

    assert only(web, "/en/accessibility/").lang == "en"
    told = web.visits.read_text()
    assert not [word for word in (CANARY, "127.0.0.1", "203.0.113", "Firefox", "Gecko") if word in told]


@pytest.mark.parametrize("kind", KINDS)
def test_the_record_and_the_line_tell_of_the_same(kind, record):
    (log,) = [log for log in record.logs if log.id == visits.ID]
    told = {column for field in log.fields for column in visits.FIELDS[field]}
    row = Visits.of(record, Place(url="https://www.example.fi"), ()).row(kind).split("\t")

    assert log.address == "none"
    assert told == {*line.COLUMNS} - {line.FORMAT, line.END}
    assert len(row) == len(line.COLUMNS) - (2 if kind == "caddy" else 0)
    assert "-" not in row


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_record_does_not_declare_is_not_written(kind, record):
    (log,) = [log for log in record.logs if log.id == visits.ID]
    fewer = replace(record, logs=(replace(log, fields=("hour", "method", "path", "status")),))
    found = Visits.of(fewer, Place(url="https://www.example.fi"), ())

    assert [column.name for column in found.columns(kind)] == ["method", "path"]
    assert found.row(kind).split("\t").count("-") == 11


@pytest.mark.parametrize("kind", KINDS)
def test_a_way_that_this_server_cannot_see_is_refused(kind, site, record, content, tmp_path):
    content = counted(tmp_path, "server")

    done = printed(kind, content / "record.toml", sites.built(content, tmp_path / "out", "--publish"))

    assert (done.returncode, done.stdout) == (1, "")
    assert 'counting.mode is "server"' in done.stderr
    assert 'write mode = "log"' in done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_that_counts_nothing_has_no_word_of_it(kind, site, record_file):
    assert "visits" not in configuration(kind, record_file, site)


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_without_another_log_has_this_one(kind, handler, content, tmp_path):
    text = (content / "record.toml").read_text()
    before, _, after = text.partition('[[log]]\nid = "server"')
    folder = tmp_path / "content"
    shutil.copytree(content.parent, folder)
    (folder / "content" / "record.toml").write_text(before + "[[" + after.partition("\n[[")[2])
    built = sites.built(folder / "content", tmp_path / "out", "--publish")
    web, options = place(tmp_path)

    text = configuration(kind, folder / "content" / "record.toml", built, *options)
    judged = checked(kind, tmp_path, text)

    assert judged.returncode == 0, judged.stderr
    assert str(web.visits) in text
    assert str(web.log) not in text


def test_its_days_are_those_of_the_record(record):
    assert logged.days(record, visits.ID) == 2
