"""What is in a backup, laid out again as in DATA, and whether it is whole."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path
from typing import IO, Any, cast

from formhandler import db
from formhandler.backups.container import BackupBroken
from formhandler.backups.dump import PGDUMP

MANIFEST = "backup.json"
NAMES = re.compile(
    r"seloste\.db|seloste\.pgdump|secret\.key|backup\.json|vault/(slots/)?[A-Za-z0-9_-][\w.-]*"
)


def unpack(opening: Any, target: Path, name: Path) -> Path:
    """
    Write everything into *target*, made new for this user alone; returns the database's file, tried.

    Raises:
        BackupBroken: it is not whole, or not what it was when it was made.
    """
    target.mkdir(mode=0o700)
    try:
        with tarfile.open(mode="r|", fileobj=opening) as tar:
            for member in tar:
                _take(tar, member, target, name)
        while opening.read(64 * 1024):
            pass  # to the last chunk: what was cut off after the tar's own end is seen, too
        made = json.loads((target / MANIFEST).read_bytes())
    except (tarfile.TarError, FileNotFoundError, ValueError) as error:
        raise BackupBroken(f"{name}: not a whole backup ({error}); take another") from None
    database = next(file for file in (target / db.FILE, target / PGDUMP) if file.exists())
    if counts(database) != made["counts"]:
        raise BackupBroken(f"{name}: its tables have not as many rows as when it was made; take another")
    return database


def counts(database: Path) -> dict[str, int]:
    """
    The rows of each table, after SQLite's own whole test; of a dump of PostgreSQL how many parts it lists.

    Raises:
        BackupBroken: it is damaged.
    """
    if database.name == PGDUMP:
        return {"parts": _parts(database)}
    with closing(sqlite3.connect(database)) as connection:
        try:
            [(said,), *_] = connection.execute("PRAGMA integrity_check").fetchall()
            if said != "ok":
                raise BackupBroken(f"the database is damaged ({said}); see: flask doctor")
            query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            names = [name for (name,) in connection.execute(query).fetchall()]
            return {name: _count(connection, name) for name in names}
        except sqlite3.DatabaseError as error:
            raise BackupBroken(f"the database is damaged ({error}); see: flask doctor") from None


def _count(connection: sqlite3.Connection, table: str) -> int:
    [n] = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608 - sqlite_master's names
    return int(n)


def _parts(dump: Path) -> int:
    ended = subprocess.run(["pg_restore", "--list", str(dump)], capture_output=True, check=False)
    if ended.returncode:
        raise BackupBroken("pg_restore can't read what pg_dump wrote")
    return sum(line[:1].isdigit() for line in ended.stdout.decode(errors="replace").splitlines())


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path, name: Path) -> None:
    if not member.isfile() or not NAMES.fullmatch(member.name):
        raise BackupBroken(f"{name}: holds something that no backup has; where did it come from?")
    path = target / member.name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(cast(IO[bytes], tar.extractfile(member)), file)
        file.flush()
        os.fsync(file.fileno())
