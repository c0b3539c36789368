"""The database's address, its settings, its rules and its migrations, on both kinds."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, Table, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from formhandler import db
from formhandler.schema import archive_key, message, metadata, outbox

ROOT = Path(__file__).parents[2]

KEY: dict[str, Any] = {"key_id": "0" * 16, "public": bytes(32), "created_at": 1_772_000_000}
MESSAGE: dict[str, Any] = {
    "id": "0" * 32,
    "submission": "page-1",
    "digest": bytes(32),
    "kind": "message",
    "thread": "0" * 32,
    "day": date(2026, 3, 1),
    "expires_on": date(2027, 3, 1),
    "key_id": "0" * 16,
    "envelope": b"sealed",
    "reference": "AB12-CD34",
}
NOTICE: dict[str, Any] = {"kind": "notice", "created_at": 1_772_000_000, "due_at": 1_772_000_000}


@pytest.fixture
def bare(url: str) -> Iterator[Engine]:
    """A database without any table."""
    engine = db.connect(url)
    yield engine
    engine.dispose()


def test_the_migrations_make_the_schema_that_the_code_expects(bare: Engine) -> None:
    db.upgrade(bare)

    assert db.current(bare) == db.head()
    with bare.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_migrations_make_every_constraint_and_default_of_the_schema(bare: Engine) -> None:
    metadata.create_all(bare)
    wanted = definitions(bare)
    metadata.drop_all(bare)
    db.upgrade(bare)

    assert definitions(bare) == wanted


def test_going_back_leaves_no_table_and_coming_again_makes_them_all(bare: Engine) -> None:
    db.upgrade(bare)

    db.downgrade(bare, "base")

    assert db.current(bare) is None
    assert inspect(bare).get_table_names() == ["alembic_version"]
    db.upgrade(bare)
    assert {*metadata.tables} < {*inspect(bare).get_table_names()}


def test_two_handlers_that_start_at_once_migrate_once(url: str) -> None:
    program = "import sys; from formhandler import db; db.upgrade(db.connect(sys.argv[1]))"
    started = [subprocess.Popen([sys.executable, "-c", program, url], cwd=ROOT) for _ in range(3)]

    assert [process.wait(30) for process in started] == [0, 0, 0]

    engine = db.connect(url)
    assert db.current(engine) == db.head()
    engine.dispose()


def test_a_database_of_another_revision_is_refused_with_what_to_do(bare: Engine) -> None:
    with pytest.raises(db.Outdated, match=r"revision None, this program needs .* flask migrate"):
        db.check_current(bare)

    db.upgrade(bare)

    db.check_current(bare)


def test_sqlite_keeps_what_it_acknowledged_and_overwrites_what_it_erased(sqlite_url: str) -> None:
    engine = db.connect(sqlite_url)

    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 2  # FULL
    assert pragma(engine, "secure_delete") == 1
    assert pragma(engine, "foreign_keys") == 1
    engine.dispose()


def test_a_data_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "a?b #c%20d&mode=rwc åäö"
    folder.mkdir()
    engine = db.connect(db.sqlite_url(folder))
    db.upgrade(engine)

    reader = db.reader(engine)

    assert db.current(reader) == db.head()
    assert {path.name.partition("-")[0] for path in folder.iterdir()} == {"seloste.db"}
    engine.dispose()
    reader.dispose()


def test_a_reader_sees_what_was_committed_and_can_change_nothing(engine: Engine) -> None:
    reader = db.reader(engine)
    with engine.begin() as connection:
        connection.execute(insert(outbox).values(NOTICE))

    with reader.connect() as connection:
        assert connection.execute(select(outbox.c.state)).scalar_one() == "waiting"
        with pytest.raises(DBAPIError, match=r"read-?only"):
            connection.execute(outbox.delete())
    reader.dispose()


def test_a_reader_needs_no_writer_beside_it(url: str) -> None:
    engine = db.connect(url)
    db.upgrade(engine)
    engine.dispose()

    reader = db.reader(url)

    assert db.current(reader) == db.head()
    reader.dispose()


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("mysql://u:secret@h/d", "begins with 'mysql'; write postgresql://"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("u:secret@h/d", "is not an address"),
        ("", "is not an address"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(address: str, advice: str) -> None:
    with pytest.raises(db.BadDatabaseUrl, match=advice) as raised:
        db.connect(address)

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("address", ["postgresql://u@h/d", "postgres://u@h/d", "postgresql+psycopg://u@h/d"])
def test_postgresql_may_be_written_in_the_ways_hosts_hand_it_out(address: str) -> None:
    assert db.connect(address).driver == "psycopg"


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (archive_key, {**KEY, "key_id": "short"}),
        (archive_key, {**KEY, "public": b"short"}),
        (message, {**MESSAGE, "id": "short"}),
        (message, {**MESSAGE, "digest": b"short"}),
        (message, {**MESSAGE, "kind": "spam"}),
        (message, {**MESSAGE, "expires_on": date(2026, 2, 28)}),
        (message, {**MESSAGE, "key_id": "f" * 16}),
        (message, {**MESSAGE, "envelope": None}),
        (outbox, {**NOTICE, "kind": "letter"}),
        (outbox, {**NOTICE, "state": "lost"}),
        (outbox, {**NOTICE, "state": "sending"}),
        (outbox, {**NOTICE, "state": "sent"}),
        (outbox, {**NOTICE, "tries": -1}),
        (outbox, {**NOTICE, "last_error": "x" * 81}),
    ],
)
def test_the_database_itself_refuses_a_row_that_breaks_a_rule(
    engine: Engine, table: Table, row: dict[str, Any]
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(archive_key).values({**KEY, "key_id": "1" * 16}))
        if table is not archive_key and row.get("key_id") != "f" * 16:
            connection.execute(insert(archive_key).values(KEY))

    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(table).values(row))


@pytest.mark.parametrize(
    ("other", "taken"),
    [
        ({}, False),
        ({"digest": b"1" * 32}, True),  # other words on the same page are another message
        ({"submission": "page-2"}, True),
    ],
)
def test_one_page_archives_the_same_words_once(engine: Engine, other: dict[str, Any], taken: bool) -> None:
    second = {**MESSAGE, "id": "1" * 32, "reference": "EF56-GH78", **other}
    with engine.begin() as connection:
        connection.execute(insert(archive_key).values(KEY))
        connection.execute(insert(message).values(MESSAGE))

    assert accepts(engine, second) is taken


def test_a_number_of_receipt_is_not_given_again_after_the_latest_message_went(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(archive_key).values(KEY))
        first = connection.execute(insert(message).values(MESSAGE).returning(message.c.seq)).scalar_one()
        connection.execute(message.delete())
        second = connection.execute(insert(message).values(MESSAGE).returning(message.c.seq)).scalar_one()

    assert second > first


def test_an_error_does_not_quote_the_row_it_is_about(engine: Engine) -> None:
    with pytest.raises(DBAPIError) as raised, engine.begin() as connection:
        connection.execute(insert(message).values({**MESSAGE, "submission": "page-of-maija"}))

    assert "page-of-maija" not in str(raised.value)


def accepts(engine: Engine, row: dict[str, Any]) -> bool:
    try:
        with engine.begin() as connection:
            connection.execute(insert(message).values(row))
    except IntegrityError:
        return False
    return True


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def definitions(engine: Engine) -> set[str]:
    """What the database says its tables are, in its own words, without the order of columns and rules."""
    with engine.connect() as connection:
        return _sqlite(connection) if engine.dialect.name == "sqlite" else _postgresql(connection)


def _sqlite(connection: Connection) -> set[str]:
    made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%'"))
    return {
        f"{name}: {part.strip(', ')}"
        for name, sql in made
        for part in (sql or "").replace(f'"{name}"', name).splitlines()  # a table made anew has it in quotes
        if part.strip(")")
    }


def _postgresql(connection: Connection) -> set[str]:
    columns = connection.execute(
        text(
            "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity,"
            " col_description(table_name::regclass, ordinal_position) FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name NOT LIKE 'alembic%'"
        )
    )
    rules = connection.execute(
        text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'alembic%'"
        )
    )
    indexes = connection.execute(
        text("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic%'")
    )
    return {str(tuple(row)) for rows in (columns, rules, indexes) for row in rows}
