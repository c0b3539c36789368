"""
Making a backup while the server runs, trying it, and letting go of the old ones.

A draft grows under a hidden name, is seen to the disk and opened again before it gets its own; so what has a
backup's name is whole, and one that failed leaves the earlier ones as they were.
"""

import json
import os
import re
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from formhandler import clock, db, secret
from formhandler.backups import dump, log, restoring
from formhandler.backups.container import BackupBroken, Head, Opening, Sealing, head, read_head
from formhandler.backups.restoring import BESIDE
from formhandler.backups.unpacking import MANIFEST, counts, unpack
from formhandler.vault import files, keys, managed, slots
from formhandler.vault.keys import Keyring
from formhandler.writer import Writer

FOLDER, SUFFIX = "backups", ".seloste"
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z\.seloste")
DRAFT = ".backup"  # in DATA: where the copy lies until it is sealed
TRIES = 3  # while the archive's key or a passphrase is being changed


class BackupFailed(Exception):
    """No backup was made; the earlier ones are as they were. The text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that stands there now."""

    path: Path
    rows: int  # in all tables
    opened: bool  # with the archive's key; else with the file's own key, which this process still had
    gone: tuple[Path, ...]  # older than BACKUPS_KEPT


def folder(data: Path, named: Path | None) -> Path:
    """Where backups lie: in the folder that the setting BACKUPS names, or under DATA."""
    return named or data / FOLDER


def make(engine: Engine, data: Path, to: Path, *, now: datetime) -> Made:
    """
    Make a backup in *to* and delete those that are too old.

    Raises:
        BackupFailed: the disk is full, a folder can't be written, or the copy is damaged.
        VaultError: there is no key, or this user may not read the slots.
        LogBroken: the file of tombstones is damaged.
    """
    keys.present(data, engine)
    log.copy_out(engine, data, today=clock.day(now))
    log.shorten(data, today=clock.day(now))
    try:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(to), _draft_folder(data) as private:
            made = _make(engine, data, private, to / f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}{SUFFIX}", now)
            if log.path_of(data).exists():
                files.replace(to / BESIDE, log.path_of(data).read_bytes(), 0o600)
            return Made(path=made[0], rows=made[1], opened=made[2], gone=prune(to, now=now))
    except (OSError, sqlite3.Error, BackupBroken, dump.DumpFailed) as error:
        raise BackupFailed(f"{error}; free the disk or mend that, and run it again") from error


def prune(to: Path, *, now: datetime) -> tuple[Path, ...]:
    """Delete the backups in *to* that are older than the notice says, by the time in their names."""
    old = tuple(path for path in listed(to) if now - made_at(path) > log.BACKUPS_KEPT)
    for path in old:
        path.unlink(missing_ok=True)
    return old


def look_after(writer: Writer, data: Path, to: Path, *, now: datetime) -> None:
    """Let go of what is too old: backups, what a restore left, erasures that no backup can undo any more."""
    prune(to, now=now)
    restoring.forget_aside(data, now=now)
    left = data / DRAFT
    if left.is_dir() and now.timestamp() - left.stat().st_mtime > restoring.A_DAY:
        shutil.rmtree(left)  # of a backup that was killed
    log.shorten(data, today=clock.day(now))
    writer.submit(partial(log.forget, today=clock.day(now)))


def listed(to: Path) -> list[Path]:
    """The backups in *to*, the oldest first."""
    return sorted(path for path in to.iterdir() if NAME.fullmatch(path.name)) if to.is_dir() else []


def made_at(path: Path) -> datetime:
    """When it was made (UTC)."""
    return datetime.strptime(path.name, f"%Y-%m-%dT%H%M%SZ{SUFFIX}").replace(tzinfo=UTC)


def _make(engine: Engine, data: Path, private: Path, path: Path, now: datetime) -> tuple[Path, int, bool]:
    content = _snapshot(engine, data, private)
    table = {slot: json.loads(raw) for slot, raw in _slots(content)}
    day = clock.day(now)
    sealed, key = head(keys.load_public(data), table, day=day, last=day + log.BACKUPS_KEPT)
    draft = path.with_name(f".{path.name}.draft")
    try:
        _write(draft, content, sealed, key)
        shutil.rmtree(content)  # before the copy is unpacked: on a small disk both need not fit
        rows, opened = _try(draft, data, private, key)
        draft.rename(path)
        files.sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)
    return path, rows, opened


def _snapshot(engine: Engine, data: Path, private: Path) -> Path:
    """The database and the vault as they stood at one moment, in a folder laid out as DATA."""
    for _ in range(TRIES):
        content = private / "content"
        content.mkdir(mode=0o700)
        _copy_vault(data, content)
        copied = dump.copy(engine, content)
        (content / MANIFEST).write_text(
            json.dumps({"counts": counts(copied), "revision": db.current(engine)})
        )
        if _vault(data) == _vault(content):
            return content
        shutil.rmtree(content)
    raise BackupBroken("the archive's key is being changed; wait until that is done")


def _copy_vault(data: Path, content: Path) -> None:
    shutil.copyfile(data / secret.NAME, content / secret.NAME)
    for name, raw in _vault(data).items():
        target = content / "vault" / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.write_bytes(raw)


def _vault(data: Path) -> dict[str, bytes]:
    """Every file of the vault but the key file and drafts, by its name there."""
    vault = files.folder(data)
    paths = sorted(path for path in vault.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(vault)): path.read_bytes() for path in paths if path.name != managed.NAME}


def _slots(content: Path) -> Iterator[tuple[str, bytes]]:
    return ((path.stem, path.read_bytes()) for path in sorted(slots.folder(content).glob("*.json")))


def _write(draft: Path, content: Path, sealed: Head, key: bytes) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        sealing = Sealing(file, sealed, key)
        with tarfile.open(mode="w|", fileobj=sealing) as tar:
            for path in sorted(path for path in content.rglob("*") if path.is_file()):
                tar.add(path, arcname=str(path.relative_to(content)), filter=_nameless)
        sealing.finish()
        file.flush()
        os.fsync(file.fileno())


def _nameless(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uname = member.gname = ""
    member.uid = member.gid = 0
    return member


def _try(draft: Path, data: Path, private: Path, key: bytes) -> tuple[int, bool]:
    """Open what was written, whole. Returns the number of rows, and whether the archive's key did it."""
    keyring = _keyring(data)
    with draft.open("rb") as file:
        found = read_head(file, draft)
        known = found.data_key(keyring) if keyring else key
        there = counts(unpack(Opening(file, found, known, draft), private / "opened", draft))
    return sum(there.values()), keyring is not None


def _keyring(data: Path) -> Keyring | None:
    """The archive's keys, where a key file opens them without anybody being asked."""
    return slots.unlock_managed(data).keyring if "managed" in slots.kinds(data) else None


@contextmanager
def _alone(to: Path) -> Iterator[None]:
    """One at a time in this folder; what a kill left there goes."""
    with files.locked(to, wait=False) as mine:
        if not mine:
            raise BackupBroken("another backup is being made in this folder")
        for draft in to.glob(f".*{SUFFIX}.draft"):
            draft.unlink()
        yield


@contextmanager
def _draft_folder(data: Path) -> Iterator[Path]:
    """A private folder under DATA, where the copy lies until it is sealed; another's leavings go first."""
    private = data / DRAFT
    with files.locked(data):
        shutil.rmtree(private, ignore_errors=True)
        private.mkdir(mode=0o700)
        try:
            yield private
        finally:
            shutil.rmtree(private, ignore_errors=True)
