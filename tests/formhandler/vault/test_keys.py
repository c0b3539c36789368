"""The archive key, and the one that the database is sealed to."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, func, select

from formhandler.schema import archive_key
from formhandler.vault import keys
from formhandler.vault.errors import KeyChanged
from formhandler.vault.keys import PrivateKey, PublicKey
from formhandler.writer import Writer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OURS = PrivateKey.generate().public
STRANGERS = PrivateKey.generate().public


def test_a_key_is_called_by_the_beginning_of_its_fingerprint() -> None:
    # printf '%032d' 0 | sha256sum → 84e0c0eafaa95a34…
    assert PublicKey(b"0" * 32).key_id == "84e0c0eafaa95a34"


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_size_is_none(size: int) -> None:
    with pytest.raises(ValueError, match=f"{size} bytes given"):
        PublicKey(bytes(size))
    with pytest.raises(ValueError, match=f"{size} bytes given"):
        PrivateKey(bytes(size))


def test_the_database_knows_the_key_it_is_sealed_to(engine: Engine, writer: Writer) -> None:
    writer.submit(lambda db: keys.remember(db, OURS, now=NOW))

    keys.check_same(OURS, engine)
    assert keys.known(engine) == OURS


def test_a_swapped_key_is_refused_by_both_names(engine: Engine, writer: Writer) -> None:
    writer.submit(lambda db: keys.remember(db, OURS, now=NOW))

    with pytest.raises(KeyChanged, match=f"holds key {STRANGERS.key_id}.*sealed to {OURS.key_id}"):
        keys.check_same(STRANGERS, engine)


def test_a_database_that_knows_no_key_yet_is_not_written_to(engine: Engine) -> None:
    with pytest.raises(KeyChanged, match="knows no archive key yet; run: flask vault init"):
        keys.check_same(OURS, engine)
    assert keys.known(engine) is None


def test_remembering_again_changes_nothing_and_another_key_is_refused(engine: Engine, writer: Writer) -> None:
    for _ in range(2):
        writer.submit(lambda db: keys.remember(db, OURS, now=NOW))

    with pytest.raises(KeyChanged):
        writer.submit(lambda db: keys.remember(db, STRANGERS, now=NOW))

    with engine.connect() as db:
        assert db.execute(select(func.count()).select_from(archive_key)).scalar_one() == 1
    keys.check_same(OURS, engine)
