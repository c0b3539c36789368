"""The key file of a managed vault: 32 random bytes that open the slot "managed"."""

import os
from pathlib import Path

from formhandler.vault import files, keyfile
from formhandler.vault.errors import VaultMissing
from formhandler.vault.keyfile import SIZE

NAME = "managed.key"


def read(data: Path) -> bytes:
    """
    What opens the slot "managed".

    Raises:
        VaultMissing: there is no key file.
        VaultClosed, KeyFileExposed, VaultBroken: as keyfile.read.
    """
    path = files.folder(data) / NAME
    try:
        return keyfile.read(
            path, exposed=", and think of who may have a copy", broken="put it back from a backup"
        )
    except FileNotFoundError:
        raise VaultMissing(f"{path}: the key file is gone; put it back from a backup") from None


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
