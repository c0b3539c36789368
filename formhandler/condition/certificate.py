"""How long the site's TLS certificate lasts, asked of the site itself, as a visitor's browser would."""

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

#: Certificates are renewed a month or more before their end; this close to it, nobody has.
SHORT = timedelta(days=14)
TIMEOUT = 5.0  # seconds


class Outcome(StrEnum):
    """What came of asking."""

    TRUSTED = "trusted"
    REFUSED = "refused"  # expired, for another name, or signed by nobody known
    UNREACHED = "unreached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The certificate of one host at one moment."""

    host: str
    outcome: Outcome
    ends: datetime | None = None  # UTC, of a trusted one
    reason: str = ""  # why it is refused, in OpenSSL's words

    def lasts(self, now: datetime) -> bool:
        """True while a browser accepts it and its end is not near."""
        return self.ends is not None and self.ends - now > SHORT


def ask(url: str, *, trust: ssl.SSLContext | None = None) -> Certificate:
    """
    Connect to *url*'s host and look at what it shows.

    Args:
        url: ``https://host`` or ``https://host:port``.
        trust: What to believe instead of the system's certificates.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    context = trust or ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), timeout=TIMEOUT) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            shown = secure.getpeercert()
    except ssl.SSLCertVerificationError as error:
        return Certificate(host=host, outcome=Outcome.REFUSED, reason=error.verify_message)
    except OSError:
        return Certificate(host=host, outcome=Outcome.UNREACHED)
    assert shown is not None  # a verified one is always shown
    ends = ssl.cert_time_to_seconds(str(shown["notAfter"]))
    return Certificate(host=host, outcome=Outcome.TRUSTED, ends=datetime.fromtimestamp(ends, UTC))
