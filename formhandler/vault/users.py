"""
Who opens the archive: adding and removing users, their passphrases, their second factor.

Signing in takes two steps: `slots.unlock_words(data, passphrase)` finds the user, `second_factor` makes
sure of them. Whoever holds the files can take the first alone, so the second guards the browser's door and
not the disk. Every change is on the disk before a function returns.
"""

import secrets
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from formhandler.vault import codes, keys, passphrase, rotation, slots
from formhandler.vault.errors import (
    LastOwner,
    NotEnrolled,
    PassphraseTaken,
    UnknownUser,
    UsedCode,
    WrongCode,
)
from formhandler.vault.keys import Keyring
from formhandler.vault.slots import Unlocked
from formhandler.vault.user import ROLES, User


class Label(NamedTuple):
    """What an owner may know of a user."""

    slot: str
    name: str  # empty: not readable, or the first user, who was never asked
    role: str


def labels(data: Path, keyring: Keyring) -> list[Label]:
    """Everybody who opens the archive with a passphrase, by name."""
    read = ((slot.id, slot.read_label(keyring) or {}) for slot in slots.every(data, "user"))
    found = (Label(id, label.get("name", ""), label.get("role", "")) for id, label in read)
    return sorted(found, key=lambda label: (label.name.casefold(), label.slot))


def add(data: Path, keyring: Keyring, name: str, role: str, words: str, *, initial: bool) -> User:
    """
    Let somebody open the archive with the passphrase *words*.

    Args:
        keyring: Open, as `slots.reopen` read it just now.
        role: One of ROLES.
        initial: The passphrase was chosen by another person and is changed at the first sign-in.
    Raises:
        UnfitPassphrase: it is too short or too long.
        PassphraseTaken: somebody has it.
        StaleKeyring: the archive's key is being changed, and *keyring* is of before.
    """
    if role not in ROLES:
        raise ValueError(f"role {role!r}; there are {', '.join(ROLES)}")
    user = User(name=name.strip(), role=role, initial=initial)
    with slots.changing(data):
        held = slots.current(data, keyring)
        slots.save(data, _slot(data, secrets.token_hex(4), held, words, user).slot)
    return user


def remove(data: Path, keyring: Keyring, id: str) -> None:
    """
    Take the archive away from the user of slot *id*. They may have kept the key: change it afterwards.

    Raises:
        UnknownUser: no user has this slot.
        LastOwner: nobody else could manage users and keys.
    """
    with slots.changing(data):
        known = {label.slot: label.role for label in labels(data, keyring)}
        if id not in known:
            raise UnknownUser(f"no user has slot {id}; list them with: flask vault user list")
        if known[id] == "owner" and list(known.values()).count("owner") == 1:
            raise LastOwner("this is the only owner; add another one first, then remove this one")
        rotation.want_another(data)
        slots.remove(data, id)


def change_passphrase(data: Path, unlocked: Unlocked, new: str) -> Unlocked:
    """
    Give the user of *unlocked* another passphrase; the old one opens nothing here any more.

    The slot gets another key pair, too: with an old copy of the slot and the old passphrase one reads what
    was sealed until now, and no archive key that comes later.

    Raises:
        UnfitPassphrase, PassphraseTaken: as add; the one they had is taken, too.
        SlotChanged: it was changed meanwhile, or the user is gone.
    """
    with slots.changing(data):
        present = slots.reopen(data, unlocked)
        user = replace(_user(present), initial=False)
        opened = _slot(data, present.slot.id, present.keyring, new, user)
        slots.save(data, opened.slot)
    return opened


def second_factor(data: Path, unlocked: Unlocked, code: str, now: datetime) -> Unlocked:
    """
    See that the passphrase was not typed by a thief: *code* is what the phone shows, or a recovery code.

    Either works once, whichever process sees it: that it was used is on the disk before this returns.

    Raises:
        WrongCode: it is neither.
        UsedCode: it was right, and was used already (as was any code of the phone before it).
        NotEnrolled: this user has no second factor yet; see enrol.
        SlotChanged: the passphrase was changed meanwhile, or the user is gone.
    """
    with slots.changing(data):
        present = slots.reopen(data, unlocked)
        return _keep(data, present, _after(_user(present), code, now))


def enrol(
    data: Path, unlocked: Unlocked, secret: str, code: str, now: datetime
) -> tuple[Unlocked, list[str]]:
    """
    Begin the second factor, or begin it anew with another phone: *code* shows that the phone has *secret*.

    Returns:
        The slot, and ten recovery codes to print; only their hashes are kept.
    Raises:
        WrongCode: the phone does not show this one. Nothing was changed.
    """
    if (step := codes.step_of(secret, code, now)) is None:
        raise WrongCode("the code is not the one that the phone shows; see that its clock is right")
    with slots.changing(data):
        present = slots.reopen(data, unlocked)
        given = codes.new_recovery()
        user = replace(
            _user(present),
            totp=secret,
            last_step=step,
            recovery=tuple(codes.hashed(one) for one in given),
        )
        return _keep(data, present, user), given


def renew_recovery(data: Path, unlocked: Unlocked) -> tuple[Unlocked, list[str]]:
    """Ten new recovery codes; the old ones work no more. Raises NotEnrolled, SlotChanged."""
    with slots.changing(data):
        present = slots.reopen(data, unlocked)
        given, user = codes.new_recovery(), _enrolled(_user(present))
        return _keep(data, present, replace(user, recovery=tuple(codes.hashed(one) for one in given))), given


def _after(user: User, code: str, now: datetime) -> User:
    """*user* with *code* used up."""
    if (step := codes.step_of(_enrolled(user).totp, code, now)) is not None:
        if step <= user.last_step:
            raise UsedCode("this code was used already; wait for the next one")
        return replace(user, last_step=step)
    if (hashed := codes.hashed(code)) in user.recovery:
        return replace(user, recovery=tuple(left for left in user.recovery if left != hashed))
    raise WrongCode("neither the code that the phone shows nor a recovery code that is left")


def _enrolled(user: User) -> User:
    if not user.totp:
        raise NotEnrolled("this user has no second factor yet")
    return user


def _user(unlocked: Unlocked) -> User:
    if unlocked.user is None:
        raise UnknownUser(f"slot {unlocked.slot.id} is no person's: it opens with a key file or the kit")
    return unlocked.user


def _keep(data: Path, unlocked: Unlocked, user: User) -> Unlocked:
    slot = slots.rewrap(unlocked.slot, unlocked.own, unlocked.wrapping, user)
    slots.save(data, slot)
    return replace(unlocked, slot=slot, user=user)


def _slot(data: Path, id: str, keyring: Keyring, words: str, user: User) -> Unlocked:
    """A new slot of *user*, whose passphrase nobody has; the caller holds the lock and saves it."""
    passphrase.fit(words)
    _see_free(data, words)
    kdf = passphrase.parameters()
    wrapping = passphrase.derive(words, kdf, path=slots.path_of(data, id))
    slot = slots.new(id, "user", wrapping, kdf, user=user).with_keys(keyring)
    opened = slots.unwrap(slot.labelled(keys.load_public(data), user.as_label()), wrapping)
    assert opened is not None  # it was wrapped with this very key
    return opened


def _see_free(data: Path, words: str) -> None:
    for slot in slots.every(data, "user"):
        if slots.unwrap(slot, passphrase.derive(words, slot.kdf, path=slots.path_of(data, slot.id))):
            raise PassphraseTaken("somebody has this passphrase already; choose another one")
