"""
One slot: a way to open the archive, with a key pair of its own.

A slot is a JSON table of version 2::

    kind     "managed" (the key file), "user" (a passphrase) or "kit" (the printed words)
    kdf      how passphrase or words become the wrapping key; null in "managed"
    public   the public half of this slot's own X25519 key, base64
    nonce, wrapped   under AES-256-GCM with the wrapping key: JSON {"private": base64, "user": {…}}
    keys     key id -> the archive's private half, HPKE-sealed to the slot's key, base64
             (info = "seloste slot 2 " + the slot's id + " " + key id)
    vouched  key id -> HMAC-SHA-256 of what is bound, under a key derived from that archive key (HKDF,
             info = "seloste slot vouched 2"): who made this slot had opened the archive
    label    who it is for, HPKE-sealed to the archive's key, so that an owner can list the users
             (info = "seloste label 2 " + the slot's id)

The associated data of "wrapped" is the table's kind, kdf and public with the file's name as "id",
as JSON with sorted keys and no spaces: a slot that was renamed or given cheaper parameters does not
open. Because every slot has a key pair of its own, a new archive key can be sealed to all of them
without anybody's passphrase, and the printed kit stays good; but only to those that "vouched" tells from
what a stranger with access to the folder wrote there.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from formhandler.vault import files, keys
from formhandler.vault.errors import VaultBroken
from formhandler.vault.keys import Keyring, PrivateKey, PublicKey
from formhandler.vault.user import User

VERSION = 2
KEY = 32  # bytes
NONCE = 12  # bytes
SEALED = 32 + KEY + 16  # bytes: HPKE's encapsulated key, the private half, its tag

hpke = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One way to open the archive, as it stands on the disk."""

    id: str  # the file's name
    kind: str  # managed, user, kit
    kdf: files.Table | None
    public: PublicKey
    nonce: bytes
    wrapped: bytes
    keys: Mapping[str, bytes]
    vouched: Mapping[str, bytes] = field(default_factory=dict)
    label: bytes = b""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises VaultError: the file is not there, not readable or no slot."""
        table = files.read(path, version=VERSION)
        sealed, vouched = table.get("keys"), table.get("vouched", {})
        if not isinstance(sealed, dict) or not isinstance(vouched, dict):
            raise VaultBroken(f'{path}: "keys" or "vouched" is no table; put the file back from a backup')
        return cls(
            id=path.stem,
            kind=str(table.get("kind")),
            kdf=table.get("kdf"),
            public=PublicKey(files.binary(path, table, "public", keys.SIZE)),
            nonce=files.binary(path, table, "nonce", NONCE),
            wrapped=files.binary(path, table, "wrapped", None),
            keys={key_id: files.binary(path, sealed, key_id, SEALED) for key_id in sealed},
            vouched={key_id: files.binary(path, vouched, key_id, KEY) for key_id in vouched},
            label=files.binary(path, table, "label", None),
        )

    def as_json(self) -> bytes:
        table = {"version": VERSION, "kind": self.kind, "kdf": self.kdf, "public": _base64(self.public.raw)}
        table |= {
            "nonce": _base64(self.nonce),
            "wrapped": _base64(self.wrapped),
            "label": _base64(self.label),
        }
        table["vouched"] = {id: _base64(tag) for id, tag in self.vouched.items() if id in self.keys}
        return files.as_json({**table, "keys": {id: _base64(sealed) for id, sealed in self.keys.items()}})

    @property
    def bound(self) -> bytes:
        """What its secret is bound to."""
        described = {"id": self.id, "kind": self.kind, "kdf": self.kdf, "public": _base64(self.public.raw)}
        return json.dumps(described, sort_keys=True, separators=(",", ":")).encode()

    def with_keys(self, keyring: Keyring) -> Self:
        """The same slot, which opens those archive keys, too."""
        sealed = {
            private.key_id: hpke.encrypt(
                private.raw, self.public.for_sealing(), info=_info(self.id, private.key_id)
            )
            for private in keyring.keys
        }
        vouched = {private.key_id: self._tag(private) for private in keyring.keys}
        return replace(self, keys={**self.keys, **sealed}, vouched={**self.vouched, **vouched})

    def vouched_by(self, private: PrivateKey) -> bool:
        """True if whoever made this slot had this archive key open."""
        return hmac.compare_digest(self.vouched.get(private.key_id, b""), self._tag(private))

    def _tag(self, private: PrivateKey) -> bytes:
        key = HKDF(SHA256(), KEY, salt=None, info=b"seloste slot vouched 2").derive(private.raw)
        return hmac.digest(key, self.bound, hashlib.sha256)

    def labelled(self, public: PublicKey, label: Mapping[str, str]) -> Self:
        """The same slot, whose *label* whoever has opened the archive can read."""
        sealed = hpke.encrypt(json.dumps(label).encode(), public.for_sealing(), info=_label_info(self.id))
        return replace(self, label=sealed)

    def read_label(self, keyring: Keyring) -> dict[str, str] | None:
        """User.as_label() of whose slot it is; None if there is none or *keyring* does not open it."""
        for private in keyring.keys:
            try:
                opened = hpke.decrypt(self.label, private.for_opening(), info=_label_info(self.id))
            except (InvalidTag, ValueError):  # the second: too short to be sealed at all
                continue
            label: dict[str, str] = json.loads(opened)
            return label
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """A slot that was opened: whose it is, and every private half it holds."""

    slot: Slot
    keyring: Keyring
    own: PrivateKey = field(repr=False)  # the slot's key
    wrapping: bytes = field(repr=False)
    user: User | None  # None for the key file and the kit


def new(id: str, kind: str, wrapping: bytes, kdf: files.Table | None, *, user: User | None = None) -> Slot:
    """A slot with a key pair of its own and no archive key in it yet."""
    own = PrivateKey.generate()
    empty = Slot(id=id, kind=kind, kdf=kdf, public=own.public, nonce=b"", wrapped=b"", keys={})
    return rewrap(empty, own, wrapping, user)


def rewrap(slot: Slot, own: PrivateKey, wrapping: bytes, user: User | None) -> Slot:
    """The same slot with its secret wrapped anew: a changed user."""
    secret = {"private": _base64(own.raw), "user": user.as_table() if user else None}
    nonce = os.urandom(NONCE)
    wrapped = AESGCM(wrapping).encrypt(nonce, json.dumps(secret).encode(), slot.bound)
    return replace(slot, nonce=nonce, wrapped=wrapped)


def unwrap(slot: Slot, wrapping: bytes) -> Unlocked | None:
    """
    Open *slot*; None if the key is not its own, or the slot's secret was changed.

    Raises:
        VaultBroken: it is, but the archive's key in the slot is damaged.
    """
    try:
        secret: dict[str, Any] = json.loads(AESGCM(wrapping).decrypt(slot.nonce, slot.wrapped, slot.bound))
    except InvalidTag:
        return None
    own = PrivateKey(base64.b64decode(secret["private"]))
    opened = tuple(_open_key(slot, own, key_id) for key_id in slot.keys)
    user = User.from_table(secret["user"]) if secret["user"] else None
    return Unlocked(slot=slot, keyring=Keyring(opened), own=own, wrapping=wrapping, user=user)


def _open_key(slot: Slot, own: PrivateKey, key_id: str) -> PrivateKey:
    try:
        return PrivateKey(hpke.decrypt(slot.keys[key_id], own.for_opening(), info=_info(slot.id, key_id)))
    except InvalidTag:
        raise VaultBroken(
            f"slot {slot.id}: its archive key {key_id} is damaged; put the vault folder back from a backup"
        ) from None


def _info(slot: str, key_id: str) -> bytes:
    return f"seloste slot 2 {slot} {key_id}".encode()


def _label_info(slot: str) -> bytes:
    return f"seloste label 2 {slot}".encode()


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
