"""Real databases, a real vault and a real mail server for the handler's tests."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import Engine

from formhandler import clock, db
from formhandler.config import Config
from formhandler.schema import metadata
from formhandler.vault import making
from formhandler.writer import Writer
from tests.formhandler.app import Visitor, close, config, ready
from tests.formhandler.imapserver import ImapServer
from tests.formhandler.mailserver import MailServer
from tests.formhandler.postgres import Server


def pytest_runtest_setup() -> None:
    """None begins in a day's last seconds, Finland's or UTC's: what it does and looks for are of one day."""
    for zone in (UTC, clock.HELSINKI):
        now = clock.utcnow().astimezone(zone)
        left = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0) - now
        if left < timedelta(seconds=20):
            time.sleep(left.total_seconds())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, started when the first test asks for one (0.7 s)."""
    with Server() as server:
        yield server


@pytest.fixture
def postgresql_url(postgres: Server) -> str:
    """An empty PostgreSQL database."""
    postgres.empty()
    return postgres.url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return db.sqlite_url(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database: the test runs once on each kind."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A database with its tables, on each kind (test_db.py proves that migrations make the same)."""
    engine = db.connect(url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    """The one that writes to `engine`."""
    writer = Writer(engine)
    yield writer
    writer.close()


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A data folder with a managed vault."""
    making.create(tmp_path, now=datetime(2026, 3, 1, 12, tzinfo=UTC))
    return tmp_path


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    """A mail server that takes everything until it is told otherwise."""
    with MailServer() as server:
        yield server


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-made certificate for 127.0.0.1 and its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "the tests' mail server")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(scope="session")
def imap_server(certificate: Path) -> Iterator[ImapServer]:
    """A mailbox's server, started when the first test asks for one (0.1 s)."""
    with ImapServer(certificate) as server:
        yield server


@pytest.fixture
def imap(imap_server: ImapServer) -> ImapServer:
    """An empty mailbox."""
    imap_server.empty()
    return imap_server


@pytest.fixture
def settings(tmp_path: Path, site: Path, record_file: Path) -> Config:
    """The example trader's handler, with its data in a folder of the test's own."""
    return config(tmp_path / "var", site, record_file)


@pytest.fixture
def app(settings: Config) -> Iterator[Flask]:
    """The whole app on a real database, with a managed key."""
    app = ready(settings)
    yield app
    close(app)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody with a browser."""
    return Visitor(app.test_client())
