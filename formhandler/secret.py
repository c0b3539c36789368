"""The key that signs the check page's token and id: made once, readable by the handler's users alone."""

import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from formhandler import layout
from formhandler.config import ConfigError

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
        return secrets.token_bytes(32)
    try:
        return _read(path)
    except FileNotFoundError:
        _make(path)
        return _read(path)


@cache
def derived(secret: bytes, use: str) -> bytes:
    """Return the 32-byte key for one *use* (HKDF-SHA256, RFC 5869): no two uses can be mixed up."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"seloste {use}".encode()).derive(secret)


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != 32:
        raise ConfigError(
            f"{path}: {len(key)} bytes found, 32 expected; delete the file and a new one is made"
        )
    return key


def _make(path: Path) -> None:
    """Write a key beside *path* and link it in place, so that two processes agree on one."""
    draft = path.with_name(f"{NAME}.{secrets.token_hex(4)}")
    mode = layout.mode(path.parent, alone=0o600, both=0o640)
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), mode)  # the process's umask may have taken some away
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its key is the key
    finally:
        draft.unlink()
