"""What opens a backup: the key file where there is one, else a passphrase or the kit's words, asked for."""

import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import click

from formhandler.backups.container import Head
from formhandler.vault import files, keyfile, managed, passphrase, words
from formhandler.vault.errors import VaultBroken, VaultMissing, WrongPassphrase
from formhandler.vault.slot import Slot, Unlocked, unwrap
from texts import Translator


def opener(data: Path, key: Path | None, t: Translator) -> Callable[[Head, Path], Unlocked]:
    """
    What restoring.prepare asks. A passphrase is the one of the backup's day.

    Args:
        key: A key file; None: the one under *data*, if there is one.
    """

    def open_(head: Head, name: Path) -> Unlocked:
        slots = _slots(head, name)
        raw = _key_file(data, key)
        if raw and (opened := _first(slots, "managed", lambda _: raw)):
            return opened
        kinds = {slot.kind for slot in slots} - {"managed"}
        if key or not kinds:
            raise VaultBroken(f"{name}: no key file here opens it; name another: --key managed.key")
        typed: str = click.prompt(t("Passphrase"), hide_input=True, err=True)
        kit = len(words.normalise(typed).split()) == words.KIT and "kit" in kinds
        said = words.normalise(typed) if kit else typed
        derive = lambda slot: passphrase.derive(said, slot.kdf, path=name)  # noqa: E731
        if opened := _first(slots, "kit" if kit else "user", derive):
            return opened
        raise WrongPassphrase("it opens no slot of this backup; check capital letters and the keyboard")

    return open_


def _slots(head: Head, name: Path) -> list[Slot]:
    """The slots of the head, read by the same rules as those on the disk."""
    found = []
    with tempfile.TemporaryDirectory(prefix="seloste-") as private:
        for n, (id, table) in enumerate(sorted(head.slots.items())):
            if not id.replace("-", "").isalnum():
                raise VaultBroken(f"{name}: slot {n} has no fit name; take another backup")
            path = Path(private) / f"{id}.json"
            files.write(path, json.dumps(table).encode(), 0o600)
            found.append(Slot.read(path))
    return found


def _key_file(data: Path, key: Path | None) -> bytes | None:
    if key:
        return keyfile.read(key, exposed="", broken="it is no key file")
    with suppress(VaultMissing):
        return managed.read(data)
    return None


def _first(slots: list[Slot], kind: str, wrapping: Callable[[Slot], bytes]) -> Unlocked | None:
    tried = (unwrap(slot, wrapping(slot)) for slot in slots if slot.kind == kind)
    return next((opened for opened in tried if opened), None)
