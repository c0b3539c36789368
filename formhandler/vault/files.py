"""The vault's small JSON files: read with their faults named, written whole or not at all."""

import base64
import binascii
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from formhandler.vault.errors import VaultBroken, VaultClosed, VaultMissing

Table = dict[str, Any]


def folder(data: Path) -> Path:
    """Where the vault lies under the data folder."""
    return data / "vault"


def read(path: Path, *, version: int = 1) -> Table:
    """
    The table of that *version* in *path*.

    Raises:
        VaultMissing: it is not there.
        VaultClosed: this process may not read it.
        VaultBroken: it holds no JSON table of that version.
    """
    try:
        table = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise VaultMissing(f"{path}: missing; make a key with: flask vault init") from None
    except PermissionError:
        raise VaultClosed(f"{path}: this user may not read it; run the command as its owner") from None
    except (OSError, ValueError) as error:
        raise VaultBroken(f"{path}: cannot be read ({error}); put it back from a backup") from error
    if not isinstance(table, dict) or table.get("version") != version:
        raise VaultBroken(f"{path}: not a vault file of version {version}; put it back from a backup")
    return table


def binary(path: Path, table: Table, name: str, size: int | None) -> bytes:
    """The bytes that stand in base64 under *name*, *size* of them if given; VaultBroken if they do not."""
    try:
        raw: bytes | None = base64.b64decode(table[name], validate=True)
    except (KeyError, TypeError, binascii.Error, ValueError):
        raw = None
    if raw is None or (size is not None and len(raw) != size):
        wanted = "bytes" if size is None else f"{size} bytes"
        raise VaultBroken(f"{path}: {name!r} is not {wanted} in base64; put the file back from a backup")
    return raw


def write(path: Path, content: bytes, mode: int) -> None:
    """Make a new file with exactly these permissions, and see it to the disk; never replace one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), mode)  # the process's umask may have taken some away
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, content: bytes, mode: int) -> None:
    """Put *content* where *path* is, in one step: after a crash the old or the new stands there whole."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        write(draft, content, mode)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """
    While the block runs, no other process or thread runs one under a lock on the same file or folder.

    Yields False if another has it and *wait* is not wanted. The lock goes with the process, so a kill
    leaves none behind. A block must not ask for the same lock again: it would wait for itself.

    Raises:
        VaultMissing, VaultClosed: it is not there, or this user may not look into it.
    """
    descriptor = _opened(path)
    try:
        yield _lock(descriptor, wait)
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        raise VaultMissing(f"{path}: missing; make a key with: flask vault init") from None
    except PermissionError:
        raise VaultClosed(f"{path}: this user may not look there; run the command as its owner") from None


def _lock(descriptor: int, wait: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def sync(directory: Path) -> None:
    """See the names in *directory* to the disk: a renamed file can be lost in a power cut until then."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def as_json(table: Table) -> bytes:
    return json.dumps(table, indent=2).encode() + b"\n"
