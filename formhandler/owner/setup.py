"""The set-up code: who can read what the owner's process prints may make the first owner."""

import hmac
import secrets
from pathlib import Path

from flask import Flask

from formhandler import clock
from formhandler.vault import files, making, slots, users
from formhandler.vault.slots import Unlocked
from formhandler.vault.user import User

#: Without I, L, O, U and without 0 and 1: nothing to misread on a terminal.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8  # characters: 39 bits, behind the waits of tries.py


class SetUp:
    """The code of this process, in its memory alone; good as long as nobody has a passphrase."""

    def __init__(self, data: Path) -> None:
        self._data = data
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        self._code = f"{drawn[:4]}-{drawn[4:]}"

    @property
    def code(self) -> str | None:
        """What the process prints at its start; None when there is an owner already."""
        return self._code if self.needed else None

    @property
    def needed(self) -> bool:
        """True as long as nobody can sign in. Raises VaultError."""
        return not slots.has_users(self._data)

    def right(self, typed: str) -> bool:
        """Tell whether *typed* is the code, with or without its dash, and still good."""
        letters = typed.upper().replace("-", "").replace(" ", "")
        return hmac.compare_digest(letters.encode(), self._code.replace("-", "").encode()) and self.needed


def first_owner(app: Flask, name: str, words: str) -> Unlocked:
    """
    Make the first owner; with them the vault, sealed from the start, where there is none.

    Raises:
        UnfitPassphrase: *words* are too short or too long.
        VaultLost: messages are sealed to a vault that is not here.
        VaultError: somebody was faster, or the vault is damaged.
    """
    data, parts = app.extensions["config"].data, app.extensions
    if files.folder(data).exists():
        users.add(data, slots.unlock_managed(data).keyring, name, "owner", words, initial=False)
    else:
        user = User(name=name, role="owner")
        making.make(data, parts["engine"], parts["writer"], clock.utcnow(), words=words, user=user)
    return slots.unlock_words(data, words)
