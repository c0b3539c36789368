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

A data key serves one envelope. For the holder of a receipt code it is wrapped a second time,
in the column ``receipt_key``: HPKE to the code's public half, info = "seloste receipt 1" + id.
The four bound values lie beside the envelope in the database; if any of them is changed there,
the envelope does not open. Padding leaves of the length only how many steps of 1 KiB it has.
"""

import os
import struct
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from formhandler.vault.keys import Keyring, PrivateKey, PublicKey

MAGIC = b"SLST"
VERSION = 1
SUITE = 1
INFO = b"seloste envelope 1"
RECEIPT_INFO = b"seloste receipt 1"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What lies beside an envelope in the database and is bound into it."""

    id: str
    kind: str
    day: date
    expires_on: date

    def as_bytes(self) -> bytes:
        values = [value.encode() for value in (self.id, self.kind, _iso(self.day), _iso(self.expires_on))]
        # Lengths in front: without them ("ab", "c") and ("a", "bc") would be bound alike.
        return b"".join(struct.pack(">H", len(value)) + value for value in values)


def seal(
    public: PublicKey, bound: Bound, payload: bytes, *, receipt: PublicKey | None = None
) -> tuple[bytes, bytes | None]:
    """
    Seal *payload* so that only the private half opens it, and only beside the *bound* values.

    Args:
        receipt: A receipt code's public half: whoever has the code can open this one envelope, too.
    Returns:
        The envelope, and its data key wrapped to *receipt* (80 bytes; None without one).
    """
    data_key = os.urandom(DATA_KEY)
    envelope = _seal(public, bound, payload, data_key)
    return envelope, wrap_for_receipt(receipt, bound.id, data_key) if receipt else None


def open_(keys: Keyring, envelope: bytes, bound: Bound) -> bytes:
    """
    Return the payload that was sealed.

    Raises:
        UnknownVersion, WrongKey: the header says so.
        Tampered: everything else that is not exactly as it was sealed.
    """
    return _open(envelope, bound, data_key(keys, envelope, bound))


def open_with_receipt(receipt: PrivateKey, envelope: bytes, wrapped: bytes, bound: Bound) -> bytes:
    """
    Return the payload of an envelope whose data key was wrapped to a receipt code.

    Raises:
        UnknownVersion: the header says so.
        Tampered: another code's, or not exactly as it was sealed.
    """
    _check_form(envelope)
    try:
        key = hpke.decrypt(wrapped, receipt.for_opening(), info=RECEIPT_INFO + bound.id.encode())
    except InvalidTag:
        raise Tampered(f"envelope {bound.id}: this receipt code does not open it") from None
    return _open(envelope, bound, key)


def reseal(keys: Keyring, envelope: bytes, bound: Bound, *, to: PublicKey, as_: Bound) -> bytes:
    """
    The same payload, sealed *to* another key or beside other values *as_*.

    Its data key stays, so that a receipt code opens it as before.

    Raises:
        EnvelopeError: as open_.
    """
    if as_.id != bound.id:
        raise ValueError(f"{as_.id} is another envelope than {bound.id}: a receipt code is bound to the id")
    key = data_key(keys, envelope, bound)
    return _seal(to, as_, _open(envelope, bound, key), key)


def data_key(keys: Keyring, envelope: bytes, bound: Bound) -> bytes:
    """The key of this one envelope. Raises EnvelopeError, as open_."""
    private = _key_of(keys, envelope)
    header, wrapped = envelope[:HEADER_END], envelope[HEADER_END:WRAPPED_END]
    try:
        return hpke.decrypt(wrapped, private.for_opening(), info=INFO + header + bound.as_bytes())
    except InvalidTag:
        raise _tampered(bound) from None


def wrap_for_receipt(receipt: PublicKey, id: str, data_key: bytes) -> bytes:
    """The data key of envelope *id*, for the holder of a receipt code: encapsulated key 32, sealed key 48."""
    return hpke.encrypt(data_key, receipt.for_sealing(), info=RECEIPT_INFO + id.encode())


def _seal(public: PublicKey, bound: Bound, payload: bytes, data_key: bytes) -> bytes:
    header = MAGIC + bytes([VERSION, SUITE]) + bytes.fromhex(public.key_id)
    beside = bound.as_bytes()
    wrapped = hpke.encrypt(data_key, public.for_sealing(), info=INFO + header + beside)
    nonce = os.urandom(NONCE)
    return (
        header + wrapped + nonce + AESGCM(data_key).encrypt(nonce, _pad(payload), header + wrapped + beside)
    )


def _open(envelope: bytes, bound: Bound, data_key: bytes) -> bytes:
    nonce, sealed = envelope[WRAPPED_END:NONCE_END], envelope[NONCE_END:]
    try:
        return _unpad(AESGCM(data_key).decrypt(nonce, sealed, envelope[:WRAPPED_END] + bound.as_bytes()))
    except InvalidTag:
        raise _tampered(bound) from None


def _tampered(bound: Bound) -> Tampered:
    return Tampered(f"envelope {bound.id}: it, its kind or one of its days was changed after sealing")


def _check_form(envelope: bytes) -> None:
    if len(envelope) < SHORTEST or not envelope.startswith(MAGIC):
        raise Tampered(f"{len(envelope)} bytes that are no whole envelope")
    version, suite = envelope[4], envelope[5]
    if (version, suite) != (VERSION, SUITE):
        raise UnknownVersion(
            f"envelope of version {version}, suite {suite}; this program knows {VERSION}, {SUITE}: update it"
        )


def _key_of(keys: Keyring, envelope: bytes) -> PrivateKey:
    _check_form(envelope)
    key_id = envelope[6:HEADER_END].hex()
    if (private := keys.get(key_id)) is None:
        raise WrongKey(f"sealed to key {key_id}; the key at hand is {keys.key_ids}")
    return private


def _iso(day: date) -> str:
    return day.isoformat()


def _pad(payload: bytes) -> bytes:
    framed = struct.pack(">I", len(payload)) + payload
    return framed + bytes(-len(framed) % STEP)


def _unpad(padded: bytes) -> bytes:
    (length,) = struct.unpack_from(">I", padded)
    return padded[4 : 4 + length]
