"""The certificate is asked of a real TLS server, as a browser would."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from formhandler.condition.certificate import SHORT, Certificate, Outcome, ask

NOW = datetime.now(UTC).replace(microsecond=0)


def written(folder: Path, *, name: str, ends: datetime) -> Path:
    """A certificate of its own making, with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(NOW, ends) - timedelta(days=90))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "both.pem"
    path.write_bytes(made.public_bytes(pem) + private)
    return path


@contextmanager
def serving(pem: Path) -> Iterator[str]:
    """The address of a server that shows that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            try:
                with listening.accept()[0] as plain, context.wrap_socket(plain, server_side=True):
                    pass
            except OSError:
                pass  # the other side did not like what it saw

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"https://localhost:{listening.getsockname()[1]}"
        thread.join(5)


@pytest.mark.parametrize(("left", "lasts"), [(SHORT + timedelta(hours=1), True), (SHORT, False)])
def test_a_trusted_certificate_says_when_it_ends(tmp_path, left, lasts):
    pem = written(tmp_path, name="localhost", ends=NOW + left)

    with serving(pem) as url:
        found = ask(url, trust=ssl.create_default_context(cafile=pem))

    assert found == Certificate(host="localhost", outcome=Outcome.TRUSTED, ends=NOW + left)
    assert found.lasts(NOW) is lasts


def test_a_certificate_that_ended_is_refused_as_a_browser_would(tmp_path):
    pem = written(tmp_path, name="localhost", ends=NOW - timedelta(days=1))

    with serving(pem) as url:
        found = ask(url, trust=ssl.create_default_context(cafile=pem))

    assert (found.outcome, found.reason) == (Outcome.REFUSED, "certificate has expired")
    assert not found.lasts(NOW)


def test_a_certificate_of_another_name_is_refused(tmp_path):
    pem = written(tmp_path, name="www.example.fi", ends=NOW + timedelta(days=90))

    with serving(pem) as url:
        found = ask(url, trust=ssl.create_default_context(cafile=pem))

    assert found.outcome is Outcome.REFUSED
    assert "localhost" in found.reason


def test_a_certificate_that_nobody_known_signed_is_refused(tmp_path):
    with serving(written(tmp_path, name="localhost", ends=NOW + timedelta(days=90))) as url:
        assert ask(url).outcome is Outcome.REFUSED


def test_a_site_that_does_not_answer_is_only_not_reached():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))

        found = ask(f"https://127.0.0.1:{nobody.getsockname()[1]}")

    assert found.outcome is Outcome.UNREACHED
