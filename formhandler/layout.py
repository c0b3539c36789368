"""
Who may touch what under DATA: one system user, or in production two that share a group.

With one user DATA is 0700 and nobody else reaches anything in it. With two, the owner makes the folder
``seloste-owner:seloste 3770`` before the first start; the setgid bit and the group's right to write in it
say that two share it, and from then on:

::

    DATA                      3770  owner:seloste  setgid: new files belong to the group; sticky: the public
                                                   side cannot rename or delete what is the owner's
    DATA/seloste.db, -wal, -shm
                              0660  anyone:seloste both sides write; SQLite gives its log the file's mode
    DATA/secret.key           0640  anyone:seloste signs check page and consent record; opens no message
    DATA/tombstones           0750  owner          what must stay erased; the public side looks at its start
    DATA/tombstones/log       0640  owner
    DATA/backups              0700  owner          sealed copies, each 0600
    DATA/vault                0755  owner          DATA keeps everybody outside the group away
    DATA/vault/public.json    0644  owner          seals
    DATA/vault/slots          0700  owner          and everything else in the vault 0600: opens
"""

import os
import stat
from pathlib import Path

FOLDER = 0o3770  # of DATA, when two share it


def shared(data: Path) -> bool:
    """True when the folder says that two users share it; False also where there is none."""
    try:
        mode = data.stat().st_mode
    except OSError:
        return False
    return bool(mode & stat.S_ISGID and mode & stat.S_IWGRP)


def mode(data: Path, *, alone: int, both: int) -> int:
    """The permissions of a new file in *data*: *alone* for one user, *both* where two share the folder."""
    return both if shared(data) else alone


def begin(path: Path, mode: int) -> None:
    """
    Make *path* an empty file with exactly these permissions, if there is none.

    Raises:
        OSError: there is no such folder, or this user may not write in it.
    """
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, mode)
        try:
            os.fchmod(descriptor, mode)  # the process's umask may have taken some away
        finally:
            os.close(descriptor)
