"""The mail server: where it is, and handing one mail to it."""

import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

PORTS = {"implicit": 465, "starttls": 587, "none": 25}
EXAMPLE = "write smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465"

# How we greet the server. Left alone, smtplib asks the network for this machine's name, slowly, and tells it.
OWN_NAME = "[127.0.0.1]"


class BadMailUrl(ValueError):
    """The mail server's address cannot be used. The message never repeats it: it may hold a password."""


class Undelivered(Exception):
    """The mail was not handed over, or not surely."""

    def __init__(self, reason: str, *, final: bool, doubtful: bool) -> None:
        """
        Args:
            reason: SMTP code and error class, as "451 SMTPDataError"; nothing the server said, no address.
            final: The server refused for good (5xx): trying again without a change is no use.
            doubtful: The connection broke while the mail was on its way; it may have arrived.
        """
        super().__init__(reason)
        self.reason, self.final, self.doubtful = reason, final, doubtful


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpConfig:
    """How to reach the server that takes our mail."""

    host: str
    port: int
    tls: str  # "implicit" (RFC 8314), "starttls" (RFC 3207) or "none"
    user: str = ""  # empty: no sign-in
    password: str = field(default="", repr=False)
    ca_file: Path | None = None  # certificates to trust instead of the system's, PEM
    timeout: float = 20.0  # seconds, for each step of the conversation

    @classmethod
    def from_url(cls, url: str) -> Self:
        """
        Read ``smtp://user:password@host:port?tls=starttls|none`` or ``smtps://…``.

        User and password are percent-encoded. ``ca=/path.pem`` names certificates to trust and
        ``timeout=20`` the seconds for each step.

        Raises:
            BadMailUrl: anything else, and a password that would travel in clear.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
            raise BadMailUrl(f"the mail server's address is not one; {EXAMPLE}")
        options = _options(parts)
        tls = _tls(parts, options)
        config = cls(
            host=parts.hostname,
            port=_port(parts) or PORTS[tls],
            tls=tls,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            ca_file=Path(options["ca"]) if "ca" in options else None,
            timeout=_seconds(options.get("timeout", "20")),
        )
        config._check_sign_in()
        return config

    @contextmanager
    def session(self) -> Iterator[smtplib.SMTP]:
        """
        A greeted, encrypted and signed-in connection, which is closed afterwards.

        Raises:
            OSError, smtplib.SMTPException: the server cannot be reached, trusted or does not let us in.
        """
        server = self._connect()
        try:
            server.ehlo_or_helo_if_needed()
            if self.tls == "starttls":
                server.starttls(context=self._trust())
            if self.user:
                server.login(self.user, self.password)
            yield server
            # The mail was taken by now; how the server says goodbye does not change that.
            with suppress(OSError):  # smtplib's own errors are OSErrors
                server.quit()
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self.tls == "implicit":
            return smtplib.SMTP_SSL(
                self.host, self.port, OWN_NAME, timeout=self.timeout, context=self._trust()
            )
        return smtplib.SMTP(self.host, self.port, OWN_NAME, timeout=self.timeout)

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file)

    def _check_sign_in(self) -> None:
        if not (self.host + self.user + self.password).isascii():
            raise BadMailUrl(f"the mail server's host, user and password must be plain ASCII; {EXAMPLE}")
        if bool(self.user) != bool(self.password):
            raise BadMailUrl(f"the mail server's address has a user or a password, but not both; {EXAMPLE}")
        if self.user and self.tls == "none" and not _is_here(self.host):
            raise BadMailUrl("tls=none would send the password in clear over the network; leave tls=none out")


def send(config: SmtpConfig, mail: EmailMessage) -> None:
    """
    Hand *mail* to the server.

    Raises:
        Undelivered: it was not taken, or the connection broke before the server said that it was.
    """
    on_its_way = False
    try:
        with config.session() as server:
            on_its_way = True
            server.send_message(mail)
    except OSError as error:  # the network's, TLS's and smtplib's errors all are
        code = _code(error)
        reason = f"{code} {type(error).__name__}" if code else type(error).__name__
        refused = code is not None and 400 <= code < 600
        raise Undelivered(
            reason, final=code is not None and 500 <= code < 600, doubtful=on_its_way and not refused
        ) from error


def _code(error: OSError) -> int | None:
    """What the server answered, if it did."""
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in error.recipients.values())
    return None


def _options(parts: SplitResult) -> dict[str, str]:
    options = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if unknown := options.keys() - {"tls", "ca", "timeout"}:
        raise BadMailUrl(
            f"the mail server's address has the option {min(unknown)!r}; known: tls, ca, timeout"
        )
    return options


def _tls(parts: SplitResult, options: dict[str, str]) -> str:
    if parts.scheme == "smtps":
        if "tls" in options:
            raise BadMailUrl("smtps:// is encrypted from the start; leave tls= out, or write smtp://")
        return "implicit"
    tls = options.get("tls", "starttls")
    if tls not in ("starttls", "none"):
        raise BadMailUrl(f"tls={tls!r} in the mail server's address; write tls=starttls or tls=none")
    return tls


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise BadMailUrl("the mail server's port is not a number from 1 to 65535") from None


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    # Twelve such steps must fit in the outbox's lease, or a second sender would take the mail for lost.
    if not 0 < seconds <= 50:
        raise BadMailUrl(f"timeout={text!r} in the mail server's address; write seconds, at most 50")
    return seconds


def _is_here(host: str) -> bool:
    """Whether *host* is this computer, so that what is sent to it crosses no network."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
