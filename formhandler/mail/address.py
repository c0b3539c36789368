"""Where a mail server is and how to be let in: what MAIL_URL and IMAP_URL say."""

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit


class BadMailUrl(ValueError):
    """The mail server's address cannot be used. The message never repeats it: it may hold a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """How to reach a mail server; a subclass says by which protocol."""

    SCHEME: ClassVar[str]  # with an s at its end: TLS from the start
    PORTS: ClassVar[Mapping[str, int]]  # by the kind of TLS
    EXAMPLE: ClassVar[str]

    host: str
    port: int
    tls: str  # "implicit" (RFC 8314), "starttls" (RFC 3207, RFC 3501) or "none"
    user: str = ""  # empty: no sign-in
    password: str = field(default="", repr=False)
    ca_file: Path | None = None  # certificates to trust instead of the system's, PEM
    timeout: float = 20.0  # seconds, for each step of the conversation

    @classmethod
    def from_url(cls, url: str) -> Self:
        """
        Read ``smtp://user:password@host:port?tls=starttls|none`` or ``smtps://…``; IMAP's likewise.

        User and password are percent-encoded. ``ca=/path.pem`` names certificates to trust and
        ``timeout=20`` the seconds for each step.

        Raises:
            BadMailUrl: anything else, and a password that would travel in clear.
        """
        parts = _split(url)
        known = parts.scheme in (cls.SCHEME, f"{cls.SCHEME}s")
        if not known or not parts.hostname or parts.path not in ("", "/"):
            raise BadMailUrl(f"the mail server's address is not one; {cls.EXAMPLE}")
        options = _options(parts)
        tls = _tls(parts, options, cls.SCHEME)
        config = cls(
            host=parts.hostname,
            port=_port(parts) or cls.PORTS[tls],
            tls=tls,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            ca_file=Path(options["ca"]) if "ca" in options else None,
            timeout=_seconds(options.get("timeout", "20")),
        )
        config.check()
        return config

    def trust(self) -> ssl.SSLContext:
        """Whose certificates are believed."""
        return ssl.create_default_context(cafile=self.ca_file)

    def check(self) -> None:
        """Raise BadMailUrl for a sign-in that cannot work, or not safely."""
        said = self.host + self.user + self.password
        # In a command to the server a line break would begin another command.
        if not said.isascii() or not said.isprintable():
            raise BadMailUrl(f"the mail server's host, user and password must be plain ASCII; {self.EXAMPLE}")
        if bool(self.user) != bool(self.password):
            raise BadMailUrl(
                f"the mail server's address has a user or a password, but not both; {self.EXAMPLE}"
            )
        if self.user and self.tls == "none" and not _is_here(self.host):
            raise BadMailUrl("tls=none would send the password in clear over the network; leave tls=none out")


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # a bracket without its pair
        return urlsplit("")


def _options(parts: SplitResult) -> dict[str, str]:
    options = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if unknown := options.keys() - {"tls", "ca", "timeout"}:
        raise BadMailUrl(
            f"the mail server's address has the option {min(unknown)!r}; known: tls, ca, timeout"
        )
    return options


def _tls(parts: SplitResult, options: dict[str, str], scheme: str) -> str:
    if parts.scheme != scheme:
        if "tls" in options:
            raise BadMailUrl(
                f"{scheme}s:// is encrypted from the start; leave tls= out, or write {scheme}://"
            )
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
