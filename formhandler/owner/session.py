"""
Who has unlocked the archive, kept in this process's memory alone.

The private halves lie there encrypted under a key that only the cookie holds. It keeps them from whatever
reads our objects, and not from a copy of the whole memory: Python cannot wipe what it gives back, and such a
copy has been found to hold them after the last request and after the lock. A restart locks everything, and
wipes; nothing is written to a disk.
"""

import base64
import hashlib
import hmac
import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from formhandler.vault.keys import Keyring, PrivateKey
from formhandler.vault.slots import Unlocked
from formhandler.vault.user import User

#: Nobody at the desk: lock.
IDLE = timedelta(minutes=15)
#: Who has shown the passphrase since then need not show it again before a change that outlasts the session.
RECENT = timedelta(minutes=10)
#: However busy, after a working day the passphrase is asked again.
LONGEST = timedelta(hours=12)

NONCE = 12  # bytes
ID = 16  # bytes of the cookie that name the session
KEY = 32  # bytes of the cookie that open it


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One open session, for the time of one request."""

    id: str
    slot: str  # the slot that was opened
    user: User
    keyring: Keyring
    own: PrivateKey = field(repr=False)  # the slot's key: opens what is sealed to the slot later on
    wrapping: bytes = field(repr=False)  # the slot's wrapping key: writes its secret anew
    token: str  # stands in every form of this session (CSRF)


@dataclass(slots=True)
class _Kept:
    slot: str
    sealed: bytes
    opened: datetime
    seen: datetime
    confirmed: datetime  # when the passphrase was shown
    aside: bytes = b""  # what is shown once, as a new kit's words: under the cookie's key like the rest
    left: list[Any] = field(default_factory=list)  # for its next page: owner/flash.py
    done: set[str] = field(default_factory=set)  # what need not be told twice: owner/log.py


class Sessions:
    """The open sessions of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        #: Called when the last session has been locked: whatever was opened must be forgotten.
        self.when_empty: list[Callable[[], None]] = []

    def open(self, unlocked: Unlocked, *, now: datetime) -> str:
        """Keep *unlocked* and return the cookie's value, the only thing that opens it again."""
        raw = os.urandom(ID + KEY)
        with self._lock:
            self._kept[raw[:ID].hex()] = _Kept(unlocked.slot.id, _seal(raw, _table(unlocked)), now, now, now)
        return base64.urlsafe_b64encode(raw).decode()

    def get(self, cookie: str, *, now: datetime, awake: bool = True) -> Session | None:
        """The session that *cookie* opens, if it is not locked; its idle time begins anew if *awake*."""
        raw = _raw(cookie)
        with self._lock:
            kept = self._kept.get(raw[:ID].hex())
            if kept is None or _over(kept, now):
                return None
            try:
                session = _session(raw, _open(raw, kept.sealed))
            except InvalidTag:
                return None  # the session's name with another key: nobody's cookie
            if awake:
                kept.seen = now
            return session

    def renew(self, cookie: str, unlocked: Unlocked) -> None:
        """Keep *unlocked* instead of what the session held: another key, another passphrase."""
        raw = _raw(cookie)
        with self._lock:
            if kept := self._kept.get(raw[:ID].hex()):
                kept.sealed = _seal(raw, _table(unlocked))

    def left(self, id: str, *, now: datetime) -> timedelta:
        """How long the session stays open if nothing more is asked of it."""
        with self._lock:
            kept = self._kept.get(id)
            if kept is None or _over(kept, now):
                return timedelta()
            return min(kept.seen + IDLE, kept.opened + LONGEST) - now

    def confirm(self, id: str, *, now: datetime) -> None:
        """Note that the user has shown the passphrase at this moment."""
        with self._lock:
            if kept := self._kept.get(id):
                kept.confirmed = now

    def confirmed(self, id: str, *, now: datetime) -> bool:
        """True when the user has shown the passphrase within RECENT."""
        with self._lock:
            kept = self._kept.get(id)
            return kept is not None and now - kept.confirmed <= RECENT

    def aside(self, cookie: str) -> dict[str, Any]:
        """What was put aside for this session's later pages."""
        raw = _raw(cookie)
        with self._lock:
            kept = self._kept.get(raw[:ID].hex())
            return _open(raw, kept.aside) if kept and kept.aside else {}

    def put_aside(self, cookie: str, **values: Any) -> None:
        """Keep *values* (of JSON) for this session's later pages; None takes one away."""
        table = {**self.aside(cookie), **values}
        raw = _raw(cookie)
        with self._lock:
            if kept := self._kept.get(raw[:ID].hex()):
                kept.aside = _seal(raw, {name: value for name, value in table.items() if value is not None})

    def leave(self, id: str, line: object) -> None:
        """Keep *line* for the session's next page."""
        with self._lock:
            if kept := self._kept.get(id):
                kept.left.append(line)

    def take(self, id: str) -> list[Any]:
        """What was left for this page, once."""
        with self._lock:
            if (kept := self._kept.get(id)) is None:
                return []
            left, kept.left = kept.left, []
            return left

    def first(self, id: str, what: str) -> bool:
        """True the first time that the session says *what*."""
        with self._lock:
            kept = self._kept.get(id)
            if kept is None or what in kept.done:
                return kept is None
            kept.done.add(what)
            return True

    def lock(self, cookie: str) -> None:
        """Forget this session."""
        self._forget([_raw(cookie)[:ID].hex()])

    def lock_slot(self, slot: str) -> None:
        """Forget every session of one user: the slot was removed or has another passphrase now."""
        with self._lock:
            ids = [id for id, kept in self._kept.items() if kept.slot == slot]
        self._forget(ids)

    def sweep(self, *, now: datetime) -> None:
        """Forget the sessions that were left alone for too long."""
        with self._lock:
            ids = [id for id, kept in self._kept.items() if _over(kept, now)]
        self._forget(ids)

    @property
    def any(self) -> bool:
        """True while somebody has unlocked."""
        return bool(self._kept)

    def _forget(self, ids: list[str]) -> None:
        with self._lock:
            gone = [self._kept.pop(id, None) for id in ids]
            empty = any(gone) and not self._kept
        if empty:
            for forget in self.when_empty:
                forget()


def _over(kept: _Kept, now: datetime) -> bool:
    return now - kept.seen > IDLE or now - kept.opened > LONGEST


def _raw(cookie: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(cookie.encode())
    except ValueError:
        return bytes(ID + KEY)
    return raw if len(raw) == ID + KEY else bytes(ID + KEY)


def _table(unlocked: Unlocked) -> dict[str, Any]:
    assert unlocked.user is not None  # the key file and the kit sign nobody in
    return {
        "slot": unlocked.slot.id,
        "user": unlocked.user.as_table(),
        "keys": [key.raw.hex() for key in unlocked.keyring.keys],
        "own": unlocked.own.raw.hex(),
        "wrapping": unlocked.wrapping.hex(),
    }


def _session(raw: bytes, table: dict[str, Any]) -> Session:
    return Session(
        id=raw[:ID].hex(),
        slot=table["slot"],
        user=User.from_table(table["user"]),
        keyring=Keyring(tuple(PrivateKey(bytes.fromhex(key)) for key in table["keys"])),
        own=PrivateKey(bytes.fromhex(table["own"])),
        wrapping=bytes.fromhex(table["wrapping"]),
        token=hmac.digest(raw[ID:], b"form", hashlib.sha256).hex(),
    )


def _seal(raw: bytes, table: dict[str, Any]) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(raw[ID:]).encrypt(nonce, json.dumps(table).encode(), raw[:ID])


def _open(raw: bytes, sealed: bytes) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(AESGCM(raw[ID:]).decrypt(sealed[:NONCE], sealed[NONCE:], raw[:ID]))
    return table
