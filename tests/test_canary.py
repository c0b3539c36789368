"""After a whole day's use, no file the system wrote holds what a visitor wrote."""

import base64
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from tests.formhandler.app import shown
from tests.server import Server, free_port

CANARIES = {
    "name": "Kanariansaari Öljynlintu",
    "email": "kanarianlintu.xq7@example.fi",
    "phone": "+358 44 999 7731",
    "body": "Zwitscher-Laulu 8842 åäö, yellow feathers",
}
# What a visitor's browser says of itself without being asked: it must not be written down either.
BROWSER = {"User-Agent": "Kanarianselain/8842 (Linux)", "X-Forwarded-For": "203.0.113.177"}
ACTION = "/en/message/"


class Page:
    """A page that was fetched; enough of Flask's test response for the functions."""

    def __init__(self, text: str, url: str) -> None:
        self.text, self.url = text, url


class Browser:
    """A visitor over real HTTP."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.opener.addheaders = list(BROWSER.items())

    def post(self, fields: dict[str, str]) -> Page:
        data = urllib.parse.urlencode(fields).encode()
        with self.opener.open(self.server.url + ACTION, data, timeout=30) as answer:
            return Page(answer.read().decode(), answer.url)

    def send(self, **extra: str) -> str:
        page = self.post({**CANARIES, **extra})
        return self.post(shown(page)).url.rsplit("/", 1)[1]


def forms_of(text: str) -> set[bytes]:
    """*text* as it could lie in a file: in several encodings, at every base64 alignment."""
    plain = {text.encode(), text.encode("latin-1"), text.encode("utf-16-le"), text.encode("utf-16-be")}
    plain |= {urllib.parse.quote(text).encode(), urllib.parse.quote_plus(text).encode()}
    plain |= {text.encode("unicode-escape"), text.encode().hex().encode()}
    return plain | {encoded for one in plain for shift in range(3) if (encoded := _base64(one, shift))}


def _base64(raw: bytes, shift: int) -> bytes:
    """The base64 characters that depend on *raw* alone when it stands *shift* bytes into a group."""
    encoded = base64.b64encode(bytes(shift) + raw + bytes(-(len(raw) + shift) % 3)).rstrip(b"=")
    return encoded[4 if shift else 0 : -4]


def found_in(folder: Path) -> list[tuple[str, bytes]]:
    texts = [*CANARIES.values(), *BROWSER.values()]
    words = [word for text in texts for word in text.split() if len(word) > 7]
    needles = {form for text in [*texts, *words] for form in forms_of(text)}
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files, "nothing was written, so nothing was searched"
    return [(path.name, needle) for path in files for needle in needles if needle in path.read_bytes()]


def test_the_search_finds_what_is_there(tmp_path):
    for number, form in enumerate(sorted(forms_of(CANARIES["name"]))):
        (tmp_path / "file").write_bytes(b"x" * number + form + b"y")
        assert found_in(tmp_path)
    (tmp_path / "file").write_bytes(b"xx" + base64.b64encode(b"ab" + CANARIES["body"].encode() + b"cd"))
    assert found_in(tmp_path)


def test_nothing_a_visitor_wrote_lies_in_any_file(tmp_path, site, record_file):
    """Messages, spam, a mail outage, a kill, a restart, the janitor, a clean stop: then the search."""
    smtp_port = free_port()
    everything = tmp_path / "everything"
    environ = {
        "MAIL_URL": f"smtp://127.0.0.1:{smtp_port}?tls=none",
        "MAIL_TO": "owner@example.fi",
        "MAIL_FROM": "site@example.fi",
        "PROXIES": "1",
        "TMPDIR": str(everything / "tmp"),
    }
    (everything / "tmp").mkdir(parents=True)
    server = Server(everything / "data", site, record_file, everything / "logs", environ)

    server.start()
    first = Browser(server).send()
    assert len(server.flask("send-mail")) > 0  # refused: nobody listens yet
    server.kill()
    server.start()
    assert re.search(re.escape(CANARIES["body"]), server.flask("inbox", "show", first))
    spam = Browser(server).send(extra="filled")
    controller = Controller(Sink(), hostname="127.0.0.1", port=smtp_port)
    controller.start()
    try:
        server.flask("send-mail")
    finally:
        controller.stop()
    with pytest.raises(urllib.error.HTTPError, match="413"):
        Browser(server).post({"body": "x" * 70_000, "name": CANARIES["name"]})
    server.flask("janitor")
    assert spam in server.flask("inbox", "list", "--quarantine")
    server.stop()

    assert found_in(everything) == []
