"""
DATA/vault/canary.json: an envelope of known words, sealed to the archive's key.

Whatever opens it opens the messages. So the kit is tried on it, and no message has to be shown.
"""

import base64
from datetime import date
from pathlib import Path

from formhandler.vault import envelope, files
from formhandler.vault.envelope import Bound
from formhandler.vault.errors import VaultBroken
from formhandler.vault.keys import Keyring, PublicKey

NAME = "canary.json"
WORDS = b"Whoever reads this can read the archive."
BOUND = Bound(id="canary", kind="canary", day=date(1970, 1, 1), expires_on=date(9999, 12, 31))


def write(folder: Path, key: PublicKey) -> None:
    """Seal the words to *key* in the vault's *folder*, over what stood there."""
    sealed, _ = envelope.seal(key, BOUND, WORDS)
    table = {"version": 1, "key_id": key.key_id, "envelope": base64.b64encode(sealed).decode()}
    files.replace(folder / NAME, files.as_json(table), 0o600)


def check(data: Path, keyring: Keyring) -> None:
    """Raise VaultBroken unless *keyring* opens the canary; VaultError if it cannot be read at all."""
    path = files.folder(data) / NAME
    sealed = files.binary(path, files.read(path), "envelope", None)
    try:
        opened = envelope.open_(keyring, sealed, BOUND)
    except envelope.EnvelopeError as error:
        raise VaultBroken(f"{path}: does not open ({error}); put the folder back from one backup") from error
    if opened != WORDS:
        raise VaultBroken(f"{path}: holds other words than this program writes; put it back from a backup")
