"""The mail server that takes our mail: a session with it, and handing one mail to it."""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from formhandler.mail.address import BadMailUrl, MailServer

__all__ = ["BadMailUrl", "SmtpConfig", "Undelivered", "send"]

# How we greet the server. Left alone, smtplib asks the network for this machine's name, slowly, and tells it.
OWN_NAME = "[127.0.0.1]"


class Undelivered(Exception):
    """The mail was not handed over, or not surely."""

    def __init__(self, reason: str, *, final: bool, doubtful: bool, unheard: bool = False) -> None:
        """
        Args:
            reason: SMTP code and error class, as "451 SMTPDataError"; nothing the server said, no address.
            final: Refused for good (5xx): trying again without a change is no use.
            doubtful: The connection broke after the mail's text had begun to go; it may have arrived.
            unheard: The server has not heard of this mail yet: no connection, no trust, no sign-in.
        """
        super().__init__(reason)
        self.reason, self.final, self.doubtful, self.unheard = reason, final, doubtful, unheard


class _Smtp(smtplib.SMTP):
    """smtplib's own, which also knows when a mail's text has begun to go."""

    handed_over = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """As smtplib's: RFC 5321 4.1.1.4, and 4.5.2 for the dots. *msg* is bytes whose lines end in CRLF."""
        code, reply = self.docmd("DATA")
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        self.handed_over = True
        self.send(re.sub(rb"(?m)^\.", b"..", msg).removesuffix(b"\r\n") + b"\r\n.\r\n")
        return self.getreply()


class _Smtps(_Smtp, smtplib.SMTP_SSL):
    """TLS from the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpConfig(MailServer):
    """How to reach the server that takes our mail."""

    SCHEME = "smtp"
    PORTS = {"implicit": 465, "starttls": 587, "none": 25}  # noqa: RUF012  # declared ClassVar above
    EXAMPLE = "write smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465"

    @contextmanager
    def session(self) -> Iterator[_Smtp]:
        """
        A greeted, encrypted and signed-in connection, which is closed afterwards.

        Raises:
            OSError, smtplib.SMTPException: the server cannot be reached, trusted or does not let us in.
        """
        server = self._connect()
        try:
            server.ehlo_or_helo_if_needed()
            if self.tls == "starttls":
                server.starttls(context=self.trust())
            if self.user:
                server.login(self.user, self.password)
            yield server
            # The mail was taken by now; how the server says goodbye does not change that.
            with suppress(OSError):  # smtplib's own errors are OSErrors
                server.quit()
        finally:
            server.close()

    def _connect(self) -> _Smtp:
        if self.tls == "implicit":
            return _Smtps(self.host, self.port, OWN_NAME, timeout=self.timeout, context=self.trust())
        return _Smtp(self.host, self.port, OWN_NAME, timeout=self.timeout)


def send(config: SmtpConfig, mail: EmailMessage) -> None:
    """
    Hand *mail* to the server.

    Raises:
        Undelivered: it was not taken, or the connection broke before the server said that it was.
    """
    server = None
    try:
        with config.session() as server:
            server.send_message(mail)
    except OSError as error:  # the network's, TLS's and smtplib's errors all are
        raise _undelivered(error, server) from error


def _undelivered(error: OSError, server: _Smtp | None) -> Undelivered:
    code = _code(error)
    refused = code is not None and 400 <= code < 600
    # A server that cannot write a recipient's address (SMTPUTF8) will not learn it by tomorrow.
    impossible = server is not None and isinstance(error, smtplib.SMTPNotSupportedError)
    return Undelivered(
        f"{code} {type(error).__name__}" if code else type(error).__name__,
        final=impossible or (code is not None and 500 <= code < 600),
        doubtful=server is not None and server.handed_over and not refused,
        unheard=server is None,
    )


def _code(error: OSError) -> int | None:
    """What the server answered, if it did."""
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in error.recipients.values())
    return None
