"""What the owner's side relies on when it answers behind a code."""

import logging

from sqlalchemy import update

from formhandler.answers import conversation
from formhandler.schema import receipt
from formhandler.vault import slots
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
