"""
Slots as version 0.1.0 wrote them: the archive's private half wrapped directly, no key pair of their own.

They are opened once more and written in today's layout; slots.py does that at the first unlock. The table
has version 1, kind ("managed" or "passphrase"), name (the file's), kdf (not in "managed"), key_id, nonce and
wrapped: the 32 bytes of the private half under AES-256-GCM. Its associated data is the table without nonce
and wrapped, as JSON with sorted keys and no spaces.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from formhandler.vault import files
from formhandler.vault.keys import PrivateKey

NONCE = 12  # bytes
WRAPPED = 32 + 16  # bytes: the private half and the tag

KINDS = {"managed": "managed", "passphrase": "user"}


@dataclass(frozen=True, slots=True)
class Old:
    """A slot of version 1."""

    path: Path
    table: files.Table

    @property
    def kind(self) -> str:
        """As today's slots call it."""
        return KINDS.get(str(self.table.get("kind")), "")

    @property
    def kdf(self) -> files.Table | None:
        return self.table.get("kdf")

    def open(self, wrapping: bytes) -> PrivateKey | None:
        """What it holds, or None if *wrapping* is not its key."""
        nonce = files.binary(self.path, self.table, "nonce", NONCE)
        wrapped = files.binary(self.path, self.table, "wrapped", WRAPPED)
        described = {key: value for key, value in self.table.items() if key not in ("nonce", "wrapped")}
        bound = json.dumps({**described, "name": self.path.stem}, sort_keys=True, separators=(",", ":"))
        try:
            return PrivateKey(AESGCM(wrapping).decrypt(nonce, wrapped, bound.encode()))
        except InvalidTag:
            return None


#: From an old slot to the key that may open it.
Wrapping = Callable[[Old], bytes]


def every(folder: Path) -> list[Old]:
    """The slots of version 1 in *folder*; whatever is no such slot is today's slots' matter."""
    found = ((path, _table(path)) for path in sorted(folder.glob("*.json")))
    return [Old(path, table) for path, table in found if table.get("version") == 1]


def _table(path: Path) -> files.Table:
    try:
        table = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return table if isinstance(table, dict) else {}
