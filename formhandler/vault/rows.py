"""
A row of the register, sealed: quick to open, and by the owner alone.

An envelope costs an exchange of keys (0.1 ms); 100,000 cards at a sign-in would take ten seconds. What the
owner's side writes needs none: whoever writes it has the archive open. So the rows lie under a symmetric key
that is derived from the archive's private half.

Layout, version 1::

    offset  bytes
         0      1  version: 1
         1     12  nonce
        13      n  payload, sealed: n = 64 k + 16

    key      HKDF-SHA256 of the archive's private half, info "seloste register 1", 32 bytes
    payload  AES-256-GCM; associated data = "seloste row 1", table, id, key id: each as its length in 2 bytes
             and then UTF-8. Inside: length of the JSON in 4 bytes, the JSON, zeros up to 64 k

A row that was changed, or moved to another id or table, does not open. Of what lies in clear beside it, a
reader checks what matters against the JSON (register/store.py).
"""

import json
import os
import struct
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from formhandler.vault.envelope import Tampered, UnknownVersion, WrongKey
from formhandler.vault.keys import Keyring

VERSION = 1
NONCE = 12  # bytes
STEP = 64  # bytes
INFO = b"seloste register 1"


class Rows:
    """Seals and opens rows for the time of one request or command: it holds keys, so let go of it."""

    def __init__(self, keys: Keyring, *, to: str) -> None:
        """
        Args:
            to: Id of the key that new rows are sealed under: the archive's present one.
        """
        self.to = to
        self.key_ids = keys.key_ids  # of the keys at hand, for an error's text and to know them again
        self._ciphers = {key.key_id: _cipher(key.raw) for key in keys.keys}

    def seal(self, table: str, id: str, content: Any) -> bytes:
        """*content*, of JSON, as the column ``sealed`` of row *id* of *table* keeps it."""
        payload = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        framed = struct.pack(">I", len(payload)) + payload
        framed += bytes(-len(framed) % STEP)
        nonce = os.urandom(NONCE)
        sealed = self._ciphers[self.to].encrypt(nonce, framed, _beside(table, id, self.to))
        return bytes([VERSION]) + nonce + sealed

    def open(self, key_id: str, table: str, id: str, sealed: bytes) -> Any:
        """
        What was sealed.

        Raises:
            WrongKey: the archive's key *key_id* is not at hand.
            UnknownVersion: another version of this program sealed it.
            Tampered: it, its id or its table is not what it was.
        """
        if (cipher := self._ciphers.get(key_id)) is None:
            raise WrongKey(f"{table} {id} is sealed to key {key_id}; the key at hand is {self.key_ids}")
        if not sealed:
            raise Tampered(f"{table} {id} is empty")
        if sealed[0] != VERSION:
            raise UnknownVersion(f"{table} {id} is of version {sealed[0]}; this program knows {VERSION}")
        try:
            framed = cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], _beside(table, id, key_id))
        except (InvalidTag, ValueError):  # the second: too short to be one
            raise Tampered(f"{table} {id} was changed after sealing") from None
        (length,) = struct.unpack_from(">I", framed)
        return json.loads(framed[4 : 4 + length])

    def reseal(self, key_id: str, table: str, id: str, sealed: bytes) -> bytes:
        """The same content under the present key; a head that was blanked stays so. Raises as open."""
        if not sealed:
            return sealed
        return self.seal(table, id, self.open(key_id, table, id, sealed))


def _cipher(raw: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=INFO).derive(raw))


def _beside(table: str, id: str, key_id: str) -> bytes:
    raw = id.encode()
    return _part("seloste row 1") + _part(table) + struct.pack(">H", len(raw)) + raw + _part(key_id)


@lru_cache(maxsize=64)
def _part(value: str) -> bytes:
    """The same few of 100,000 rows."""
    raw = value.encode()
    return struct.pack(">H", len(raw)) + raw
