"""What is sealed to the archive's key, whichever table it lies in."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from formhandler.schema import message, metadata
from formhandler.vault import keys, store
from formhandler.writer import Writer
from tests.formhandler.vault import archive
from tests.formhandler.vault.conftest import NOW

BODIES = {f"{number:032x}": str(number) for number in range(5)}


@pytest.fixture
def key(vault: Path, writer: Writer) -> keys.PublicKey:
    found = keys.load_public(vault)
    writer.submit(lambda db: keys.remember(db, found, now=NOW))
    writer.submit(lambda db: archive.fill(db, found, BODIES, documents=2))
    return found


def test_every_table_with_envelopes_or_sealed_rows_is_among_those_that_are_sealed_anew() -> None:
    named = {"envelope", "key_id"}
    assert store.TABLES.keys() == {
        table.name for table in metadata.tables.values() if named & {*table.c.keys()}
    } - {"archive_key"}


def test_rows_come_in_order_and_in_batches(engine: Engine, key: keys.PublicKey) -> None:
    with engine.connect() as db:
        first = store.next_sealed(db, "message", but="", after=0, limit=3)
        rest = store.next_sealed(db, "message", but="", after=first[-1].seq, limit=3)

        assert [row.id for row in (*first, *rest)] == list(BODIES)
        assert store.next_sealed(db, "message", but=key.key_id, after=0, limit=3) == []
        assert (store.count(db), store.count(db, but=key.key_id)) == (7, 0)


@pytest.mark.parametrize("change", ["sealed anew", "erased"])
def test_a_row_that_changed_since_it_was_read_is_left_alone(
    engine: Engine, writer: Writer, key: keys.PublicKey, change: str
) -> None:
    with engine.connect() as db:
        rows = store.next_sealed(db, "message", but="", after=0, limit=5)
    altered = message.c.id == rows[1].id
    if change == "erased":
        writer.submit(lambda db: db.execute(message.delete().where(altered)))
    else:
        values = {"envelope": b"another envelope", "expires_on": date(2027, 1, 1)}
        writer.submit(lambda db: db.execute(message.update().where(altered).values(values)))

    changed = writer.submit(
        lambda db: store.replace_all(db, [(row, row.sealed + b"!") for row in rows], key_id=key.key_id)
    )

    assert changed == 4
    with engine.connect() as db:
        after = {row.id: row.sealed for row in store.next_sealed(db, "message", but="", after=0, limit=9)}
    assert after.get(rows[1].id) == (None if change == "erased" else b"another envelope")
    assert after[rows[2].id] == rows[2].sealed + b"!"


def test_a_key_goes_only_when_nothing_is_sealed_to_it(
    engine: Engine, writer: Writer, key: keys.PublicKey
) -> None:
    newer = keys.PrivateKey.generate().public
    writer.submit(lambda db: keys.add_successor(db, newer, now=NOW))

    assert keys.every(engine) == (newer, key)
    assert writer.submit(lambda db: store.drop_unused(db, but=newer.key_id)) == 1
    assert writer.submit(lambda db: store.drop_unused(db, but=key.key_id)) == 0
    assert keys.every(engine) == (key,)
