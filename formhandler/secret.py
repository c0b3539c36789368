"""The key that signs the check page's token and id: made once, readable by the handler's users alone."""

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

    Losing it costs nothing but the check pages that are open in a browser at that moment:
    they are shown once more. It opens no message.
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
            f"{path}: {len(key)} bytes found, 32 expected; delete the file and a new one is made"
        )
    return key
