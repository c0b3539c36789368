"""
A backup's file: everything in it sealed to the archive's key, with the slots beside it that open that key.

Layout, version 1::

    offset  bytes
         0      4  magic: "SLSB" in ASCII
         4      1  version: 1
         5      4  n: length of the head (big-endian)
         9      n  head, JSON: id, day, expires_on; "envelope", in base64; "slots": the tables of
                   vault/slots by their id, as slot.py has them
     9 + n         chunks of 1 MiB and 16 bytes, the last one shorter

    envelope  as in vault/envelope.py, of kind "backup", bound to id, day and expires_on: the file's data key
    chunk i   AES-256-GCM under it; nonce = i in 11 bytes, then 1 for the last chunk and 0 for the others;
              associated data = SHA-256 of bytes 0 to 9 + n. Inside, joined: a tar file of what lies in DATA

A chunk that was changed, moved, left out or cut off does not open. Whoever has the file without a passphrase,
the kit or the key file sees its size, its days and how many can open it, and may guess passphrases at
Argon2id's price (docs/archive.md). managed.key is never in it.
"""

import base64
import hashlib
import io
import json
import os
import secrets
import struct
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from formhandler.vault import envelope
from formhandler.vault.envelope import Bound
from formhandler.vault.keys import Keyring, PublicKey

MAGIC, VERSION = b"SLSB", 1
CHUNK, TAG, START = 1024**2, 16, 9  # bytes
LONGEST = 16 * 1024**2  # bytes of a head: more is none


class BackupBroken(Exception):
    """A file that is no backup, or not the whole of one; the text names it and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What lies in clear at the beginning."""

    bound: Bound
    envelope: bytes
    slots: dict[str, dict[str, Any]]
    raw: bytes  # bytes 0 to 9 + n

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.raw).digest()

    def data_key(self, keys: Keyring) -> bytes:
        """The file's key. Raises EnvelopeError."""
        return envelope.open_(keys, self.envelope, self.bound)


def head(public: PublicKey, slots: dict[str, dict[str, Any]], *, day: date, last: date) -> tuple[Head, bytes]:
    """A new head, and the data key that is sealed in it."""
    bound = Bound(id=secrets.token_hex(16), kind="backup", day=day, expires_on=last)
    key = os.urandom(envelope.DATA_KEY)
    sealed, _ = envelope.seal(public, bound, key)
    table = {
        "id": bound.id,
        "day": day.isoformat(),
        "expires_on": last.isoformat(),
        "envelope": base64.b64encode(sealed).decode(),
        "slots": slots,
    }
    said = json.dumps(table, separators=(",", ":")).encode()
    raw = MAGIC + bytes([VERSION]) + struct.pack(">I", len(said)) + said
    return Head(bound=bound, envelope=sealed, slots=slots, raw=raw), key


def read_head(file: IO[bytes], name: Path) -> Head:
    """Read the beginning. Raises BackupBroken."""
    start = file.read(START)
    if len(start) < START or start[:4] != MAGIC:
        raise BackupBroken(f"{name}: not a backup of this program")
    if start[4] != VERSION:
        raise BackupBroken(f"{name}: of version {start[4]}, this program knows {VERSION}; update it")
    (length,) = struct.unpack(">I", start[5:])
    try:
        said = file.read(min(length, LONGEST))
        table = json.loads(said)
        days = {name: date.fromisoformat(table[name]) for name in ("day", "expires_on")}
        bound = Bound(id=str(table["id"]), kind="backup", **days)
        sealed = base64.b64decode(table["envelope"], validate=True)
        return Head(bound=bound, envelope=sealed, slots=dict(table["slots"]), raw=start + said)
    except (ValueError, KeyError, TypeError):
        raise BackupBroken(f"{name}: its beginning is damaged; take another backup") from None


class Sealing(io.RawIOBase):
    """Seals what is written to it into *file*, a chunk at a time; `finish` writes the last one."""

    def __init__(self, file: IO[bytes], head: Head, key: bytes) -> None:
        self._file, self._beside, self._cipher = file, head.digest, AESGCM(key)
        self._waiting, self._n = bytearray(), 0
        file.write(head.raw)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(nonce(self._n, last=last), chunk, self._beside))
        self._n += 1


class Opening(io.RawIOBase):
    """The other way: reads what was sealed. Raises BackupBroken where it is not whole."""

    def __init__(self, file: IO[bytes], head: Head, key: bytes, name: Path) -> None:
        self._file, self._beside, self._cipher, self._name = file, head.digest, AESGCM(key), name
        self._ready, self._n = b"", 0
        self._next: bytes = file.read(CHUNK + TAG)
        self._over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and not self._over:
            self._open()
        part = self._ready[: len(buffer)]
        self._ready = self._ready[len(part) :]
        buffer[: len(part)] = part
        return len(part)

    def _open(self) -> None:
        chunk, self._next = self._next, self._file.read(CHUNK + TAG)
        self._over = not self._next
        try:
            self._ready = self._cipher.decrypt(nonce(self._n, last=self._over), chunk, self._beside)
        except (InvalidTag, ValueError):
            raise BackupBroken(
                f"{self._name}: damaged or cut off at about byte {self._n * CHUNK}; take another backup"
            ) from None
        self._n += 1


def nonce(n: int, *, last: bool) -> bytes:
    return n.to_bytes(11, "big") + bytes([last])
