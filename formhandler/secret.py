"""
The handler's secret: made once, readable by the handler's users alone, and kept as carefully as the database.

Two kinds of things hang on it. What it signs for minutes (the check page, tickets) a new one would mend by
itself. What it signs for years it would not: without the secret that was, nobody can show any more that the
consent record is what was written (consent/chain.py). So a backup has it, too. It opens no message.
"""

import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from formhandler import layout
from formhandler.config import ConfigError
from formhandler.vault import keyfile

NAME = "secret.key"


def load(data: Path) -> bytes:
    """
    Return the 32-byte signing key under *data*, making it the first time.

    Where there is no data folder nothing is kept, and a key that nobody keeps will do.

    Where it is lost, a new one is made, and the open check pages are shown once more. But the consent record
    no longer fits: `flask doctor` says so until the old file is back from a backup.
    """
    path = data / NAME
    if not data.is_dir():
        return secrets.token_bytes(keyfile.SIZE)
    try:
        return _read(path)
    except FileNotFoundError:
        keyfile.make(path, layout.mode(data, alone=0o600, both=0o640))
        return _read(path)


@cache
def derived(secret: bytes, use: str) -> bytes:
    """Return the 32-byte key for one *use* (HKDF-SHA256, RFC 5869): no two uses can be mixed up."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"seloste {use}".encode()).derive(secret)


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != keyfile.SIZE:
        raise ConfigError(
            f"{path}: {len(key)} bytes found, 32 expected; put it back from a backup (without it, nobody can "
            "show that the consent record is unaltered; where there is none, delete it and a new one is made)"
        )
    return key
