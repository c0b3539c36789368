"""The archive key: an X25519 pair whose public half seals and whose private half opens."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from sqlalchemy import Connection, Engine, func, insert, select

from formhandler import clock
from formhandler.schema import archive_key
from formhandler.vault import files
from formhandler.vault.errors import KeyChanged, VaultBroken, VaultLost, VaultMissing

SIZE = 32  # bytes, of either half (RFC 7748)
PUBLIC = "public.json"
#: The half of the outbox key (letters/key.py) to which the public side seals what the mail process sends.
OUTBOX = "outbox.json"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half that may lie anywhere: with it messages can be sealed and not opened."""

    raw: bytes

    def __post_init__(self) -> None:
        _check_size(self.raw)

    @property
    def key_id(self) -> str:
        """The key's name in headers, files and the database: 16 hex digits."""
        return hashlib.sha256(self.raw).digest()[:8].hex()

    def for_sealing(self) -> X25519PublicKey:
        return X25519PublicKey.from_public_bytes(self.raw)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The half that opens everything. It never lies on a disk unwrapped, and never shows in a repr."""

    raw: bytes = field(repr=False)
    _opened: X25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_size(self.raw)
        # Once: reading it anew for each of 10,000 envelopes would cost a third of opening them.
        object.__setattr__(self, "_opened", X25519PrivateKey.from_private_bytes(self.raw))

    @classmethod
    def generate(cls) -> Self:
        return cls(X25519PrivateKey.generate().private_bytes_raw())

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.for_opening().public_key().public_bytes_raw())

    @property
    def key_id(self) -> str:
        return self.public.key_id

    def for_opening(self) -> X25519PrivateKey:
        return self._opened


@dataclass(frozen=True, slots=True)
class Keyring:
    """The private halves that are open: the archive's key, and while it is being changed its successor."""

    keys: tuple[PrivateKey, ...]
    _by_id: Mapping[str, PrivateKey] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {key.key_id: key for key in self.keys})

    def get(self, key_id: str) -> PrivateKey | None:
        return self._by_id.get(key_id)

    @property
    def key_ids(self) -> str:
        """For an error's text."""
        return ", ".join(self._by_id)


def load_public(data: Path, name: str = PUBLIC) -> PublicKey:
    """
    The public half that stands in DATA/vault/public.json, or in *name*, OUTBOX.

    Raises:
        VaultMissing: there is no such file: no key was made yet.
        VaultClosed: this process may not read it.
        VaultBroken: its key is not whole, or not the one it names.
    """
    path = files.folder(data) / name
    table = files.read(path)
    key = PublicKey(files.binary(path, table, "public", SIZE))
    if key.key_id != table.get("key_id"):
        raise VaultBroken(
            f'{path}: the key is {key.key_id}, but "key_id" says {table.get("key_id")!r}; '
            "put the file back from a backup"
        )
    return key


def public_table(key: PublicKey, now: datetime) -> files.Table:
    """What stands in public.json."""
    public = base64.b64encode(key.raw).decode()
    return {
        "version": 1,
        "key_id": key.key_id,
        "public": public,
        "created": now.isoformat(timespec="seconds"),
    }


def remember(db: Connection, key: PublicKey, *, now: datetime) -> None:
    """
    Note *key* as the one this database is sealed to, if it knows none yet. Doing it again changes nothing.

    Raises:
        KeyChanged: it knows others.
    """
    if at_hand := _every(db):
        _see_among(at_hand, key)
    else:
        _insert(db, key, clock.seconds(now))


def add_successor(db: Connection, key: PublicKey, *, now: datetime) -> None:
    """Note *key* as one more, the newest, that this database may be sealed to. Again changes nothing."""
    if key not in _every(db):
        newest: int = db.execute(select(func.max(archive_key.c.created_at))).scalar_one() or 0
        _insert(db, key, max(clock.seconds(now), newest + 1))  # the order of keys is the order of time


def check_same(key: PublicKey, engine: Engine) -> None:
    """
    See that *key* is one that this database is sealed to: while it is being changed there are two.

    A public half that was swapped or made anew would seal messages to a stranger, or to
    nobody: then the form has to close.

    Raises:
        KeyChanged: it is another one, or the database knows none.
    """
    with engine.connect() as db:
        at_hand = _every(db)
    if not at_hand:
        raise KeyChanged("the database knows no archive key yet; run: flask vault init")
    _see_among(at_hand, key)


def present(data: Path, engine: Engine) -> PublicKey:
    """
    The public half, if it is whole and this database's own.

    Raises:
        VaultLost: there is none, and the database holds messages sealed to one.
        VaultMissing, VaultBroken, KeyChanged: as load_public and check_same.
    """
    try:
        key = load_public(data)
    except VaultMissing:
        if sealed_to := known(engine):
            raise VaultLost(
                f"{files.folder(data)}: the archive is sealed to key {sealed_to.key_id}, which is not here; "
                "put the folder back from a backup"
            ) from None
        raise
    check_same(key, engine)
    return key


def known(engine: Engine) -> PublicKey | None:
    """The newest key that this database is sealed to, or None if it knows none yet."""
    with engine.connect() as db:
        return next(iter(_every(db)), None)


def every(engine: Engine) -> tuple[PublicKey, ...]:
    """All that this database is sealed to, the newest first: more than one while it is being changed."""
    with engine.connect() as db:
        return _every(db)


def _every(db: Connection) -> tuple[PublicKey, ...]:
    raw = db.execute(select(archive_key.c.public).order_by(archive_key.c.created_at.desc())).scalars()
    return tuple(PublicKey(one) for one in raw)


def _insert(db: Connection, key: PublicKey, created_at: int) -> None:
    row = {"key_id": key.key_id, "public": key.raw, "created_at": created_at}
    db.execute(insert(archive_key).values(row))


def _see_among(known: tuple[PublicKey, ...], key: PublicKey) -> None:
    if key not in known:
        raise KeyChanged(
            f"vault/{PUBLIC} holds key {key.key_id}, but the archive is sealed to "
            f"{' and '.join(one.key_id for one in known)}; "
            "put the vault folder back from a backup, or find out who changed it"
        )


def _check_size(raw: bytes) -> None:
    if len(raw) != SIZE:
        raise ValueError(f"{len(raw)} bytes given, an X25519 key has {SIZE}")
