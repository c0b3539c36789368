"""
The private half on disk: wrapped in slots, as disk encryption does it.

::

    DATA/vault/public.json        what the public side needs, and all it may have
    DATA/vault/slots/<name>.json  the private half under AES-256-GCM, one file for each way to open it
    DATA/vault/managed.key        32 random bytes that open the slot "managed"; for the owner's process only

The associated data of a slot is its own table without "nonce" and "wrapped", as JSON with
sorted keys and no spaces, and with the file's name as "name": a slot that was renamed or
given cheaper parameters does not open.
"""

import base64
import json
import os
import secrets
import shutil
import stat
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from formhandler.vault import files, keys, passphrase
from formhandler.vault.errors import (
    KeyFileExposed,
    VaultBroken,
    VaultClosed,
    VaultExists,
    VaultMissing,
    WrongPassphrase,
)
from formhandler.vault.keys import PrivateKey

MANAGED_KEY = "managed.key"
KEY = 32  # bytes
NONCE = 12  # bytes
TAG = 16  # bytes


def create(data: Path, *, now: datetime, words: str | None = None) -> PrivateKey:
    """
    Make the archive key and its vault under *data*: all of it, or nothing.

    Args:
        words: The passphrase that will open it. None makes a managed vault, which its key file opens.
    Returns:
        The private half, for the caller to prove that the vault works; keep it nowhere.
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
        _fill(draft, private, now, words)
        draft.rename(target)  # fails if anything stands there, so two that run at once cannot mix
    except OSError as error:
        if target.exists():
            raise VaultExists(_what_stands(target)) from error
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    files.sync(data)
    return private


def unlock_managed(data: Path) -> PrivateKey:
    """
    The private half, opened with the key file.

    Raises:
        VaultMissing: this vault has no managed slot, or no key file.
        VaultClosed: this user may not read the slots or the key file.
        KeyFileExposed: others than its owner may read the key file.
        VaultBroken: the key file does not open the slot, or the slot holds another key than public.json.
    """
    for path, slot in _slots(data, "managed"):
        private = _unwrap(path, slot, _managed_key(files.folder(data) / MANAGED_KEY))
        if private is None:
            raise VaultBroken(f"{path}: {MANAGED_KEY} does not open it; put both back from the same backup")
        return _checked(data, private)
    raise VaultMissing(f"{files.folder(data)}: no slot here opens with a key file; give the passphrase")


def unlock_passphrase(data: Path, words: str) -> PrivateKey:
    """
    The private half, opened with a passphrase: some 0.2 s and 64 MiB for each slot that is tried.

    Raises:
        VaultMissing: this vault has no slot for a passphrase.
        VaultClosed: this user may not read the slots.
        WrongPassphrase: none of the slots opens with it.
        VaultBroken: a slot is damaged, or holds another key than public.json.
    """
    slots = _slots(data, "passphrase")
    if not slots:
        raise VaultMissing(f"{files.folder(data)}: no slot here opens with a passphrase")
    for path, slot in slots:
        if private := _unwrap(path, slot, passphrase.derive(words, slot.get("kdf"), path=path)):
            return _checked(data, private)
    raise WrongPassphrase("the passphrase opens no slot; check capital letters and the keyboard's language")


def kinds(data: Path) -> frozenset[str]:
    """How this vault opens: "managed", "passphrase". Empty on the public side, which has only public.json."""
    return frozenset(str(slot.get("kind")) for _, slot in _slots(data))


def _fill(draft: Path, private: PrivateKey, now: datetime, words: str | None) -> None:
    (draft / "slots").mkdir(mode=0o700)
    if words is None:
        wrapping = os.urandom(KEY)
        files.write(draft / MANAGED_KEY, wrapping, 0o600)
        slot = _wrap(private, {"kind": "managed", "name": "managed"}, wrapping)
    else:
        kdf = passphrase.parameters()
        wrapping = passphrase.derive(passphrase.fit(words), kdf, path=draft)
        slot = _wrap(private, {"kind": "passphrase", "name": "owner", "kdf": kdf}, wrapping)
    files.write(draft / "slots" / f"{slot['name']}.json", files.as_json(slot), 0o600)
    # The public side runs as another user and needs this one file.
    files.write(draft / keys.PUBLIC, files.as_json(keys.public_table(private.public, now)), 0o644)
    draft.chmod(0o755)
    files.sync(draft / "slots")
    files.sync(draft)


def _wrap(private: PrivateKey, described: files.Table, wrapping: bytes) -> files.Table:
    slot = {"version": 1, **described, "key_id": private.key_id}
    nonce = os.urandom(NONCE)
    wrapped = AESGCM(wrapping).encrypt(nonce, private.raw, _bound(slot))
    return {**slot, "nonce": base64.b64encode(nonce).decode(), "wrapped": base64.b64encode(wrapped).decode()}


def _unwrap(path: Path, slot: files.Table, wrapping: bytes) -> PrivateKey | None:
    nonce = files.binary(path, slot, "nonce", NONCE)
    wrapped = files.binary(path, slot, "wrapped", KEY + TAG)
    try:
        return PrivateKey(AESGCM(wrapping).decrypt(nonce, wrapped, _bound({**slot, "name": path.stem})))
    except InvalidTag:
        return None


def _bound(slot: files.Table) -> bytes:
    described = {key: value for key, value in slot.items() if key not in ("nonce", "wrapped")}
    return json.dumps(described, sort_keys=True, separators=(",", ":")).encode()


def _slots(data: Path, kind: str = "") -> list[tuple[Path, files.Table]]:
    """The slots of one *kind*, or all of them, in the order of their names."""
    folder = files.folder(data) / "slots"
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".json")
    except FileNotFoundError:
        paths = []
    except PermissionError:
        raise VaultClosed(f"{folder}: this user may not look there; run the command as its owner") from None
    tables = [(path, files.read(path)) for path in paths]
    return [(path, table) for path, table in tables if not kind or table.get("kind") == kind]


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


def _checked(data: Path, private: PrivateKey) -> PrivateKey:
    public = keys.load_public(data)
    if private.public != public:
        raise VaultBroken(
            f"{files.folder(data)}: {keys.PUBLIC} holds key {public.key_id}, its slot {private.key_id}; "
            "put the whole folder back from one backup"
        )
    return private


def _what_stands(target: Path) -> str:
    found = ", ".join(sorted(path.name for path in target.iterdir())) if target.is_dir() else "a file"
    return (
        f"{target}: a vault stands here already ({found}). It is not overwritten, because every message "
        "sealed to it would be lost. To begin anew, move the folder away, and keep it as long as its messages"
    )
