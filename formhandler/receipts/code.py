"""
What a receipt code is made of, and what is made of it.

::

    submission's id      16 random bytes, only in the visitor's own pages and cookie
      ├─ SHA-256         what the database calls the submission
      ├─ HKDF            the conversation's private key: quick, so that accepting a message stays quick
      └─ HKDF            66 bits: six of 2,048 words
           └─ Argon2id   `lookup`, by which a code is found, and the key under which the private key lies

Neither the database nor secret.key, nor both, lead to an id or to words.
"""

import hashlib
import os
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from formhandler.vault import words
from formhandler.vault.envelope import Tampered
from formhandler.vault.keys import PrivateKey

# Argon2id (RFC 9106) at the lower bound of OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one
# lane. A passphrase that somebody chose costs more (vault/passphrase.py); these words are 66 random bits.
MEMORY_KIB = 19 * 1024
ITERATIONS = 2
LANES = 1
SALT = 16  # bytes
LOOKUP = 16  # bytes
KEY = 32  # bytes
NONCE = 12  # bytes


def submission(id: str) -> str:
    """What the database knows of a submission's *id*: 32 hex digits that don't lead back to it."""
    return hashlib.sha256(bytes.fromhex(id)).hexdigest()[:32]


def key(id: str, secret: bytes) -> PrivateKey:
    """The key of the conversation that the submission begins."""
    return PrivateKey(_hkdf(id, secret, b"seloste receipt key", KEY))


def spell(id: str, secret: bytes, lang: str) -> tuple[str, ...]:
    """The six words of the submission, in its language."""
    number = int.from_bytes(_hkdf(id, secret, b"seloste receipt code", 9)) >> (
        9 * 8 - words.RECEIPT * words.BITS
    )
    places = [(number >> (words.BITS * place)) % 2**words.BITS for place in reversed(range(words.RECEIPT))]
    return tuple(words.WORDS[lang][place] for place in places)


@dataclass(frozen=True, slots=True)
class Derived:
    """What the six words are worth. Never stored as it is, and never shown in a repr."""

    lookup: bytes
    lock: bytes = field(repr=False)

    @classmethod
    def of(cls, code: str, salt: bytes) -> Self:
        """
        Derive from *code*, the words as words.normalise writes them. Takes 21 ms of a core and 19 MiB.

        Call it inside a turnstile.Turnstile, which bounds how many do so at once.
        """
        kdf = Argon2id(
            salt=salt, length=LOOKUP + KEY, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB
        )
        out = kdf.derive(code.encode())
        return cls(out[:LOOKUP], out[LOOKUP:])

    def seal(self, private: PrivateKey, thread: str) -> bytes:
        """The conversation's *private* key for the database: nonce 12, sealed 32, tag 16 bytes."""
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.lock).encrypt(nonce, private.raw, thread.encode())

    def open(self, sealed: bytes, thread: str) -> PrivateKey:
        """Raises Tampered when it was changed, or put beside another conversation."""
        try:
            raw = AESGCM(self.lock).decrypt(sealed[:NONCE], sealed[NONCE:], thread.encode())
        except InvalidTag:
            raise Tampered(f"the receipt of {thread} was changed after it was written") from None
        return PrivateKey(raw)


def _hkdf(id: str, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=secret, info=info).derive(bytes.fromhex(id))
