"""
Putting a backup back, so that a kill at any moment leaves the old state or the new one.

Everything is made ready in DATA/restoring first: unpacked, tried, migrated, tombstones replayed. The file
"ready" there is the turning point. Before it, DATA is untouched and the folder is rubbish, which the next
restore removes. After it, each piece is moved in by a rename and what stood there lies in DATA/before-<time>;
a run that was cut off is finished by the next `flask restore`, and no server starts until then.
"""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from formhandler import db, layout, secret
from formhandler.backups import log
from formhandler.backups.container import Head, Opening, read_head
from formhandler.backups.dump import PGDUMP
from formhandler.backups.replaying import replay
from formhandler.backups.unpacking import MANIFEST, unpack
from formhandler.vault import files, keys, managed
from formhandler.vault.errors import VaultMissing
from formhandler.vault.keys import Keyring
from formhandler.vault.slots import Unlocked

FOLDER, READY = "restoring", "ready"
#: The copy of the tombstones that lies among the backups, for the day when DATA is gone with its disk.
BESIDE = "tombstones.log"
#: What stood in DATA before a restore lies in a folder of this name (UTC).
MOVED = "before-%Y-%m-%dT%H%M%SZ"
ASIDE = re.compile(r"before-\d{4}-\d\d-\d\dT\d{6}Z")
A_DAY = 86_400  # seconds: no restore takes as long
#: Opens a backup's head: asks for what is needed. The path is the file's, for an error's text.
Opener = Callable[[Head, Path], Unlocked]


class NotRestored(Exception):
    """Nothing was changed, or a restore waits to be finished; the text says what to do."""


def open_into(backup: Path, target: Path, opener: Opener) -> tuple[Path, Keyring]:
    """Unseal *backup* into *target*, laid out as DATA; returns the database's file and what opened it."""
    with backup.open("rb") as file:
        head = read_head(file, backup)
        keyring = opener(head, backup).keyring
        opening = Opening(file, head, head.data_key(keyring), backup)
        return unpack(opening, target, backup), keyring


def prepare(backup: Path, data: Path, opener: Opener) -> int:
    """
    Make *backup* ready in DATA/restoring; returns how many tombstones were replayed.

    Raises:
        BackupBroken, VaultError, EnvelopeError, LogBroken, UnknownTombstone: DATA is as it was.
        NotRestored: the backup is of PostgreSQL, an earlier restore waits, or a server runs.
    """
    if waits(data):
        raise NotRestored("an earlier restore was cut off; finish it first: flask restore --replay")
    _close_log(data / db.FILE)
    log.take_in(data, backup.parent / BESIDE)
    staging = data / FOLDER
    shutil.rmtree(staging, ignore_errors=True)
    try:
        database, _ = open_into(backup, staging, opener)
        if database.name == PGDUMP:
            raise NotRestored(
                "this is a backup of PostgreSQL: open it with flask backup open, put it back with "
                "pg_restore, and then run flask restore --replay (docs/backup.md)"
            )
        done = _mend(database, data)
        _fit_vault(staging, data)
        (staging / MANIFEST).unlink()
        files.write(staging / READY, b"", 0o600)
        files.sync(staging)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return done


def finish(data: Path, *, now: datetime) -> Path:
    """
    Move what is ready into DATA; returns the folder where the old lies. May be run again after a kill.

    Raises:
        NotRestored: a server has the database open; nothing was changed.
    """
    staging = data / FOLDER
    aside = data / _aside(staging / READY, now)
    aside.mkdir(mode=0o700, exist_ok=True)
    _close_log(data / db.FILE)
    _replace_vault(staging, data, aside)
    for name in (secret.NAME, db.FILE):
        _replace(staging / name, data / name, aside)
        if name == secret.NAME and (staging / db.FILE).exists():
            _move_log_aside(data, aside)
    files.sync(data)
    shutil.rmtree(staging)
    return aside


def forget_aside(data: Path, *, now: datetime) -> None:
    """
    Delete what a restore moved aside longer ago than a backup is kept, and what a cut-off one left.

    Both hold what was erased since. What waits to be finished stays.
    """
    for folder in data.glob("before-*"):
        if ASIDE.fullmatch(folder.name) and now - _moved_at(folder) > log.BACKUPS_KEPT:
            shutil.rmtree(folder)
    staging = data / FOLDER
    if staging.is_dir() and not waits(data) and now.timestamp() - staging.stat().st_mtime > A_DAY:
        shutil.rmtree(staging)


def _moved_at(folder: Path) -> datetime:
    return datetime.strptime(folder.name, MOVED).replace(tzinfo=UTC)


def _aside(ready: Path, now: datetime) -> str:
    """The folder's name: of one that is finished after a kill, the same as before it."""
    name = ready.read_text("ascii")
    if not name:
        name = now.astimezone(UTC).strftime(MOVED)
        files.replace(ready, name.encode(), 0o600)
    return name


def waits(data: Path) -> bool:
    """Whether a restore was cut off after its turning point."""
    return (data / FOLDER / READY).exists()


def replay_lacking(engine: Engine, data: Path) -> int:
    """Carry out in this database what only the file knows; returns how many tombstones."""
    with engine.connect().execution_options(**db.WRITING) as connection, connection.begin():
        return replay(connection, log.lacking(connection, data))


def _mend(database: Path, data: Path) -> int:
    """Bring the unpacked database up to date, and let what was erased since stay erased."""
    engine = db.connect(f"sqlite:///{database}")
    try:
        db.upgrade(engine)
        done = replay_lacking(engine, data)
    finally:
        engine.dispose()
    _close_log(database)
    database.chmod(layout.mode(data, alone=0o600, both=0o660))
    (database.parent / secret.NAME).chmod(layout.mode(data, alone=0o600, both=0o640))
    return done


def _fit_vault(staging: Path, data: Path) -> None:
    """Keep today's vault (its passphrases are the newer ones) where it is of the same key."""
    if _key(data) == _key(staging):
        shutil.rmtree(files.folder(staging))
        return
    files.folder(staging).chmod(0o755 if layout.shared(data) else 0o700)
    (files.folder(staging) / keys.PUBLIC).chmod(0o644)
    present = files.folder(data) / managed.NAME
    if present.exists():
        shutil.copy2(present, files.folder(staging) / managed.NAME)


def _key(data: Path) -> str | None:
    try:
        return keys.load_public(data).key_id
    except VaultMissing:
        return None


def _replace_vault(staging: Path, data: Path, aside: Path) -> None:
    new, old = files.folder(staging), files.folder(data)
    if not new.exists():
        return
    if old.exists():
        old.rename(aside / old.name)
    new.rename(old)


def _replace(new: Path, old: Path, aside: Path) -> None:
    """In one step; the old one gets its second name before it loses the first."""
    if not new.exists():
        return  # moved in before a kill
    if old.exists() and not (aside / old.name).exists():
        os.link(old, aside / old.name)
    new.rename(old)


def _move_log_aside(data: Path, aside: Path) -> None:
    """What _close_log could not take in: the log of a damaged database goes with it."""
    for ending in ("-wal", "-shm", "-journal"):
        log_file = data / f"{db.FILE}{ending}"
        if log_file.exists():
            log_file.rename(aside / log_file.name)


def _close_log(database: Path) -> None:
    """Take the write-ahead log into the file: one left beside another database would spoil that."""
    if not database.exists():
        return
    with closing(sqlite3.connect(database, timeout=db.BUSY_SECONDS, isolation_level=None)) as connection:
        try:
            [mode] = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError:
            mode = "locked"
        except sqlite3.DatabaseError:
            return  # it is damaged: that may be why a backup is put back, and it goes aside as it is
    if mode != "delete":
        raise NotRestored("a server has the database open; stop it and run this again")
