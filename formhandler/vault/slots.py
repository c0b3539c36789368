"""
The private half on disk: wrapped in slots, as disk encryption does it.

::

    DATA/vault/public.json        what the public side needs, and all it may have
    DATA/vault/slots/<id>.json    one file for each way to open the archive; layout in slot.py
    DATA/vault/managed.key        32 random bytes that open the slot "managed"; for the owner's process only
    DATA/vault/canary.json        known words, sealed to the archive's key
    DATA/vault/rotation.json      only while the archive's key is being changed

Whoever changes a slot holds the lock on the slots' folder (`changing`), so that two processes lose
nothing of each other's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from formhandler.vault import canary, files, keys, legacy, managed, passphrase, state
from formhandler.vault.errors import (
    SlotChanged,
    StaleKeyring,
    VaultBroken,
    VaultClosed,
    VaultMissing,
    WrongPassphrase,
)
from formhandler.vault.keys import Keyring, PrivateKey
from formhandler.vault.slot import Slot, Unlocked, new, rewrap, unwrap
from formhandler.vault.user import User

__all__ = ["Slot", "Unlocked", "new", "rewrap", "unwrap"]


def unlock_managed(data: Path) -> Unlocked:
    """
    The slot "managed", opened with the key file.

    Raises:
        VaultMissing: this vault has no managed slot, or no key file.
        VaultClosed: this user may not read the slots or the key file.
        KeyFileExposed: others than its owner may read the key file.
        VaultBroken: the key file does not open the slot, or the slot does not hold public.json's key.
    """
    closed = _renew(data, "managed", lambda _: managed.read(data))
    for slot in every(data, "managed"):
        if opened := unwrap(slot, managed.read(data)):
            return _checked(data, opened)
        closed.append(path_of(data, slot.id))
    if closed:
        raise VaultBroken(f"{closed[0]}: {managed.NAME} does not open it; put both back from the same backup")
    raise VaultMissing(f"{files.folder(data)}: no slot here opens with a key file; give the passphrase")


def unlock_words(data: Path, words: str, kind: str = "user") -> Unlocked:
    """
    The slot that a passphrase opens, or the kit's words: some 0.2 s and 64 MiB for each slot that is tried.

    Raises:
        VaultMissing: this vault has no slot of that kind.
        VaultClosed: this user may not read the slots.
        WrongPassphrase: none of the slots opens with it.
        VaultBroken: none does, and one is damaged; or the one does not hold public.json's key.
    """
    closed = _renew(data, kind, lambda old: passphrase.derive(words, old.kdf, path=old.path))
    slots, damaged = _readable(data, kind)
    if not slots and not closed and not damaged:
        way = "with a passphrase" if kind == "user" else "with the words of a kit; make one: flask vault kit"
        raise VaultMissing(f"{files.folder(data)}: no slot here opens {way}")
    for slot in slots:
        if opened := unwrap(slot, passphrase.derive(words, slot.kdf, path=path_of(data, slot.id))):
            return _checked(data, opened)
    if damaged:
        raise damaged[0]  # it may be the one that is looked for; another's damage locks nobody out
    raise WrongPassphrase("the passphrase opens no slot; check capital letters and the keyboard's language")


def reopen(data: Path, opened: Unlocked) -> Unlocked:
    """The slot as it stands on the disk now: with an archive key that came, a user who changed."""
    return resume(data, opened.slot.id, opened.wrapping)


def resume(data: Path, id: str, wrapping: bytes) -> Unlocked:
    """
    The slot *id* as it stands on the disk, opened with the *wrapping* key that opened it before.

    Raises:
        SlotChanged: the slot is gone, or has another passphrase now; unlock anew.
        VaultBroken: it is damaged, or does not hold public.json's key.
    """
    try:
        slot = Slot.read(path_of(data, id))
    except VaultMissing:
        raise SlotChanged(f"slot {id} was removed since it was opened") from None
    if (opened := unwrap(slot, wrapping)) is None:
        raise SlotChanged(f"slot {id} has another passphrase than when it was opened; unlock it anew")
    return _checked(data, opened)


def kinds(data: Path) -> frozenset[str]:
    """How this vault opens: managed, user, kit. Empty on the public side, which has only public.json."""
    return frozenset(slot.kind for slot in every(data)) | {old.kind for old in legacy.every(folder(data))}


def every(data: Path, kind: str = "") -> Iterator[Slot]:
    """The slots of one *kind*, or all of them, in the order of their names. Raises VaultError."""
    old = {found.path for found in legacy.every(folder(data))}
    read = (Slot.read(path) for path in _paths(data) if path not in old)
    return (slot for slot in read if not kind or slot.kind == kind)


def has_users(data: Path) -> bool:
    """True when somebody has a passphrase; a damaged slot counts, so that nobody sets up anew over it."""
    slots, damaged = _readable(data, "user")
    return bool(slots or damaged) or any(old.kind == "user" for old in legacy.every(folder(data)))


@contextmanager
def changing(data: Path) -> Iterator[None]:
    """
    Around every change of the slots or of public.json; see files.locked.

    Drafts that lie there now are what a kill left, and may hold a key that is to go: they are removed.
    """
    with files.locked(folder(data)):
        for place in (files.folder(data), folder(data)):
            for draft in place.glob(".*.json.*"):
                draft.unlink()
        yield


def current(data: Path, keyring: Keyring) -> Keyring:
    """
    The archive keys that a new slot has to hold: those of *keyring* that the others hold, too.

    The caller holds the lock on the slots.

    Raises:
        StaleKeyring: they hold one that *keyring* does not.
    """
    held = [frozenset(slot.keys) for slot in every(data)]
    # A key that only some of them hold is on its way in or out in a rotation that was cut off.
    needed = frozenset[str].intersection(*held) if held else frozenset()
    if missing := [id for id in sorted(needed) if keyring.get(id) is None]:
        raise StaleKeyring(f"the archive's key is being changed, and {missing[0]} is not at hand; try again")
    known = frozenset[str]().union(*held)
    return Keyring(tuple(key for key in keyring.keys if key.key_id in known))


def save(data: Path, slot: Slot) -> None:
    """Write *slot* in one step, over the one of the same id or beside the others."""
    files.replace(path_of(data, slot.id), slot.as_json(), 0o600)


def remove(data: Path, id: str) -> None:
    """Let go of a slot; what it opened, it opens no longer, unless somebody kept a copy of the file."""
    path_of(data, id).unlink(missing_ok=True)
    files.sync(folder(data))


def folder(data: Path) -> Path:
    return files.folder(data) / "slots"


def path_of(data: Path, id: str) -> Path:
    return folder(data) / f"{id}.json"


def _readable(data: Path, kind: str) -> tuple[list[Slot], list[VaultBroken]]:
    """The slots of one *kind*, and what is wrong with those that cannot be read, whatever they are."""
    old = {found.path for found in legacy.every(folder(data))}
    slots, damaged = [], []
    for path in _paths(data):
        try:
            slots += [] if path in old else [Slot.read(path)]
        except VaultBroken as error:
            damaged.append(error)
    return [slot for slot in slots if slot.kind == kind], damaged


def _paths(data: Path) -> list[Path]:
    try:
        return sorted(path for path in folder(data).iterdir() if path.suffix == ".json")
    except FileNotFoundError:
        return []
    except PermissionError:
        raise VaultClosed(
            f"{folder(data)}: this user may not look there; run the command as its owner"
        ) from None


def _renew(data: Path, kind: str, wrapping: legacy.Wrapping) -> list[Path]:
    """Write what version 0.1.0 made in today's layout; return the slots that *wrapping* does not open."""
    closed = []
    for old in legacy.every(folder(data)):
        if old.kind != kind:
            continue
        if private := old.open(key := wrapping(old)):
            with changing(data):
                if old in legacy.every(folder(data)):  # nobody was faster
                    _rewrite(data, old, private, key)
        else:
            closed.append(old.path)
    return closed


def _rewrite(data: Path, old: legacy.Old, private: PrivateKey, wrapping: bytes) -> None:
    user = User(name="", role="owner") if old.kind == "user" else None
    slot = new(old.path.stem, old.kind, wrapping, old.kdf, user=user).with_keys(Keyring((private,)))
    if user:
        slot = slot.labelled(private.public, user.as_label())
    canary.write(files.folder(data), private.public)
    opens = state.MANAGED if old.kind == "managed" else state.SEALED
    state.save(data, replace(state.load(data), opens=opens))
    save(data, slot)  # at last: until it stands there, all of this is done again


def _checked(data: Path, opened: Unlocked) -> Unlocked:
    public = keys.load_public(data)
    if opened.keyring.get(public.key_id) is None:
        raise VaultBroken(
            f"{files.folder(data)}: {keys.PUBLIC} holds key {public.key_id}, its slot "
            f"{opened.keyring.key_ids}; put the whole folder back from one backup"
        )
    return opened
