"""
What opens the figures: 128 bits at random, shown once. Kept is its SHA-256 alone.

A fast hash is enough: nobody can try 2^128 of them. For the same reason wrong ones are not counted: to guess
is hopeless, and a limit would let strangers of the same network lock out whoever has the right one.
"""

import hashlib
import hmac
import re
import secrets

BYTES = 16
_FORM = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)  # 16 bytes in base64url without padding (RFC 4648, 5)


def new() -> str:
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> bytes:
    """What is kept of it, 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def fits(token: str, kept: bytes | None) -> bool:
    """Whether *token* is the one of which *kept* was kept, compared in constant time; None fits none."""
    return bool(_FORM.fullmatch(token)) and hmac.compare_digest(digest(token), kept or b"")
