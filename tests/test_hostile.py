"""The running server, sent what no browser sends: it answers or hangs up, and its log stays empty."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from counting.view import OTHER
from formhandler import clock, db
from formhandler.config import Config
from formhandler.counts import dims, reading
from tests import raw, sites
from tests.counted import counted
from tests.server import Server

BYTES = bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"")
CONTROL = bytes(range(1, 32)).replace(b"\r", b"").replace(b"\n", b"")
LONG = b"a" * 8_000
#: Values that stand in for any header's.
VALUES = (
    *(
        b"",
        b" ",
        b"\xff\xfe\xfd",
        b"\xc3\x28",
        b"\xed\xa0\x80",
        CONTROL,
        BYTES,
        LONG,
        b"%00",
        b"%",
        b"\\",
        b"*",
    ),
    *(b"'; DROP TABLE count_name; --", b"https://[", b"https://", b"://", b"//", b"https://[::1]:99999999/"),
    *(b"https://" + LONG + b".example/", b"https://xn--/", "https://\u202e.example/ä".encode(), b"null"),
    *(b"valinta=\xff~~~;;;=", b"valinta=" + b"no_counting." * 300, b";q=x,,;;;,", b"zz-ZZ;q=1e999"),
)
HEADERS = (
    *(b"User-Agent", b"Referer", b"Accept-Language", b"Cookie", b"Sec-GPC", b"Sec-Purpose", b"Purpose"),
    *(b"Cache-Control", b"Sec-Fetch-Site", b"Sec-Fetch-Dest", b"Sec-Fetch-Mode", b"Origin", b"Host"),
    *(b"If-None-Match", b"If-Modified-Since", b"Range", b"X-Forwarded-For", b"X-Forwarded-Host"),
)
PATHS = (
    *(
        b"/%ff%fe",
        b"/\xff\xfe/",
        b"/%00",
        b"/%0a%0d",
        b"/a%0ab/",
        b"/%",
        b"/%zz",
        b"/" + LONG,
        b"/%61" * 2_000,
    ),
    *(b"//", b"///", b"/../../etc/passwd", b"/%2e%2e/", b"/.", b"/;a=b", b"/*", b"*", b"", b"no-slash"),
    *(b"http://other.example/", b"/?" + LONG, b"/?\xff", b"/#", b"/a b", "/ä/".encode(), b"/%e2%80%ae/"),
    *(
        b"/a\x01b",
        b"/'; DROP TABLE count_name; --",
        b"/kiitos/" + LONG,
        b"/kiitos/%ff",
        b"/kaynti",
        b"/kaynti/",
    ),
)
METHODS = (b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"TRACE", b"PROPFIND", b"get", b"X" * 40, b"\xff")


TELLING = {
    b"Sec-Fetch-Dest": b"empty", b"Sec-Fetch-Mode": b"no-cors", b"Sec-Fetch-Site": b"same-origin",
    b"Content-Type": b"text/plain;charset=UTF-8",
}  # fmt: skip
#: What a page does not tell; and what it could, but from elsewhere.
BODIES = (
    *(
        b"vd0",
        b"vd0\n",
        b"vd0\n/",
        b"xd0\n/\n",
        b"vx0\n/\n",
        b"vd2\n/\n",
        b"vd0\n/\n\n",
        b"\n\n\n",
        b"vd0\r\n/\r\n",
    ),
    *(
        b"vd0\n/\xff\n",
        b"vd0\n/\n\xc3\xa4.example",
        b"vd0\n/\x00\n",
        b"vd0\n" + LONG + b"\n",
        b"vd0\n/\n" + LONG,
    ),
    *(b"a" * 100_000, b'{"kind":"v"}', BYTES, b"vd0\npage\nhost", b"vd0\n/ /\n"),
)
FOREIGN = (
    *({b"Sec-Fetch-Site": b"cross-site"}, {b"Sec-Fetch-Site": b"same-site"}, {b"Sec-Fetch-Site": b"none"}),
    *({b"Sec-Fetch-Site": b""}, {b"Content-Length": b"-1"}, {b"Content-Length": b"abc"}),
    {b"Content-Length": b"99999999999999999999"},
)


def hostile() -> Iterator[bytes]:
    """One request after the other."""
    for n in range(50):
        host, lang = f"host{n}.example".encode(), f"{'abcdefgh'[n % 8]}{'ijklmnop'[n // 8]}".encode()
        more = {
            b"Referer": b"https://" + host + b"/",
            b"Accept-Language": lang,
            b"Sec-Fetch-Site": b"cross-site",
        }
        yield raw.request(b"GET / HTTP/1.1", more)
        yield raw.request(b"GET /not-there/%d/ HTTP/1.1" % n)
        yield raw.request(b"POST /kaynti HTTP/1.1", {**TELLING, b"Accept-Language": lang}, b"vd0\n/\n" + host)
        yield raw.request(b"POST /kaynti HTTP/1.1", TELLING, b"vd0m\n/not-there/%d/\n" % n)
    for body in BODIES:
        yield raw.request(b"POST /kaynti HTTP/1.1", TELLING, body)
    for more in FOREIGN:
        yield raw.request(b"POST /kaynti HTTP/1.1", {**TELLING, **more}, b"vd0\n/\n")
    no_site = {name: value for name, value in TELLING.items() if name != b"Sec-Fetch-Site"}
    for origin in (b"https://other.example", b"null", b"https://www.example.fi.other.example", b"\xff"):
        yield raw.request(
            b"POST /kaynti HTTP/1.1", {**no_site, b"Sec-Fetch-Site": b"", b"Origin": origin}, b"vd0\n/\n"
        )
    for value in VALUES:
        for name in (b"User-Agent", b"Accept-Language", b"Cookie"):
            yield raw.request(b"POST /kaynti HTTP/1.1", {**TELLING, name: value}, b"vd0\n/not-there/\n")
    for path in PATHS:
        yield raw.request(b"GET " + path + b" HTTP/1.1")
    for method in METHODS:
        for path in (b"/", b"/kaynti"):
            yield raw.request(method + b" " + path + b" HTTP/1.1", body=b"x=y")
    for name in HEADERS:
        for value in VALUES:
            yield raw.request(b"GET /not-there/ HTTP/1.1", {name: value})
    yield raw.request(b"GET / HTTP/9.9")
    yield raw.request(b"GET /")
    yield b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"  # TLS to a port that speaks none


@pytest.fixture(scope="module", params=["server", "beacon"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A handler that counts in each way that visitors reach."""
    folder = tmp_path_factory.mktemp(request.param)
    content = counted(folder, request.param, keys=10)
    site = sites.built(content, folder / "site", "--publish")
    with Server(folder / "data", site, content / "record.toml", folder / "logs") as server:
        yield server


def test_whatever_is_sent_is_answered_or_hung_up_on_and_leaves_neither_errors_nor_rows(server):
    before = (server.logs / "stderr.txt").read_text()

    answers = [(asked, raw.answered(server.port, asked)) for asked in hostile()]

    assert [(asked[:120], status) for asked, status in answers if status in (500, 502, 503)] == []
    assert (server.logs / "stderr.txt").read_text() == before
    kept = Kept(server)
    assert kept.rows < 100
    assert all(name == OTHER or (name.isprintable() and len(name) <= 255) for name in kept.names)
    assert kept.balance == 0
    assert not {name for name in kept.names if "DROP" in name and not name.startswith("/")}
    assert raw.answered(server.port, raw.request()) == 200
    assert raw.answered(server.port, raw.request(b"POST /kaynti HTTP/1.1", TELLING, b"vd0\n/\n")) in (
        204,
        404,
    )
    assert Kept(server).views == kept.views + 1


class Kept:
    """What lies in the tables of visits."""

    def __init__(self, server: Server) -> None:
        today = clock.day(clock.utcnow())
        days = (today - timedelta(days=1), today)
        engine = db.reader(Config.from_environ(server.env).database_url)
        with engine.connect() as connection:
            self.names = connection.execute(text("SELECT name FROM count_name")).scalars().all()
            tables = ("count_page_day", "count_sum_day", "count_hour", "count_name")
            self.rows = sum(
                connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
                for table in tables
            )
            pages = reading.pages(connection, *days)
            self.views = reading.sums(connection, dims.TOTAL, *days).get("views", 0)
        engine.dispose()
        self.balance = sum(one.views - one.onward - one.entries for one in pages)
