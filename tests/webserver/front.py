"""A real nginx and a real Caddy in front of the real server, with the configuration that the record makes."""

import datetime
import http.client
import os
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from record import headers
from tests.server import ROOT, Server, free_port

KINDS = ("nginx", "caddy")
TODAY = datetime.date(2026, 11, 22)
#: Names of the headers that guard every answer.
GUARDS = ("content-security-policy", *(name.lower() for name in headers.security(https=True)))
FORM = {"Content_Type": "application/x-www-form-urlencoded"}
EVENT = "0123456789abcdef" * 2  # the last part of a choice cookie

#: What stands around the generated file in nginx, as Debian ships it: its own logs hold addresses.
AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log {folder}/combined.log;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  include {folder}/seloste.conf;
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one request."""

    status: int
    headers: list[tuple[str, str]]  # names in lower case
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name.lower()]

    def get(self, name: str) -> str:
        """The one value of *name*, "" without it."""
        values = self.all(name)
        assert len(values) <= 1, f"{name} is sent {len(values)} times"
        return values[0] if values else ""

    @property
    def text(self) -> str:
        return self.body.decode()

    def cookie(self, name: str) -> str:
        jar: SimpleCookie = SimpleCookie()
        for value in self.all("set-cookie"):
            jar.load(value)
        return jar[name].value


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """One web server that runs; where it is and what it writes."""

    url: str
    folder: Path
    plain: int  # the port that sends on to https

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    @property
    def log(self) -> Path:
        return self.folder / "access.log"

    @property
    def visits(self) -> Path:
        """The log that visits are counted from."""
        return self.folder / "visits.log"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """One request over TLS; header names are written with _ in the place of -."""
        return ask(self.port, path, method, body, https=True, **headers)


def ask(
    port: int,
    path: str,
    method: str = "GET",
    body: bytes | None = None,
    *,
    https: bool = False,
    **headers: str,
) -> Answer:
    """One request to 127.0.0.1, nothing followed."""
    connection = (
        http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting())
        if https
        else http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    )
    try:
        connection.request(
            method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        found = [(name.lower(), value) for name, value in answer.getheaders()]
        return Answer(status=answer.status, headers=found, body=answer.read())
    finally:
        connection.close()


def trusting() -> ssl.SSLContext:
    """TLS that takes the test's own certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of its own for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    cert = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(cert.public_bytes(pem))
    files[1].write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    return files


def printed(kind: str, record: Path, site: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m webserver` as `make nginx` and `make caddy` do."""
    command = [
        sys.executable,
        "-m",
        "webserver",
        kind,
        "--record",
        str(record),
        "--site",
        str(site),
        *options,
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def configuration(kind: str, record: Path, site: Path, *options: str) -> str:
    """What it prints; fails the test when it prints none."""
    done = printed(kind, record, site, *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def checked(kind: str, folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Let the server itself judge a configuration."""
    return subprocess.run(
        command(kind, folder, text, check=True),
        env=environ(folder),
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextmanager
def front(kind: str, folder: Path, server: Server) -> Iterator[Front]:
    """Run nginx or Caddy in front of *server*, whose one process is both of its sides."""
    found, options = place(folder)
    handler = ("--root", str(server.site), "--public", str(server.port), "--owner", str(server.port))
    text = configuration(kind, server.record, server.site, *options, *handler)
    with running(kind, found, text):
        yield found


def place(folder: Path) -> tuple[Front, list[str]]:
    """Where a web server of the test stands, and the options that say so."""
    cert, key = certificate(folder)
    found = Front(url=f"https://127.0.0.1:{free_port()}", folder=folder, plain=free_port())
    options: dict[str, object] = {
        "url": found.url,
        "certificate": cert,
        "key": key,
        "log": found.log,
        "visits": found.visits,
        "bind": "127.0.0.1",
    }
    options["http"] = found.plain
    return found, [word for name, value in options.items() for word in (f"--{name}", str(value))]


@contextmanager
def running(kind: str, found: Front, text: str) -> Iterator[None]:
    """Run nginx or Caddy with the configuration *text*."""
    with (found.folder / "errors.txt").open("wb") as errors:
        process = subprocess.Popen(
            command(kind, found.folder, text), env=environ(found.folder), stdout=errors, stderr=errors
        )
        try:
            _wait(found, process)
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def command(kind: str, folder: Path, text: str, *, check: bool = False) -> list[str]:
    """Write the configuration *text* down, and return how the server is started with it, or judges it."""
    program = shutil.which(kind, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin")
    assert program, f"{kind} is missing; make test installs it"
    if kind == "caddy":
        (folder / "Caddyfile").write_text(text)
        do = "validate" if check else "run"
        return [program, do, "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    (folder / "seloste.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""  # its workers must be able to read the test's folders
    (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder))
    return [
        program,
        *(["-t"] if check else []),
        "-c",
        str(folder / "nginx.conf"),
        "-e",
        str(folder / "start.log"),
    ]


def environ(folder: Path) -> dict[str, str]:
    """Caddy keeps what it knows under folders of its own, here the test's."""
    return {**os.environ, "XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}


def _wait(found: Front, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            found.ask("/robots.txt")
        except OSError:
            assert process.poll() is None, (found.folder / "errors.txt").read_text()
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the web server does not answer")


def alone(
    server: Server, web: Front, path: str, method: str = "GET", body: bytes | None = None, **sent: str
) -> Answer:
    """The same request to the one process, as if it spoke TLS itself under the same name."""
    name = web.url.removeprefix("https://")
    told = {"X_Forwarded_For": "192.0.2.1", "X_Forwarded_Proto": "https", "X_Forwarded_Host": name}
    return ask(server.port, path, method, body, Host=name, **told, **sent)


def styles(server: Server) -> str:
    """The address of the style sheet."""
    (sheet,) = (server.site / "theme").glob("style.*.css")
    return f"/theme/{sheet.name}"
