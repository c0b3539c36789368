"""After a whole day's use, no file the system wrote holds what a visitor wrote, or what was answered."""

import base64
import re
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pyotp
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlalchemy import create_engine, update

from formhandler import db
from formhandler.schema import letter
from formhandler.vault import codes, slots, users
from tests import sites
from tests.counted import counted
from tests.formhandler.answers.conftest import answering
from tests.formhandler.app import shown
from tests.formhandler.counts.killing import sources
from tests.formhandler.mailserver import MailServer
from tests.requests import TYPED
from tests.server import Server, free_port, in_time

CANARIES = {
    "name": "Kanariansaari Öljynlintu",
    "email": "kanarianlintu.xq7@example.fi",
    "phone": "+358 44 999 7731",
    "body": "Zwitscher-Laulu 8842 åäö, yellow feathers",
}
# What the owner writes, and what opens the desk.
OWNER = {
    "subject": "Otsikkokanaria 8842",
    "answer": "Vastauskanaria laulaa: keltaiset sulkasadot 8842",
    "refused": "Torjuttu kanarianvastaus, sinisiipinen",
    "hidden": "Kuittikanaria piilottelee, vihersulkainen",
    "draft": "Luonnoskanaria munii, punanokkainen",
    "template": "Pohjakanaria hautoo, valkopyrstöinen",
    "name": "Kanarianhoitaja Häkkilä",
    "passphrase": "kanarian salalause haudotaan",
}
# What a visitor's browser says of itself without being asked: it must not be written down either.
BROWSER = {"User-Agent": "Kanarianselain/8842 (Linux)", "X-Forwarded-For": "203.0.113.177"}
# The same of somebody whose visits are counted, and where they came from: of that only the host may be kept.
COUNTED = {
    **TYPED,
    "User-Agent": f"{TYPED['User-Agent']} Kanarianselain/9931",
    "X-Forwarded-For": "203.0.113.178",
    "Referer": "https://linturetki.example/kanarianpolku-9931?haku=kanarianhaku",
    "Cookie": "kanariankeksi=kanarianmuru-9931",
    "Sec-Fetch-Site": "cross-site",
}
WHO = ("203.0.113.178", "Kanarianselain/9931", "kanarianpolku-9931", "kanarianhaku", "kanarianmuru-9931")
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
        self.thanks = self.post(shown(page))
        return self.thanks.url.rsplit("/", 1)[1]


class Desk:
    """The owner's browser; it keeps a Secure cookie on 127.0.0.1, as real ones do and urllib does not."""

    def __init__(self, server: Server, code: str) -> None:
        self.server, self.cookie = server, ""
        self._open("kirjaudu", {"passphrase": OWNER["passphrase"], "code": code})

    def get(self, path: str) -> Page:
        return self._open(path)

    def post(self, path: str, **fields: str) -> Page:
        """Send a form with the session's token; a redirect is not followed."""
        token = shown(self.get("pohjat"))["csrf_token"]
        return self._open(path, {"csrf_token": token, **fields})

    def write(self, reference: str, do: str, body: str) -> Page:
        """Press a button of the writing form."""
        form = answering(shown(self.get(f"viesti/{reference}")))
        written = {**form, "do": do, "body": body, "subject": OWNER["subject"]}
        return self.post(f"viesti/{reference}/vastaus", **written)

    def send(self, reference: str, via: str, body: str) -> None:
        """Write an answer, check it and send it."""
        checked = answering(shown(self.write(reference, via, body)))
        self.post(f"viesti/{reference}/vastaus", **checked, do=f"send-{via}")

    def _open(self, path: str, fields: dict[str, str] | None = None) -> Page:
        data = urllib.parse.urlencode(fields).encode() if fields else None
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}
        request = urllib.request.Request(f"{self.server.url}/hallinta/en/{path}", data, headers)
        try:
            answer = urllib.request.build_opener(_Still).open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            page = Page(answer.read().decode(), answer.url)
            assert answer.status in (200, 303), (path, page.text)
            self.cookie = answer.headers.get("Set-Cookie", self.cookie).partition(";")[0]
            return page


class _Still(urllib.request.HTTPRedirectHandler):
    """Stays where it is told to go."""

    def redirect_request(self, *args: Any) -> None:
        return None


def let_in(server: Server) -> list[str]:
    """Give the owner a passphrase and one-time codes; returns recovery codes."""
    words, now = OWNER["passphrase"], datetime.now(UTC)
    users.add(
        server.data, slots.unlock_managed(server.data).keyring, OWNER["name"], "owner", words, initial=False
    )
    secret = codes.new_secret()
    code = pyotp.TOTP(secret).at(now)
    _, recovery = users.enrol(server.data, slots.unlock_words(server.data, words), secret, code, now)
    return recovery


def let_letters_leave(server: Server) -> str:
    """Let the seconds pass in which they can be taken back, and send what is due."""
    engine = create_engine(db.sqlite_url(server.data))
    with engine.begin() as connection:
        connection.execute(update(letter).where(letter.c.state == "waiting").values(due_at=0))
    engine.dispose()
    return server.flask("send-mail")


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


def found_in(folder: Path, *more: str) -> list[tuple[str, bytes]]:
    texts = [*CANARIES.values(), *OWNER.values(), *BROWSER.values(), *more]
    words = [word for text in texts for word in text.split() if len(word) > 7]
    needles = {form for text in [*texts, *words] for form in forms_of(text)}
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files, "nothing was written, so nothing was searched"
    contents = [(path.name, path.read_bytes()) for path in files]
    return [(name, needle) for name, content in contents for needle in needles if needle in content]


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
    controller = Controller(Sink(), hostname="127.0.0.1", port=smtp_port, ready_timeout=60)
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


def test_nothing_of_an_answer_lies_in_any_file(tmp_path, site, record_file):
    """Template, draft, answers by mail and behind the code; an outage, a kill, a refusal, a clean stop."""
    everything = tmp_path / "everything"
    (everything / "tmp").mkdir(parents=True)
    nobody = f"smtp://127.0.0.1:{free_port()}?tls=none"
    environ = {"MAIL_URL": nobody, "MAIL_FROM": "site@example.fi", "TMPDIR": str(everything / "tmp")}
    server = Server(everything / "data", site, record_file, everything / "logs", environ)
    with MailServer() as smtp, server:
        codes = let_in(server)
        visitor = Browser(server)
        visitor.send()
        spelt = re.findall(r"<li>(\w+)</li>", visitor.thanks.text)
        assert len(spelt) == 6
        reference = visitor.thanks.url.rsplit("/", 1)[1]

        desk = Desk(server, codes.pop())
        desk.post("pohjat/uusi", name="Pohja", fi=OWNER["template"])
        desk.write(reference, "draft", OWNER["draft"])
        assert OWNER["draft"] in desk.get(f"viesti/{reference}").text
        desk.send(reference, "mail", OWNER["answer"])
        assert "waiting 1" in let_letters_leave(server)
        server.kill()
        assert found_in(everything, " ".join(spelt)) == []

        environ["MAIL_URL"] = smtp.url
        server.start()
        let_letters_leave(server)
        in_time(lambda: len(smtp.mails) == 1)  # the server's own round may be the one that sends it
        desk = Desk(server, codes.pop())
        smtp.answers["RCPT"] = ["550 5.1.1 <kanarianlintu.xq7@example.fi> unknown"]
        desk.send(reference, "mail", OWNER["refused"])
        desk.send(reference, "receipt", OWNER["hidden"])
        desk.write(reference, "draft", OWNER["draft"])
        let_letters_leave(server)
        wanted = ("Sent", "550", OWNER["refused"], OWNER["hidden"], OWNER["draft"])
        in_time(lambda: all(words in desk.get(f"viesti/{reference}").text for words in wanted))
        server.flask("janitor")

    assert OWNER["answer"] in str(smtp.mails[0].get_content()), "the answer did go out"
    assert found_in(everything, " ".join(spelt)) == []


def visited(server: Server, *paths: str) -> None:
    """Open pages as somebody who is counted."""
    for path in paths:
        with urllib.request.urlopen(urllib.request.Request(server.url + path, headers=COUNTED)) as answer:
            assert answer.read()


def test_nothing_of_whoever_was_counted_lies_in_any_file(tmp_path):
    """Views, a missing page, a kill, more views, the janitor, a clean stop: a search after each end."""
    everything = tmp_path / "everything"
    (everything / "tmp").mkdir(parents=True)
    content = counted(tmp_path, "server")
    site = sites.built(content, tmp_path / "site", "--publish")
    environ = {"PROXIES": "1", "TMPDIR": str(everything / "tmp")}
    server = Server(everything / "data", site, content / "record.toml", everything / "logs", environ)

    server.start()
    visited(server, "/", "/?haku=kanarianhaku", "/yhteys/")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        visited(server, "/ei-ole/?haku=kanarianhaku")
    server.kill()
    assert sources(server) == {"linturetki.example": 3}, "the visits were counted"
    assert found_in(everything, *WHO) == []

    server.start()
    visited(server, "/", "/yhteys/")
    server.flask("janitor")
    server.stop()
    assert sources(server) == {"linturetki.example": 5}
    assert found_in(everything, *WHO) == []
