"""The receipt code's rows, on both databases."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import delete, insert

from formhandler.receipts import store
from formhandler.schema import archive_key, document, message

ROW = {"lookup": b"l" * 16, "public": b"p" * 32, "private": b"s" * 60}
DAY = date(2026, 11, 22)
SEALED = {"day": DAY, "expires_on": DAY, "key_id": "0" * 16, "envelope": b"sealed"}


@pytest.fixture
def filled(writer):
    """A conversation of one message, with its code."""
    key = {"key_id": "0" * 16, "public": bytes(32), "created_at": 0}
    one = {"id": "1" * 32, "thread": "1" * 32, "submission": "s", "digest": bytes(32), "kind": "message"}
    row = {**one, **SEALED, "reference": "AAAA-AAAA", "receipt_key": b"wrapped"}
    writer.submit(lambda db: db.execute(insert(archive_key).values(key)))
    writer.submit(lambda db: db.execute(insert(message).values(row)))
    writer.submit(partial(store.add, thread="1" * 32, **ROW))
    return writer


def asked(engine, question, *values):
    with engine.connect() as db:
        return question(db, *values)


def test_the_salt_is_made_once(engine, writer):
    assert asked(engine, store.salt) is None

    first = writer.submit(partial(store.make_salt, size=16))

    assert writer.submit(partial(store.make_salt, size=16)) == first == asked(engine, store.salt)
    assert len(first) == 16


def test_a_code_is_kept_once_and_found_by_its_lookup(engine, filled):
    assert filled.submit(partial(store.add, thread="1" * 32, **ROW)), "the same page, loaded twice"

    assert asked(engine, store.find, ROW["lookup"]).thread == "1" * 32
    assert asked(engine, store.find, b"x" * 16) is None
    assert asked(engine, store.public_of, "1" * 32).raw == ROW["public"]
    assert asked(engine, store.public_of, "2" * 32) is None


def test_a_code_never_passes_to_another_conversation(filled, engine):
    assert not filled.submit(partial(store.add, thread="2" * 32, **ROW))
    assert asked(engine, store.find, ROW["lookup"]).thread == "1" * 32


def test_only_answers_that_the_code_opens_are_given_out(engine, filled):
    ways = [("answer", b"wrapped"), ("answer", None), ("draft", b"wrapped")]
    for number, (kind, wrapped) in enumerate(ways):
        row = {"id": str(number) * 32, "kind": kind, "thread": "1" * 32, "receipt_key": wrapped, **SEALED}
        filled.submit(lambda db, row=row: db.execute(insert(document).values(row)))

    assert [one.bound.id for one in asked(engine, store.answers, "1" * 32)] == ["0" * 32]
    assert [one.reference for one in asked(engine, store.messages, "1" * 32)] == ["AAAA-AAAA"]


def test_a_code_goes_when_nothing_is_left_that_it_opens(engine, filled):
    answer = {"id": "3" * 32, "kind": "answer", "thread": "1" * 32, "receipt_key": b"wrapped", **SEALED}
    filled.submit(lambda db: db.execute(insert(document).values(answer)))
    assert filled.submit(store.expire) == 0
    filled.submit(lambda db: db.execute(delete(message)))
    assert filled.submit(store.expire) == 0, "the answer is still there"

    filled.submit(lambda db: db.execute(delete(document)))

    assert filled.submit(store.expire) == 1
    assert asked(engine, store.find, ROW["lookup"]) is None
