"""
The private half on disk: wrapped in slots, as disk encryption does it.

::

    DATA/vault/public.json        what the public side needs, and all it may have
    DATA/vault/slots/<id>.json    one file for each way to open the archive
    DATA/vault/managed.key        32 random bytes that open the slot "managed"; for the owner's process only

A slot is a JSON table of version 2::

    kind     "managed" (the key file), "user" (a passphrase) or "kit" (the printed words)
    kdf      how passphrase or words become the wrapping key; not in "managed"
    public   the public half of this slot's own X25519 key, base64
    nonce, wrapped   under AES-256-GCM with the wrapping key: JSON {"private": base64, "user": {…}}
    keys     key id -> the archive's private half, HPKE-sealed to the slot's key, base64
             (info = "seloste slot 2" + the slot's id + key id)
    label    who it is for, HPKE-sealed to the archive's key, so that an owner can list the users

The associated data of "wrapped" is the table's kind, kdf and public with the file's name as "id",
as JSON with sorted keys and no spaces: a slot that was renamed or given cheaper parameters does not
open. Because every slot has a key pair of its own, a new archive key can be sealed to all of them
without anybody's passphrase, and the printed kit stays good.
"""

import base64
import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from formhandler.vault import files, keys, passphrase
from formhandler.vault.errors import (
    KeyFileExposed,
    VaultBroken,
    VaultClosed,
    VaultExists,
    VaultMissing,
    WrongPassphrase,
)
from formhandler.vault.keys import Keyring, PrivateKey, PublicKey
from formhandler.vault.user import User

VERSION = 2
MANAGED_KEY = "managed.key"
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
    label: bytes = b""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises VaultError: the file is not there, not readable or no slot."""
        table = files.read(path, version=VERSION)
        sealed = table.get("keys")
        if not isinstance(sealed, dict):
            raise VaultBroken(f'{path}: "keys" is not a table; put the file back from a backup')
        return cls(
            id=path.stem,
            kind=str(table.get("kind")),
            kdf=table.get("kdf"),
            public=PublicKey(files.binary(path, table, "public", keys.SIZE)),
            nonce=files.binary(path, table, "nonce", NONCE),
            wrapped=files.binary(path, table, "wrapped", None),
            keys={key_id: files.binary(path, sealed, key_id, SEALED) for key_id in sealed},
            label=files.binary(path, table, "label", None),
        )

    def as_json(self) -> bytes:
        table = {"version": VERSION, "kind": self.kind, "kdf": self.kdf, "public": _base64(self.public.raw)}
        table |= {
            "nonce": _base64(self.nonce),
            "wrapped": _base64(self.wrapped),
            "label": _base64(self.label),
        }
        return files.as_json({**table, "keys": {id: _base64(sealed) for id, sealed in self.keys.items()}})

    @property
    def bound(self) -> bytes:
        """What its secret is bound to."""
        described = {"id": self.id, "kind": self.kind, "kdf": self.kdf, "public": _base64(self.public.raw)}
        return json.dumps(described, sort_keys=True, separators=(",", ":")).encode()

    def with_key(self, private: PrivateKey) -> Self:
        """The same slot, which opens that archive key, too."""
        sealed = hpke.encrypt(private.raw, self.public.for_sealing(), info=_info(self.id, private.key_id))
        return replace(self, keys={**self.keys, private.key_id: sealed})

    def without_key(self, key_id: str) -> Self:
        return replace(self, keys={id: sealed for id, sealed in self.keys.items() if id != key_id})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """A slot that was opened: whose it is, and every private half it holds."""

    slot: Slot
    keyring: Keyring
    own: PrivateKey = field(repr=False)  # the slot's key
    wrapping: bytes = field(repr=False)
    user: User | None  # None for the key file and the kit


def create(data: Path, *, now: datetime, words: str | None = None, user: User | None = None) -> Keyring:
    """
    Make the archive key and its vault under *data*: all of it, or nothing.

    Args:
        words: The passphrase of *user*, the first one. None makes a managed vault, which its key file opens.
    Returns:
        What was made, for the caller to prove that the vault works; keep it nowhere.
    Raises:
        VaultExists: something stands there already; it is left alone.
        UnfitPassphrase: the passphrase is too short or too long.
    """
    target = files.folder(data)
    private = PrivateKey.generate()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = data / f".vault-{secrets.token_hex(4)}"
    try:
        draft.mkdir()
        _fill(draft, private, now, words, user)
        draft.rename(target)  # fails if anything stands there, so two that run at once cannot mix
    except OSError as error:
        if target.exists():
            raise VaultExists(_what_stands(target)) from error
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    files.sync(data)
    return Keyring((private,))


def unlock_managed(data: Path) -> Unlocked:
    """
    The slot "managed", opened with the key file.

    Raises:
        VaultMissing: this vault has no managed slot, or no key file.
        VaultClosed: this user may not read the slots or the key file.
        KeyFileExposed: others than its owner may read the key file.
        VaultBroken: the key file does not open the slot, or the slot does not hold public.json's key.
    """
    for slot in every(data, "managed"):
        if opened := unwrap(slot, _managed_key(files.folder(data) / MANAGED_KEY)):
            return _checked(data, opened)
        path = path_of(data, slot.id)
        raise VaultBroken(f"{path}: {MANAGED_KEY} does not open it; put both back from the same backup")
    raise VaultMissing(f"{files.folder(data)}: no slot here opens with a key file; give the passphrase")


def unlock_words(data: Path, words: str, kind: str = "user") -> Unlocked:
    """
    The slot that a passphrase opens, or the kit's words: some 0.2 s and 64 MiB for each slot that is tried.

    Raises:
        VaultMissing: this vault has no slot of that kind.
        VaultClosed: this user may not read the slots.
        WrongPassphrase: none of the slots opens with it.
        VaultBroken: a slot is damaged, or does not hold public.json's key.
    """
    slots = list(every(data, kind))
    if not slots:
        raise VaultMissing(f"{files.folder(data)}: no slot here opens with a passphrase")
    for slot in slots:
        if opened := unwrap(slot, passphrase.derive(words, slot.kdf, path=path_of(data, slot.id))):
            return _checked(data, opened)
    raise WrongPassphrase("the passphrase opens no slot; check capital letters and the keyboard's language")


def kinds(data: Path) -> frozenset[str]:
    """How this vault opens: managed, user, kit. Empty on the public side, which has only public.json."""
    return frozenset(slot.kind for slot in every(data))


def every(data: Path, kind: str = "") -> Iterator[Slot]:
    """The slots of one *kind*, or all of them, in the order of their names. Raises VaultError."""
    folder = files.folder(data) / "slots"
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".json")
    except FileNotFoundError:
        paths = []
    except PermissionError:
        raise VaultClosed(f"{folder}: this user may not look there; run the command as its owner") from None
    read = (Slot.read(path) for path in paths)
    return (slot for slot in read if not kind or slot.kind == kind)


def new(id: str, kind: str, wrapping: bytes, kdf: files.Table | None, *, user: User | None = None) -> Slot:
    """A slot with a key pair of its own and no archive key in it yet."""
    own = PrivateKey.generate()
    empty = Slot(id=id, kind=kind, kdf=kdf, public=own.public, nonce=b"", wrapped=b"", keys={})
    return rewrap(empty, own, wrapping, user)


def rewrap(slot: Slot, own: PrivateKey, wrapping: bytes, user: User | None) -> Slot:
    """The same slot with its secret wrapped anew: another passphrase's key, or a changed user."""
    secret = {"private": _base64(own.raw), "user": user.as_table() if user else None}
    nonce = os.urandom(NONCE)
    wrapped = AESGCM(wrapping).encrypt(nonce, json.dumps(secret).encode(), slot.bound)
    return replace(slot, nonce=nonce, wrapped=wrapped)


def unwrap(slot: Slot, wrapping: bytes) -> Unlocked | None:
    """Open *slot*; None if the key is not its own, or the slot was changed."""
    try:
        secret: dict[str, Any] = json.loads(AESGCM(wrapping).decrypt(slot.nonce, slot.wrapped, slot.bound))
        own = PrivateKey(base64.b64decode(secret["private"]))
        opened = tuple(
            PrivateKey(hpke.decrypt(sealed, own.for_opening(), info=_info(slot.id, key_id)))
            for key_id, sealed in slot.keys.items()
        )
    except InvalidTag:
        return None
    user = User.from_table(secret["user"]) if secret["user"] else None
    return Unlocked(slot=slot, keyring=Keyring(opened), own=own, wrapping=wrapping, user=user)


def label(private: PublicKey, user: User) -> bytes:
    """*user*'s name and role, for whoever has opened the archive."""
    return hpke.encrypt(json.dumps(user.as_label()).encode(), private.for_sealing(), info=b"seloste label 2")


def save(data: Path, slot: Slot) -> None:
    """Write *slot* in one step, over the one of the same id or beside the others."""
    files.replace(path_of(data, slot.id), slot.as_json(), 0o600)


def path_of(data: Path, id: str) -> Path:
    return files.folder(data) / "slots" / f"{id}.json"


def _fill(draft: Path, private: PrivateKey, now: datetime, words: str | None, user: User | None) -> None:
    (draft / "slots").mkdir(mode=0o700)
    if words is None:
        wrapping = os.urandom(KEY)
        files.write(draft / MANAGED_KEY, wrapping, 0o600)
        slot = new("managed", "managed", wrapping, None)
    else:
        kdf = passphrase.parameters()
        wrapping = passphrase.derive(passphrase.fit(words), kdf, path=draft)
        first = user or User(name="", role="owner")
        slot = replace(
            new(secrets.token_hex(4), "user", wrapping, kdf, user=first), label=label(private.public, first)
        )
    files.write(draft / "slots" / f"{slot.id}.json", slot.with_key(private).as_json(), 0o600)
    # The public side runs as another user and needs this one file.
    files.write(draft / keys.PUBLIC, files.as_json(keys.public_table(private.public, now)), 0o644)
    draft.chmod(0o755)
    files.sync(draft / "slots")
    files.sync(draft)


def _info(slot: str, key_id: str) -> bytes:
    return f"seloste slot 2 {slot} {key_id}".encode()


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _managed_key(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        raise VaultMissing(f"{path}: the key file is gone; put it back from a backup") from None
    except PermissionError:
        raise VaultClosed(f"{path}: this user may not read it; run the command as its owner") from None
    with os.fdopen(descriptor, "rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        wrapping = file.read(KEY + 1)
    if mode & 0o077:
        raise KeyFileExposed(
            f"{path}: its permissions are {mode:04o}, so others than its owner may use it; "
            f"run `chmod 600 {path}`, and think of who may have a copy"
        )
    if len(wrapping) != KEY:
        raise VaultBroken(f"{path}: not {KEY} bytes; put it back from a backup")
    return wrapping


def _checked(data: Path, opened: Unlocked) -> Unlocked:
    public = keys.load_public(data)
    if opened.keyring.get(public.key_id) is None:
        raise VaultBroken(
            f"{files.folder(data)}: {keys.PUBLIC} holds key {public.key_id}, its slot "
            f"{opened.keyring.key_ids}; put the whole folder back from one backup"
        )
    return opened


def _what_stands(target: Path) -> str:
    found = ", ".join(sorted(path.name for path in target.iterdir())) if target.is_dir() else "a file"
    return (
        f"{target}: a vault stands here already ({found}). It is not overwritten, because every message "
        "sealed to it would be lost. To begin anew, move the folder away, and keep it as long as its messages"
    )
