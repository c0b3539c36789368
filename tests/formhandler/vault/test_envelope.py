"""What is sealed opens with its key, beside its own values, and in no other way."""

import hashlib
import struct
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given, settings
from hypothesis import strategies as st

from formhandler.vault.envelope import (
    Bound,
    EnvelopeError,
    Tampered,
    UnknownVersion,
    WrongKey,
    open_,
    open_with_receipt,
    reseal,
    seal,
)
from formhandler.vault.keys import Keyring, PrivateKey

PRIVATE = PrivateKey.generate()
KEY = Keyring((PRIVATE,))
BOUND: dict[str, Any] = {
    "id": "0123456789abcdef" * 2,
    "kind": "message",
    "day": date(2026, 3, 1),
    "expires_on": date(2027, 3, 1),
}
LETTER = "Hei, äänestyspäivä on 12.4. Terveisin Maija".encode()


def sealed(payload: bytes, **bound: Any) -> bytes:
    return seal(PRIVATE.public, Bound(**bound), payload)[0]


@given(payload=st.binary(max_size=5000))
@settings(deadline=None, max_examples=50)
def test_what_was_sealed_comes_back_byte_for_byte(payload: bytes) -> None:
    assert open_(KEY, sealed(payload, **BOUND), Bound(**BOUND)) == payload


@pytest.mark.parametrize(("length", "steps"), [(0, 1), (1020, 1), (1021, 2), (2044, 2), (2045, 3)])
def test_the_length_shows_only_in_steps_of_a_kibibyte(length: int, steps: int) -> None:
    assert len(sealed(bytes(length), **BOUND)) == 106 + steps * 1024 + 16


def test_the_same_words_never_look_the_same() -> None:
    first, second = (sealed(LETTER, **BOUND) for _ in range(2))

    assert first[:14] == second[:14]  # the header
    shared = sum(a == b for a, b in zip(first[14:], second[14:], strict=True))
    assert shared < 50  # of 1,132 random bytes some 4 agree by chance


def test_no_byte_can_be_changed() -> None:
    envelope = sealed(LETTER, **BOUND)

    for place in range(len(envelope)):
        changed = bytearray(envelope)
        changed[place] ^= 0x01
        with pytest.raises(wanted(place)):
            open_(KEY, bytes(changed), Bound(**BOUND))


def wanted(place: int) -> type[EnvelopeError]:
    """Which error tells of a change at *place*: the header names a version and a key, the rest is a seal."""
    if place in (4, 5):
        return UnknownVersion
    return WrongKey if 6 <= place < 14 else Tampered


@pytest.mark.parametrize("length", [0, 4, 13, 14, 105, 106, 1145])
def test_a_cut_envelope_is_no_envelope(length: int) -> None:
    envelope = sealed(LETTER, **BOUND)

    with pytest.raises(Tampered):
        open_(KEY, envelope[:length], Bound(**BOUND))


def test_nothing_can_be_added_at_the_end() -> None:
    with pytest.raises(Tampered):
        open_(KEY, sealed(LETTER, **BOUND) + b"\0", Bound(**BOUND))


@pytest.mark.parametrize(
    "other",
    [
        {"id": "f" * 32},
        {"kind": "quarantine"},
        {"day": date(2026, 3, 2)},
        {"expires_on": date(2036, 3, 1)},
        {"day": date(2027, 3, 1), "expires_on": date(2026, 3, 1)},
    ],
)
def test_a_value_beside_the_envelope_cannot_be_changed(other: dict[str, Any]) -> None:
    envelope = sealed(LETTER, **BOUND)

    with pytest.raises(Tampered, match="changed after sealing"):
        open_(KEY, envelope, Bound(**{**BOUND, **other}))


def test_values_cannot_flow_into_each_other() -> None:
    envelope = sealed(LETTER, **{**BOUND, "id": "ab", "kind": "cmessage"})

    with pytest.raises(Tampered):
        open_(KEY, envelope, Bound(**{**BOUND, "id": "abc", "kind": "message"}))


def test_another_key_is_named_and_does_not_open_it() -> None:
    other = PrivateKey.generate()

    with pytest.raises(WrongKey, match=f"sealed to key {PRIVATE.key_id}; the key at hand is {other.key_id}"):
        open_(Keyring((other,)), sealed(LETTER, **BOUND), Bound(**BOUND))


def test_a_forged_key_id_does_not_help() -> None:
    other = PrivateKey.generate()
    envelope = sealed(LETTER, **BOUND)

    with pytest.raises(Tampered):
        open_(Keyring((other,)), envelope[:6] + bytes.fromhex(other.key_id) + envelope[14:], Bound(**BOUND))


def test_an_envelope_opens_by_the_documented_layout_alone() -> None:
    """What the docstring of envelope.py says is enough to write another opener from."""
    envelope = sealed(LETTER, **BOUND)
    key = X25519PrivateKey.from_private_bytes(PRIVATE.raw)

    header, wrapped, nonce, inner = envelope[:14], envelope[14:94], envelope[94:106], envelope[106:]
    values = [BOUND["id"], BOUND["kind"], "2026-03-01", "2027-03-01"]
    bound = b"".join(struct.pack(">H", len(value)) + value.encode() for value in values)
    hpke = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    data_key = hpke.decrypt(wrapped, key, info=b"seloste envelope 1" + header + bound)
    inside = AESGCM(data_key).decrypt(nonce, inner, header + wrapped + bound)

    assert header[:6] == b"SLST\x01\x01"
    assert header[6:] == hashlib.sha256(key.public_key().public_bytes_raw()).digest()[:8]
    assert inside[:4] == struct.pack(">I", len(LETTER))
    assert inside[4:] == LETTER + bytes(1024 - 4 - len(LETTER))


RECEIPT = PrivateKey.generate()


def test_a_receipt_code_opens_its_own_envelope_and_no_other() -> None:
    envelope, wrapped = seal(PRIVATE.public, Bound(**BOUND), LETTER, receipt=RECEIPT.public)
    other, other_wrapped = seal(
        PRIVATE.public, Bound(**{**BOUND, "id": "f" * 32}), LETTER, receipt=RECEIPT.public
    )
    assert wrapped is not None
    assert other_wrapped is not None

    assert open_with_receipt(RECEIPT, envelope, wrapped, Bound(**BOUND)) == LETTER
    assert open_(KEY, envelope, Bound(**BOUND)) == LETTER
    with pytest.raises(Tampered):
        open_with_receipt(PrivateKey.generate(), envelope, wrapped, Bound(**BOUND))
    with pytest.raises(Tampered):
        open_with_receipt(RECEIPT, envelope, other_wrapped, Bound(**BOUND))
    with pytest.raises(Tampered):
        open_with_receipt(RECEIPT, other, wrapped, Bound(**BOUND))


def test_what_is_sealed_anew_opens_with_the_new_key_and_the_old_receipt_code() -> None:
    envelope, wrapped = seal(PRIVATE.public, Bound(**BOUND), LETTER, receipt=RECEIPT.public)
    assert wrapped is not None
    new, released = PrivateKey.generate(), Bound(**{**BOUND, "kind": "quarantine"})

    again = reseal(KEY, envelope, Bound(**BOUND), to=new.public, as_=released)

    assert open_(Keyring((new,)), again, released) == LETTER
    assert open_with_receipt(RECEIPT, again, wrapped, released) == LETTER
    with pytest.raises(WrongKey):
        open_(KEY, again, released)
    with pytest.raises(Tampered):
        open_(Keyring((new,)), again, Bound(**BOUND))


def test_sealing_anew_keeps_the_id_that_the_receipt_code_is_bound_to() -> None:
    envelope = sealed(LETTER, **BOUND)

    with pytest.raises(ValueError, match="another envelope"):
        reseal(KEY, envelope, Bound(**BOUND), to=PRIVATE.public, as_=Bound(**{**BOUND, "id": "f" * 32}))
