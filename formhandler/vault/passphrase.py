"""From a passphrase to a wrapping key, slowly on purpose."""

import base64
import os
import unicodedata
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from formhandler.vault import files
from formhandler.vault.errors import UnfitPassphrase, VaultBroken

# Argon2id (RFC 9106): 64 MiB and three passes on one lane, some 0.2 s for each guess.
NAME = "argon2id"
MEMORY_KIB = 64 * 1024
ITERATIONS = 3
LANES = 1
SALT = 16  # bytes
KEY = 32  # bytes

# The passphrase alone stands between a stolen disk and the archive, and there it can be guessed at leisure:
# NIST SP 800-63B-4, section 3.1.1.2, asks 15 characters of a password that is the only factor.
SHORTEST = 15
LONGEST = 1024  # more is a mistake, such as a pasted file


def fit(passphrase: str) -> str:
    """Return *passphrase* if it may protect an archive; UnfitPassphrase says why not."""
    length = len(_normal(passphrase))
    if length < SHORTEST:
        raise UnfitPassphrase(
            f"the passphrase has {length} characters and needs at least {SHORTEST}: whoever gets hold of the "
            "disk can try guesses for as long as they like; four unrelated words are long and easy to keep"
        )
    if length > LONGEST:
        raise UnfitPassphrase(f"the passphrase has {length} characters; write at most {LONGEST}")
    return passphrase


def parameters() -> files.Table:
    """What a new slot states about its derivation, a fresh salt included."""
    salt = base64.b64encode(os.urandom(SALT)).decode()
    return {"name": NAME, "memory_kib": MEMORY_KIB, "iterations": ITERATIONS, "lanes": LANES, "salt": salt}


def derive(passphrase: str, kdf: object, *, path: Path) -> bytes:
    """
    The 32-byte wrapping key that *passphrase* gives with the *kdf* table of the slot in *path*.

    Raises:
        VaultBroken: the parameters are not ours. Obeying any others would let a file ask for all memory.
    """
    if not isinstance(kdf, dict) or {**kdf, "salt": ""} != {**parameters(), "salt": ""}:
        raise VaultBroken(f'{path}: "kdf" is not what this program writes; put the file back from a backup')
    salt = files.binary(path, kdf, "salt", SALT)
    argon2 = Argon2id(salt=salt, length=KEY, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB)
    return argon2.derive(_normal(passphrase).encode())


def _normal(passphrase: str) -> str:
    # One keyboard types ä as one character, another as two; NFC makes them the same (RFC 8265, 4.2.2).
    return unicodedata.normalize("NFC", passphrase)
