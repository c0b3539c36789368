"""The owner's lists: kept sealed for the owner, hashed for the form, together or not at all."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from formhandler.blocking import sealed
from formhandler.contact import store
from formhandler.contact.lists import Lists, hashes
from formhandler.schema import document
from formhandler.vault import keys, slots
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.keys import Keyring, PrivateKey

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = bytes(range(32))
LISTS = Lists(words=("Casino", "halpa laina"), addresses=("roska@example.com",))


@pytest.fixture
def keep(engine, writer, vault):
    """Keep lists in the archive and return whether they were."""
    keyring = slots.unlock_managed(vault).keyring
    key = keyring.keys[0].public
    writer.submit(lambda db: keys.remember(db, key, now=NOW))

    def keep(lists, seen=None):
        return writer.submit(lambda db: sealed.save(db, lists, key=key, secret=SECRET, seen=seen, now=NOW))

    keep.keyring = keyring
    return keep


def test_the_owner_reads_what_was_kept_and_the_form_knows_the_same(engine, keep):
    assert keep(LISTS)

    with engine.connect() as db:
        assert sealed.read(db, keep.keyring).lists == LISTS
        assert store.blocked(db) == hashes(LISTS, SECRET)


def test_before_anything_is_kept_the_lists_are_empty(engine, keep):
    with engine.connect() as db:
        assert sealed.read(db, keep.keyring) == sealed.Kept()


def test_new_lists_take_the_place_of_the_old(engine, keep):
    keep(LISTS)
    keep(Lists(words=("other",)))

    with engine.connect() as db:
        assert sealed.read(db, keep.keyring).lists == Lists(words=("other",))
        assert len(db.execute(select(document)).all()) == 1
        assert store.blocked(db) == hashes(Lists(words=("other",)), SECRET)


def test_who_was_slower_overwrites_nobody(engine, keep):
    assert keep(LISTS, seen="")
    assert not keep(Lists(words=("other",)), seen="")

    with engine.connect() as db:
        kept = sealed.read(db, keep.keyring)
    assert kept.lists == LISTS
    assert keep(Lists(words=("other",)), seen=kept.id)


def test_another_key_opens_no_list(engine, keep):
    keep(LISTS)

    with engine.connect() as db, pytest.raises(EnvelopeError):
        sealed.read(db, Keyring((PrivateKey.generate(),)))


def test_no_word_of_a_list_lies_in_the_database(engine, keep):
    keep(LISTS)

    with engine.connect() as db:
        envelope = db.execute(select(document.c.envelope)).scalar_one()
    assert b"asino" not in envelope
