"""
The recovery kit: 24 printed words that open the archive when every passphrase is forgotten.

A kit is proven when three of its words were typed back from the paper and its slot opened the canary; until
then a sealed archive takes no messages. A new kit replaces an unproven one at once, and a proven one when it
is proven itself: whatever happens in between, the paper that worked goes on working.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from formhandler import clock
from formhandler.vault import canary, managed, passphrase, qr, rotation, slots, state, words
from formhandler.vault.errors import KitMissing, KitProven, NotSealable, WrongPassphrase, WrongWords
from formhandler.vault.keys import Keyring
from formhandler.vault.slots import Slot, Unlocked
from formhandler.vault.state import Kit, State

ASKED = 3  # words that are typed back to prove the print


def make(data: Path, keyring: Keyring, lang: str, now: datetime, *, renew: bool = False) -> list[str]:
    """
    Make a kit and return its words, for the print alone: they are kept nowhere.

    Args:
        keyring: Open, as `slots.reopen` read it just now.
        lang: Of the words.
        renew: Make it although there is a proven kit, which works until the new one is proven.
    Raises:
        KitProven: there is a proven one, and *renew* was not said.
        StaleKeyring: the archive's key is being changed, and *keyring* is of before.
    """
    chosen = words.with_checksum(lang)
    with slots.changing(data):
        before = state.load(data)
        if before.proven and not renew:
            raise KitProven("there is a proven kit; say so if it is to be replaced: flask vault kit --renew")
        slot = _slot(data, chosen, slots.current(data, keyring))
        made = Kit(made=clock.day(now), fingerprint=fingerprint(slot))
        slots.save(data, slot)
        after = before.with_kit(made)
        state.save(data, after)
        _forget_others(data, after)
    return chosen


def fingerprint(slot: Slot) -> str:
    """
    The name of a kit, e.g. "3FA9 27BC 91D0 04EE", by which its owner knows the good print from an older one.

    It comes from the slot's own public half, which a change of the archive's key leaves as it is.
    """
    digits = hashlib.sha256(b"seloste kit" + slot.public.raw).hexdigest()[:16].upper()
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))


def qr_svg(chosen: Sequence[str]) -> str:
    """The words as a QR code for the print."""
    return qr.svg(" ".join(chosen))


def questions(chosen: Sequence[str]) -> tuple[int, ...]:
    """Which words to ask back: three places, counted from 1 as on the print, in their order."""
    places = secrets.SystemRandom().sample(range(1, len(chosen) + 1), ASKED)
    return tuple(sorted(places))


def prove(data: Path, chosen: Sequence[str], answers: Mapping[int, str], now: datetime) -> None:
    """
    Note the kit as proven: its words are on paper, and they open the archive.

    Args:
        chosen: What make returned.
        answers: What was typed for each of the places that questions named.
    Raises:
        WrongWords: an answer is not the word of its place, or the words are no kit of this archive.
        VaultBroken: the kit does not open the canary.
    """
    wrong = [place for place in sorted(answers) if words.normalise(answers[place]) != chosen[place - 1]]
    if wrong or len(answers) < ASKED:
        raise WrongWords(f"not the print's words: {', '.join(str(place) for place in wrong) or 'too few'}")
    opened = open_(data, " ".join(chosen))
    canary.check(data, opened.keyring)
    _note(data, opened.slot, proven=clock.day(now))


def drill(data: Path, typed: str, now: datetime) -> None:
    """
    Try the kit as on the day it is needed: all of its words, typed from the paper. To be done every year.

    Raises:
        WrongWords, VaultBroken: as prove.
        VaultMissing: there is no kit.
    """
    opened = open_(data, typed)
    canary.check(data, opened.keyring)
    _note(data, opened.slot, drilled=clock.day(now))


def open_(data: Path, typed: str) -> Unlocked:
    """
    The slot that a kit's words open.

    Raises:
        WrongWords: a word is mistyped or in another place, or the kit is not one of this archive.
        VaultMissing: there is no kit.
    """
    try:
        return slots.unlock_words(data, words.normalise(typed), "kit")
    except WrongPassphrase:
        raise WrongWords(_fault(data, typed)) from None


def seal_off(data: Path, unlocked: Unlocked) -> None:
    """
    From managed to sealed: from now on people alone open the archive, and the key file is gone.

    Doing it again ends what a crash cut off. As the key file may have been copied, change the archive's key
    afterwards.

    Raises:
        NotSealable: *unlocked* is no owner with a second factor, or there is no proven kit.
    """
    user = unlocked.user
    if user is None or not user.may("owner") or not user.totp:
        raise NotSealable("an owner who signs in with a passphrase and a code has to do it")
    with slots.changing(data):
        present = state.load(data)
        if not present.proven:
            raise NotSealable("there is no proven recovery kit; make one with: flask vault kit")
        state.save(data, replace(present, opens=state.SEALED))
        rotation.want_another(data)
        for slot in list(slots.every(data, "managed")):
            slots.remove(data, slot.id)
        managed.destroy(data)


def _slot(data: Path, chosen: Sequence[str], keyring: Keyring) -> Slot:
    id, kdf = f"kit-{secrets.token_hex(4)}", passphrase.parameters()
    wrapping = passphrase.derive(words.normalise(" ".join(chosen)), kdf, path=slots.path_of(data, id))
    return slots.new(id, "kit", wrapping, kdf).with_keys(keyring)


def _note(data: Path, slot: Slot, *, proven: date | None = None, drilled: date | None = None) -> None:
    """Write down that the kit in *slot* opened the archive; whatever it follows is let go."""
    with slots.changing(data):
        present = state.load(data)
        known = _kit_of(slot, present)
        tried = replace(known, proven=known.proven or proven or drilled, drilled=drilled or known.drilled)
        after = present.with_kit(tried)
        state.save(data, after)
        _forget_others(data, after)


def _kit_of(slot: Slot, known: State) -> Kit:
    """What public.json says of the kit in *slot*."""
    name = fingerprint(slot)
    for kit in (known.kit, known.next):
        if kit and kit.fingerprint == name:
            return kit
    raise KitMissing(f"public.json knows no kit {name}; make a new one with: flask vault kit --renew")


def _forget_others(data: Path, known: State) -> None:
    """Let go of every kit that public.json does not name. The caller holds the lock."""
    names = {kit.fingerprint for kit in (known.kit, known.next) if kit}
    for slot in list(slots.every(data, "kit")):
        if fingerprint(slot) not in names:
            slots.remove(data, slot.id)


def _fault(data: Path, typed: str) -> str:
    """What is wrong with the words; they themselves are not repeated, for the text may land in a log."""
    checked = words.check(typed)
    if checked.missing:
        return f"{len(checked.words)} words were typed and a kit has {words.KIT}"
    if checked.unknown:
        return f"look again at word {', '.join(str(word.place) for word in checked.unknown)}"
    if not checked.checksum:
        return "a word is another one than on the print, or two have changed places"
    known = state.load(data)
    names = [kit.fingerprint for kit in (known.kit, known.next) if kit]
    return f"the words are whole, and another kit's; look for the print called {' or '.join(names)}"
