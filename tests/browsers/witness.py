"""
A local proxy between a browser and everything: it notes each host that is asked for.

It speaks TLS itself, for the names it has a certificate for; behind each of them stands a function that
answers. Any other host is noted and refused. Each visitor gets a port of its own, so that what a browser
asks late, or of its own accord, is not laid to another visitor's charge.
"""

import base64
import hashlib
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

NEVER_FORWARDED = {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "content-length"}


@dataclass(frozen=True, slots=True)
class Request:
    """What a browser sent through the tunnel."""

    method: str
    host: str
    path: str  # with the query
    headers: Message
    body: bytes
    visitor: str  # the address it came from, as far as the site can tell


@dataclass(frozen=True, slots=True)
class Answer:
    """What it gets."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


Service = Callable[[Request], Answer]


@dataclass
class Seen:
    """What one visitor's browser asked for."""

    port: int
    visitor: str  # an address in a network of this visitor alone: the handler counts by networks
    hosts: set[str] = field(default_factory=set)  # every host, refused ones too
    requests: list[Request] = field(default_factory=list)
    last: float = field(default_factory=time.monotonic)  # when something was last asked

    def note(self, host: str, request: Request | None = None) -> None:
        self.hosts.add(host)
        self.last = time.monotonic()
        if request:
            self.requests.append(request)

    def forget(self) -> None:
        """What came until now does not count."""
        self.hosts.clear()
        self.requests.clear()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settle(self, expected: set[str], quiet: float = 0.2, at_most: float = 10) -> None:
        """Wait until the expected hosts were asked and, after that, none has been for a moment."""
        until = time.monotonic() + at_most
        while time.monotonic() < until:
            if expected <= self.hosts and time.monotonic() - self.last > quiet:
                return
            time.sleep(0.02)


class Witness:
    """Stands between browsers and the world; `watching()` for each visitor."""

    def __init__(self, names: Iterable[str]) -> None:
        """
        Args:
            names: The hosts that it may have services for; "*.example.fi" means all of them.
        """
        self.visitors = count()
        self.tls, self.fingerprint = _tls(sorted(names))

    @contextmanager
    def watching(self, services: Mapping[str, Service]) -> Iterator[Seen]:
        """A port to point a browser to, with services by host behind it, and what it then asks for."""
        proxy = _Proxy(self, services)
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield proxy.seen
        finally:
            proxy.shutdown()
            thread.join()
            proxy.server_close()


def forwarded(port: int) -> Service:
    """The site's own host: the server on *port* of this machine, as behind nginx."""

    def ask(request: Request) -> Answer:
        headers = [(name, value) for name, value in request.headers.items() if _passes(name)]
        headers += [("X-Forwarded-For", request.visitor), ("X-Forwarded-Proto", "https")]
        headers += [("X-Forwarded-Host", request.host)]
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.putrequest(request.method, request.path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body)
            answer = connection.getresponse()
            given = tuple((name, value) for name, value in answer.getheaders() if _passes(name))
            return Answer(answer.status, given, answer.read())
        finally:
            connection.close()

    return ask


def _passes(name: str) -> bool:
    return name.lower() not in NEVER_FORWARDED and not name.lower().startswith("x-forwarded-")


class _Proxy(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a browser keeps its connections open

    def __init__(self, witness: Witness, services: Mapping[str, Service]) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        fourth, third = divmod(next(witness.visitors), 250)  # a network each: the handler counts by /24
        self.tls, self.services = witness.tls, services
        self.seen = Seen(self.server_port, f"198.18.{third}.{fourth + 1}")  # RFC 2544: nobody's

    def handle_error(self, request: Any, client_address: Any) -> None: ...  # a browser that hangs up


class _Connection(BaseHTTPRequestHandler):
    """One connection: plain until CONNECT, then TLS for the host it named."""

    protocol_version = "HTTP/1.1"
    server: _Proxy
    inside = ""  # the host of the tunnel

    def do_CONNECT(self) -> None:
        host = self.path.rpartition(":")[0]
        self.server.seen.note(host)
        if host not in self.server.services:
            self.close_connection = True
            return self._give(Answer(403))
        self.send_response(200)
        self.end_headers()
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)  # type: ignore[assignment]
        self.inside, self.close_connection = host, False

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        host = self.inside or urlsplit(self.path).hostname or ""
        request = Request(self.command, host, self.path, self.headers, body, self.server.seen.visitor)
        self.server.seen.note(host, request)
        self._give(self.server.services[host](request) if self.inside else Answer(403))

    do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_GET

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # the TLS one, of which the server does not know

    def _give(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None: ...


def _tls(names: list[str]) -> tuple[ssl.SSLContext, str]:
    """A certificate for the names, and its key's fingerprint as Chromium writes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "witness")])
    now = datetime.now(UTC)
    cert = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding, form = serialization.Encoding, serialization.PrivateFormat.PKCS8
    public = key.public_key().public_bytes(encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        pem = Path(folder) / "witness.pem"
        pem.write_bytes(
            key.private_bytes(encoding.PEM, form, serialization.NoEncryption())
            + cert.public_bytes(encoding.PEM)
        )
        context.load_cert_chain(pem)
    return context, base64.b64encode(hashlib.sha256(public).digest()).decode()
