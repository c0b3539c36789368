"""A real mail server for the tests, which can be told to be slow, busy or strict."""

import asyncio
import ssl
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from formhandler.mail.smtp import SmtpConfig
from tests.server import free_port

NEVER = 3600.0  # seconds: nobody waits so long


class MailServer:
    """Listens on entering, on 127.0.0.1. What it took is in `mails`."""

    def __init__(self, **options: Any) -> None:
        """*options* go to aiosmtpd: `tls_context` for STARTTLS, `ssl_context` for TLS from the start."""
        self.mails: list[EmailMessage] = []
        self.wire: list[bytes] = []  # the same, as they came
        self.recipients: list[str] = []
        self.signed_in: list[bool] = []  # whether each mail's sender had given a password
        self.answers: dict[str, list[str]] = {"RCPT": [], "DATA": []}  # said instead of yes, one by one
        self.slow = 0.0  # seconds before the answer to a mail that was taken; may be changed while one waits
        self.hangs_up = ""  # at the command of this name, after taking a mail if it is DATA
        self.passwords: dict[str, str] = {}
        self._controller = Controller(
            self, "127.0.0.1", free_port(), ready_timeout=60, authenticator=self._sign_in, **options
        )

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        return int(self._controller.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none&timeout=30"

    @property
    def impatient(self) -> SmtpConfig:
        """For a sender that waits a second for each answer; all but the slow one take milliseconds."""
        return SmtpConfig.from_url(f"smtp://127.0.0.1:{self.port}?tls=none&timeout=1")

    @property
    def config(self) -> SmtpConfig:
        return SmtpConfig.from_url(self.url)

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.hangs_up == "RCPT":
            server.transport.abort()
        if self.answers["RCPT"]:
            return self.answers["RCPT"].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        if self.answers["DATA"]:
            return self.answers["DATA"].pop(0)
        assert isinstance(envelope.content, bytes)
        self.wire.append(envelope.content)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        self.signed_in.append(bool(session.authenticated))
        if self.hangs_up == "DATA":
            server.transport.abort()
        taken = time.monotonic()
        while time.monotonic() < taken + self.slow:
            await asyncio.sleep(0.01)
        return "250 OK"

    def _sign_in(self, server: object, session: object, envelope: object, way: str, login: Any) -> AuthResult:
        assert isinstance(login, LoginPassword)
        known = self.passwords.get(login.login.decode()) == login.password.decode()
        return AuthResult(success=known, handled=False)  # aiosmtpd says the 535


def trusting(certificate: Path) -> ssl.SSLContext:
    """A server's side of TLS, with the key and certificate in one file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
