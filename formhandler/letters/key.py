"""
The outbox key: seals a letter for the hours in which it waits for the mail server.

The owner may be away and locked while a letter is tried again, so this key lies in a file, as
``managed.key`` does, readable by the owner's system user alone. It opens no message of the archive.

A sealed letter is 12 bytes of nonce and the mail under AES-256-GCM, padded with zero bytes to whole
KiB; its associated data is "seloste letter 1", the answer's document id and the mail's id, each as
its length in 2 bytes and then UTF-8. A row that was changed, or moved to another answer, does not open.
"""

import os
import struct
from datetime import datetime
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from formhandler.vault import files, keyfile, keys
from formhandler.vault.errors import VaultBroken, VaultClosed, VaultMissing
from formhandler.vault.keys import PrivateKey

NAME = "outbox.key"
NONCE = 12  # bytes
STEP = 1024  # bytes

# Written in UTF-8, so that an address beyond ASCII survives; folded anew for the server that takes it.
KEPT = policy.default.clone(utf8=True)
READ = policy.default.clone(refold_source="all")


class Unreadable(Exception):
    """A letter that this outbox key does not open: another key's, or changed since it was sealed."""


def load(data: Path) -> bytes:
    """
    The outbox key under *data*, made the first time.

    Raises:
        VaultMissing: there is no vault to lay it in.
        VaultClosed: this user may not read it, or not make it; the public side's may neither.
        KeyFileExposed: others than its owner may read it.
        VaultBroken: it is no key.
    """
    path = files.folder(data) / NAME
    try:
        if not path.exists():
            keyfile.make(path)
        return keyfile.read(
            path,
            broken="put it back from a backup, or delete it: the letters that wait are lost, "
            "their answers are not",
        )
    except FileNotFoundError:
        raise VaultMissing(f"{path.parent}: there is no vault; make one with: flask vault init") from None
    except PermissionError:
        raise VaultClosed(f"{path}: this user may not have it; run the command as its owner") from None


def half(key: bytes) -> PrivateKey:
    """The pair that comes of the outbox key: the public side seals to its public half."""
    raw = HKDF(algorithm=SHA256(), length=keys.SIZE, salt=None, info=b"seloste outbox half 1").derive(key)
    return PrivateKey(raw)


def publish(data: Path, key: bytes, *, now: datetime) -> None:
    """Lay the public half where the public side reads it, unless it lies there already."""
    public = half(key).public
    try:
        if keys.load_public(data, keys.OUTBOX) == public:
            return
    except (VaultMissing, VaultBroken):
        pass  # none yet, or a broken one: now there is a whole one
    table = files.as_json(keys.public_table(public, now))
    files.replace(files.folder(data) / keys.OUTBOX, table, 0o644)


def seal(key: bytes, document: str, mail_id: str, mail: EmailMessage) -> bytes:
    """*mail* for the answer *document*, so that only *key* opens it."""
    text = mail.as_string(policy=KEPT).encode()
    padded = text + bytes(-len(text) % STEP)
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, padded, _beside(document, mail_id))


def open_(key: bytes, document: str, mail_id: str, sealed: bytes) -> EmailMessage:
    """The mail that was sealed; raises Unreadable."""
    try:
        padded = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _beside(document, mail_id))
    except (InvalidTag, ValueError):  # the second: too short to be one
        raise Unreadable(f"letter of answer {document}: this outbox key does not open it") from None
    return message_from_string(padded.rstrip(b"\0").decode(), policy=READ)


def _beside(document: str, mail_id: str) -> bytes:
    values = [value.encode() for value in ("seloste letter 1", document, mail_id)]
    return b"".join(struct.pack(">H", len(value)) + value for value in values)
