"""A copy of the database as it stands at one moment, made while others write."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine

from formhandler import db

PGDUMP = "seloste.pgdump"  # pg_dump's custom format


class DumpFailed(Exception):
    """The database could not be copied."""


def copy(engine: Engine, folder: Path) -> Path:
    """
    Copy the database into *folder*; returns the file.

    Raises:
        DumpFailed: pg_dump is not there, or it failed.
        sqlite3.Error, OSError: the disk is full, or the database damaged.
    """
    return _sqlite(engine, folder) if engine.dialect.name == "sqlite" else _postgresql(engine, folder)


def _sqlite(engine: Engine, folder: Path) -> Path:
    source, target = "file:" + quote(str(engine.url.database)) + "?mode=ro", folder / db.FILE
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source, uri=True)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)  # one reading transaction: writers do not wait for it, nor it for them
        here.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    return target


def _postgresql(engine: Engine, folder: Path) -> Path:
    if (program := shutil.which("pg_dump")) is None:
        raise DumpFailed("pg_dump is not there: install PostgreSQL's client programs")
    url, target = engine.url, folder / PGDUMP
    options = {"host": url.host or url.query.get("host"), "port": url.port, "username": url.username}
    named = [f"--{name}={value}" for name, value in options.items() if value]
    environ = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    command = [
        program,
        "--format=custom",
        "--no-owner",
        f"--file={target}",
        *named,
        f"--dbname={url.database}",
    ]
    ended = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if ended.returncode:
        raise DumpFailed(f"pg_dump ended with {ended.returncode}: is it as new as the server? See its log")
    return target
