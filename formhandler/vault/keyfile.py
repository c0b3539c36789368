"""A file of 32 random bytes that is a key, readable by the owner's system user alone."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from formhandler.vault import files
from formhandler.vault.errors import KeyFileExposed, VaultBroken, VaultClosed

SIZE = 32  # bytes


def read(path: Path, *, exposed: str = "", broken: str) -> bytes:
    """
    The key in *path*.

    Args:
        exposed, broken: What to do beyond the obvious when others may read it, and when it is no key.
    Raises:
        FileNotFoundError: there is none; the caller knows what that means.
        VaultClosed: this user may not read it.
        KeyFileExposed: others than its owner may.
        VaultBroken: it has not the size of a key.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:
        raise VaultClosed(f"{path}: this user may not read it; run the command as its owner") from None
    with os.fdopen(descriptor, "rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        key = file.read(SIZE + 1)
    if mode & 0o077:
        raise KeyFileExposed(
            f"{path}: its permissions are {mode:04o}, so others than its owner may use it; "
            f"run `chmod 600 {path}`{exposed}"
        )
    if len(key) != SIZE:
        raise VaultBroken(f"{path}: not {SIZE} bytes; {broken}")
    return key


def make(path: Path, mode: int = 0o600) -> None:
    """Write a key beside *path* and link it in place, so that two processes agree on one."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    files.write(draft, os.urandom(SIZE), mode)
    try:
        with suppress(FileExistsError):  # another process was first; its key is the key
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    files.sync(path.parent)
