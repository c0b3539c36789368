"""What the owner's side relies on when it answers behind a code."""

import json
import logging
import secrets
from datetime import date

from sqlalchemy import insert, update

from formhandler.answers import conversation
from formhandler.schema import message, receipt
from formhandler.vault import keys, slots
from formhandler.vault.envelope import Bound, seal
from formhandler.vault.keys import PublicKey
from tests.formhandler.receipts.conftest import thread_of


def opened(app, reference):
    keys = slots.unlock_managed(app.extensions["config"].data).keyring
    with app.extensions["engine"].connect() as db:
        return conversation.read(db, reference, keys)


def test_the_conversation_knows_the_key_that_its_code_opens(app, sent):
    assert opened(app, sent.reference).receipt is not None


def test_a_key_that_was_swapped_beside_the_code_gets_no_answer(app, sent, caplog):
    """Whoever can write the database could else read every answer to come."""
    swap = update(receipt).values(public=b"x" * 32)
    app.extensions["writer"].submit(lambda db: db.execute(swap))

    with caplog.at_level(logging.ERROR):
        assert opened(app, sent.reference).receipt is None
    assert thread_of(app, sent.reference) in caplog.text


def test_a_message_that_names_the_swapped_key_does_not_vouch_for_it(app, sent):
    """Sealing takes the public half alone: whoever swaps the key can add a message that names it."""
    thread, stranger = thread_of(app, sent.reference), PublicKey(b"x" * 32)
    add = insert(message).values(forged(app, thread, stranger))
    swap = update(receipt).values(public=stranger.raw)
    app.extensions["writer"].submit(lambda db: (db.execute(swap), db.execute(add)))

    assert len(opened(app, sent.reference).messages) == 2
    assert opened(app, sent.reference).receipt is None


def forged(app, thread, stranger):
    """A message in *thread* that looks like one of ours and names the *stranger*'s key."""
    key = keys.present(app.extensions["config"].data, app.extensions["engine"])
    day, last = date(2026, 11, 22), date(2027, 11, 22)
    bound = Bound(id=secrets.token_hex(16), kind="message", day=day, expires_on=last)
    content = {
        "schema": 1,
        "received": "2026-11-22T12:00:00+00:00",
        "lang": "en",
        "notice": "",
        "form": "contact",
    }
    content |= {"fields": {"body": "Hello?"}, "consents": [], "reasons": [], "receipt": stranger.raw.hex()}
    envelope, receipt_key = seal(key, bound, json.dumps(content).encode(), receipt=stranger)
    beside = {"id": bound.id, "kind": bound.kind, "day": day, "expires_on": last, "key_id": key.key_id}
    beside |= {"submission": secrets.token_hex(16), "digest": bytes(32), "reference": "AAAA-AAAA"}
    return {**beside, "thread": thread, "envelope": envelope, "receipt_key": receipt_key}
