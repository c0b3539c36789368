"""
The link in the mail that asks: a random part of which the SHA-256 alone is kept.

Nothing else stands in the address: neither whose it is nor what was agreed to.
"""

import hashlib
import re
import secrets

from record import Record

PATH = "/vahvistus"
BYTES = 32
_FORM = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # 32 bytes in base64url without padding (RFC 4648, 5)


def new() -> str:
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> bytes:
    """What is kept of it, 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def lookup(text: str) -> bytes | None:
    """The digest of what stands in an address; None of what cannot be a token of ours."""
    return digest(text) if _FORM.fullmatch(text) else None


def prefix(record: Record, lang: str) -> str:
    """What the addresses in *lang* begin with."""
    return PATH if lang == record.binding else f"/{lang}{PATH}"


def address(record: Record, site: str, lang: str, token: str) -> str:
    """The whole address; *site* as "https://www.example.fi"."""
    return f"{site.rstrip('/')}{prefix(record, lang)}/{token}"
