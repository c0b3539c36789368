"""
The database: SQLite beside the handler by default, PostgreSQL by its address.

One schema (schema/), written by one thread (writer.py), changed only by the
migrations in ``migrations/``.
"""

import os
import sqlite3
import weakref
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from formhandler import layout

FILE = "seloste.db"  # under DATA
BUSY_SECONDS = 5.0  # how long a statement waits for another connection's lock, and for a server to answer
WRITING = {"seloste_writing": True}  # execution option: this connection's transactions begin as writers
MIGRATION_LOCK = 7_356_783  # PostgreSQL advisory locks: arbitrary numbers, the same in every handler
ALONE = text("SELECT pg_advisory_xact_lock(7356784)")

_first_seen: dict[Path, int] = {}  # the inode of each SQLite file, as this process found it
_left_to_the_parent: list[object] = []  # connections a forked child inherited and must neither use nor close


class BadDatabaseUrl(ValueError):
    """The database's address cannot be used; the message says what to write instead."""


def sqlite_url(data: Path) -> str:
    """The address of the SQLite file in the data folder; the folder itself is the caller's to make."""
    return URL.create("sqlite", database=str(data.absolute() / FILE)).render_as_string()


class Moved(Exception):
    """The database's file is not the one that is open: what is written now would be lost with it."""


class Outdated(Exception):
    """The database's tables are not the ones this code is written for."""


def connect(url: str) -> Engine:
    """
    The engine for *url*; nothing is opened until the first connection.

    A SQLite file that is not there is begun empty, for its owner's eyes alone or, where two users share the
    folder (layout.py), for both; its log inherits that.

    The pool keeps its connections open: when the last one closes, SQLite deletes the
    write-ahead log, and growing it anew halves the commits a second (2,900 against 5,600).

    Args:
        url: ``sqlite:////path/file.db`` (``?timeout=0.5`` sets the seconds to wait for a lock)
            or ``postgresql://user:password@host/database``.
    Raises:
        BadDatabaseUrl: anything else.
    """
    engine = _engine(_parse(url))
    _begin_file(engine)
    return engine


def _begin_file(engine: Engine) -> None:
    if engine.url.get_backend_name() == "sqlite":
        path = Path(str(engine.url.database))
        with suppress(
            OSError
        ):  # no folder yet, or none of ours: connecting says so, and `upgrade` comes again
            layout.begin(path, layout.mode(path.parent, alone=0o600, both=0o660))


def reader(database: Engine | str) -> Engine:
    """An engine that can only read: SQLite's ``mode=ro``, a read-only session in PostgreSQL."""
    url = database.url if isinstance(database, Engine) else _parse(database)
    if url.get_backend_name() == "sqlite":
        query = {**url.query, "mode": "ro", "uri": "true"}
        return _engine(url.set(database="file:" + quote(str(url.database)), query=query), read_only=True)
    return _engine(url, read_only=True)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to *revision* in one transaction; a second handler that starts meanwhile waits."""
    _begin_file(engine)
    with _migrating(engine) as connection:
        command.upgrade(_alembic(connection), revision)
        connection.commit()


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to *revision* ("base": nothing), dropping what later ones added, data included."""
    with _migrating(engine) as connection:
        command.downgrade(_alembic(connection), revision)
        connection.commit()


def current(engine: Engine) -> str | None:
    """The revision the database is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str:
    """The revision this code is written for."""
    [revision] = ScriptDirectory.from_config(_alembic()).get_heads()
    return revision


def check_in_place(engine: Engine) -> None:
    """Raise Moved if SQLite's file was deleted or replaced since this process first looked."""
    if engine.url.get_backend_name() != "sqlite":
        return
    path = Path(str(engine.url.database))
    try:
        found = path.stat().st_ino
    except FileNotFoundError:
        found = None
    if found is None or found != _first_seen.setdefault(path, found):
        raise Moved(f"{path} was moved or replaced while the server had it open; start the server again")


def check_current(engine: Engine) -> None:
    """Raise Outdated unless the database is at exactly the revision this code is written for."""
    found, wanted = current(engine), head()
    if found != wanted:
        raise Outdated(
            f"the database is at revision {found}, this program needs {wanted}; run: flask migrate"
        )


def go_alone(db: Connection) -> None:
    """
    Let no other handler on the same PostgreSQL come here until this transaction has ended.

    For rows that many transactions change (sums, the end of a chain): two that took them in another order
    would wait for each other. In SQLite only one writes at a time anyway.
    """
    if db.dialect.name == "postgresql":
        db.execute(ALONE)


def _parse(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # the second: a port that is no number
        # The address is not repeated: it may hold a password.
        raise BadDatabaseUrl(
            "DATABASE_URL is not an address; write postgresql://user:password@host/database"
        ) from None
    match url.get_backend_name():
        case "sqlite" if url.database not in (None, "", ":memory:"):
            return url.set(drivername="sqlite+pysqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case "sqlite":
            raise BadDatabaseUrl("DATABASE_URL names no file; write sqlite:////full/path/seloste.db")
        case other:
            raise BadDatabaseUrl(f"DATABASE_URL begins with {other!r}; write postgresql:// or sqlite://")


def _engine(url: URL, *, read_only: bool = False) -> Engine:
    # An error that quoted a row would carry it into the log: hide_parameters.
    if url.get_backend_name() == "sqlite":
        waiting: dict[str, Any] = {} if "timeout" in url.query else {"timeout": BUSY_SECONDS}
        engine = create_engine(url, connect_args=waiting, hide_parameters=True)
        event.listen(engine, "connect", _prepare_reading if read_only else _prepare_writing)
        event.listen(engine, "begin", _begin)
    else:
        waiting = {} if "connect_timeout" in url.query else {"connect_timeout": int(BUSY_SECONDS)}
        options = {"postgresql_readonly": True} if read_only else {}
        engine = create_engine(
            url, connect_args=waiting, execution_options=options, pool_pre_ping=True, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_session)
    _forget_in_children(engine)
    return engine


def _prepare_reading(connection: sqlite3.Connection, _record: object) -> None:
    # Python's sqlite3 would begin transactions by its own rules; ours begin in _begin().
    connection.isolation_level = None


def _prepare_writing(connection: sqlite3.Connection, record: object) -> None:
    _prepare_reading(connection, record)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a power cut
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # an erased message is overwritten, not only unlinked


def _prepare_session(connection: psycopg.Connection[Any], _record: object) -> None:
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that upgrades from reading may be refused without waiting.
    writing = connection.get_execution_options().get("seloste_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _forget_in_children(engine: Engine) -> None:
    """After a fork the child starts with an empty pool: a connection must not be used from two processes."""
    known = weakref.ref(engine)

    def forget() -> None:
        if (engine := known()) is not None:
            _left_to_the_parent.append(engine.pool)  # closing it here would close the parent's too
            engine.dispose(close=False)

    os.register_at_fork(after_in_child=forget)


def _migrating(engine: Engine) -> Connection:
    connection = engine.connect().execution_options(**WRITING)
    if engine.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATION_LOCK})
    return connection


def _alembic(connection: Connection | None = None) -> Config:
    config = Config()
    folder = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
