"""An answer, its letter, the messages' state and the draft: all in one transaction, or none of it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from formhandler import letters
from formhandler.answers import store
from formhandler.answers.outgoing import Outgoing
from formhandler.answers.store import Sealed

#: How long an answer behind the receipt code can be taken back. Nothing tells whether it was read meanwhile.
UNDO = timedelta(minutes=1)


class Gone(Exception):
    """The conversation is no longer there: it was erased, or its last day has passed."""


class Overtaken(Exception):
    """The conversation went on since the writer looked at it: another answer, or another message."""


class TakenBack(Exception):
    """This very answer was sent and taken back; its page must not send it again by being repeated."""


class Left(Exception):
    """The answer can't be taken back any more."""


def send(db: Connection, outgoing: Outgoing, outbox_key: bytes, *, now: datetime) -> bool:
    """
    Keep the answer, queue its letter, and let its draft go.

    Returns:
        False when it was sent already: a double click.
    Raises:
        Gone, Overtaken, TakenBack: nothing was changed.
    """
    sealed = outgoing.sealed
    thread = _thread(sealed)
    # First, so that of two processes on one PostgreSQL the second waits here until the first is done.
    if not store.mark(db, thread, "answered"):
        raise Gone
    if store.one(db, sealed.id, store.ANSWER):
        return False
    if letters.states(db, [sealed.id]):
        raise TakenBack
    if store.newest(db, thread).goes_beyond(outgoing.seen):
        raise Overtaken
    store.add(db, sealed)
    if outgoing.mail:
        letters.queue(db, outbox_key, document=sealed.id, mail=outgoing.mail, now=now)
    store.remove_draft(db, thread)
    return True


def save_draft(db: Connection, sealed: Sealed) -> None:
    """Keep this draft as the conversation's only one. Raises Gone."""
    if not store.newest(db, _thread(sealed)).message:
        raise Gone
    store.remove_draft(db, _thread(sealed))
    store.add(db, sealed)


def drop_draft(db: Connection, thread: str) -> None:
    """Let the conversation's draft go, if there is one."""
    store.remove_draft(db, thread)


def take_back(db: Connection, id: str, draft: Sealed, *, written: datetime, now: datetime) -> None:
    """
    Let the answer *id* not leave, and keep its words as *draft*.

    A mail can be taken back as long as it waits, and when the server refused it for good; an answer that
    only lies behind the receipt code for UNDO after it was *written*.

    Raises:
        Left: it has left, or is being sent; nothing was changed.
    """
    if not _held(db, id, written=written, now=now) or not store.remove(db, id, store.ANSWER):
        raise Left
    store.remove_draft(db, _thread(draft))
    store.add(db, draft)
    store.mark(db, _thread(draft), "open")


def _held(db: Connection, id: str, *, written: datetime, now: datetime) -> bool:
    """Whether nothing of it has left; from here on nothing of it does."""
    letter = letters.states(db, [id]).get(id)
    if letter is None:
        return now - written <= UNDO
    if letter.state == "failed":
        letters.leave(db, id)
        return True
    return letters.cancel(db, id)


def _thread(sealed: Sealed) -> str:
    assert sealed.thread is not None  # the schema has it so for answers and drafts
    return sealed.thread
