"""
One message, sealed.

Layout, version 1 (whole numbers are big-endian)::

    offset  bytes
         0      4  magic: "SLST" in ASCII
         4      1  version: 1
         5      1  suite: 1 = HPKE base mode with X25519, HKDF-SHA256 and AES-256-GCM (RFC 9180);
                   payload under AES-256-GCM
         6      8  key id: SHA-256 of the public half, its first 8 bytes
        14     80  wrapped data key: HPKE's encapsulated key (32), then the sealed data key (32 + tag 16)
        94     12  nonce of the payload
       106      n  payload, sealed: n = 1024 k + 16

    header  = bytes 0 to 13
    bound   = id, kind, day, expires_on: each as its length in 2 bytes and then UTF-8;
              days as YYYY-MM-DD
    HPKE:     info = "seloste envelope 1" + header + bound; no associated data
    payload:  associated data = header + wrapped data key + bound
              inside: length of the payload in 4 bytes, the payload, zeros up to 1024 k

A data key serves one envelope. The four bound values lie beside the envelope in the
database; if any of them is changed there, the envelope does not open. Padding leaves of
the length only how many steps of 1 KiB it has.
"""

import os
import struct
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from formhandler.vault.keys import PrivateKey, PublicKey

MAGIC = b"SLST"
VERSION = 1
SUITE = 1
INFO = b"seloste envelope 1"
STEP = 1024  # bytes
DATA_KEY = 32  # bytes
NONCE = 12  # bytes
TAG = 16  # bytes

HEADER_END = 14
WRAPPED_END = HEADER_END + 32 + DATA_KEY + TAG
NONCE_END = WRAPPED_END + NONCE
SHORTEST = NONCE_END + STEP + TAG

hpke = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class EnvelopeError(Exception):
    """An envelope that cannot be opened."""


class Tampered(EnvelopeError):
    """A byte of the envelope, or a value bound to it, is not what it was when it was sealed."""


class WrongKey(EnvelopeError):
    """Sealed to another archive key than the one at hand."""


class UnknownVersion(EnvelopeError):
    """Sealed by another version of this program, in a layout that this one does not know."""


def seal(public: PublicKey, *, id: str, kind: str, day: date, expires_on: date, payload: bytes) -> bytes:
    """Seal *payload* so that only the private half opens it, and only beside these four values."""
    header = MAGIC + bytes([VERSION, SUITE]) + bytes.fromhex(public.key_id)
    bound = _bound(id, kind, day, expires_on)
    data_key = os.urandom(DATA_KEY)
    wrapped = hpke.encrypt(data_key, public.for_sealing(), info=INFO + header + bound)
    nonce = os.urandom(NONCE)
    sealed = AESGCM(data_key).encrypt(nonce, _pad(payload), header + wrapped + bound)
    return header + wrapped + nonce + sealed


def open_(private: PrivateKey, envelope: bytes, *, id: str, kind: str, day: date, expires_on: date) -> bytes:
    """
    Return the payload that was sealed.

    Raises:
        UnknownVersion, WrongKey: the header says so.
        Tampered: everything else that is not exactly as it was sealed.
    """
    _check_header(private, envelope)
    header, wrapped = envelope[:HEADER_END], envelope[HEADER_END:WRAPPED_END]
    nonce, sealed = envelope[WRAPPED_END:NONCE_END], envelope[NONCE_END:]
    bound = _bound(id, kind, day, expires_on)
    try:
        data_key = hpke.decrypt(wrapped, private.for_opening(), info=INFO + header + bound)
        padded = AESGCM(data_key).decrypt(nonce, sealed, header + wrapped + bound)
    except InvalidTag:
        raise Tampered(f"envelope {id}: it, its kind or one of its days was changed after sealing") from None
    return _unpad(padded)


def _check_header(private: PrivateKey, envelope: bytes) -> None:
    if len(envelope) < SHORTEST or not envelope.startswith(MAGIC):
        raise Tampered(f"{len(envelope)} bytes that are no whole envelope")
    version, suite, key_id = envelope[4], envelope[5], envelope[6:HEADER_END].hex()
    if (version, suite) != (VERSION, SUITE):
        raise UnknownVersion(
            f"envelope of version {version}, suite {suite}; this program knows {VERSION}, {SUITE}: update it"
        )
    if key_id != private.key_id:
        raise WrongKey(f"sealed to key {key_id}; the key at hand is {private.key_id}")


def _bound(id: str, kind: str, day: date, expires_on: date) -> bytes:
    values = [value.encode() for value in (id, kind, day.isoformat(), expires_on.isoformat())]
    # Lengths in front: without them ("ab", "c") and ("a", "bc") would be bound alike.
    return b"".join(struct.pack(">H", len(value)) + value for value in values)


def _pad(payload: bytes) -> bytes:
    framed = struct.pack(">I", len(payload)) + payload
    return framed + bytes(-len(framed) % STEP)


def _unpad(padded: bytes) -> bytes:
    (length,) = struct.unpack_from(">I", padded)
    return padded[4 : 4 + length]
