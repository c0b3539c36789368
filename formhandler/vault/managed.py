"""The key file of a managed vault: 32 random bytes that open the slot "managed"."""

import os
import stat
from pathlib import Path

from formhandler.vault import files
from formhandler.vault.errors import KeyFileExposed, VaultBroken, VaultClosed, VaultMissing

NAME = "managed.key"
SIZE = 32  # bytes


def read(data: Path) -> bytes:
    """
    What opens the slot "managed".

    Raises:
        VaultMissing: there is no key file.
        VaultClosed: this user may not read it.
        KeyFileExposed: others than its owner may.
        VaultBroken: it has not the size of one.
    """
    path = files.folder(data) / NAME
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        raise VaultMissing(f"{path}: the key file is gone; put it back from a backup") from None
    except PermissionError:
        raise VaultClosed(f"{path}: this user may not read it; run the command as its owner") from None
    with os.fdopen(descriptor, "rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        wrapping = file.read(SIZE + 1)
    if mode & 0o077:
        raise KeyFileExposed(
            f"{path}: its permissions are {mode:04o}, so others than its owner may use it; "
            f"run `chmod 600 {path}`, and think of who may have a copy"
        )
    if len(wrapping) != SIZE:
        raise VaultBroken(f"{path}: not {SIZE} bytes; put it back from a backup")
    return wrapping


def destroy(data: Path) -> None:
    """
    Overwrite the key file and remove it, if it is there.

    A disk that writes elsewhere than it says (flash, copy-on-write) may keep the old bytes, and a copy may
    lie in a backup: only a new archive key makes them worthless.
    """
    path = files.folder(data) / NAME
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(SIZE))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    files.sync(path.parent)
