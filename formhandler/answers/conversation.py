"""A conversation, opened: what the visitor sent and what was answered."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from formhandler import keeping, letters
from formhandler.answers import store
from formhandler.answers.answer import MAIL, Answer, Draft
from formhandler.answers.opened import open_answer, open_draft
from formhandler.answers.store import Newest
from formhandler.inbox import store as inbox
from formhandler.inbox.opened import Opened, open_message
from formhandler.inbox.store import Sealed as SealedMessage
from formhandler.receipts import store as receipts
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.keys import Keyring, PublicKey
from record import Record
from record.model.form import Form
from texts import LANGUAGES

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer that was given, and how its letter stands."""

    id: str
    answer: Answer | None  # None: it does not open
    letter: letters.State | None  # None: nothing was mailed
    behind_code: bool  # the visitor reads it with the receipt code
    seq: int

    @property
    def mailed(self) -> bool:
        """The letter carries the answer itself, not only word of it."""
        return self.letter is not None and self.answer is not None and self.answer.via == MAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Everything under one thread that the archive's key opens."""

    thread: str
    reference: str  # by which it was asked for
    messages: tuple[tuple[SealedMessage, Opened], ...]  # the oldest first; what does not open is left out
    unreadable: int  # how many messages were left out
    given: tuple[Given, ...]  # the oldest first
    draft: Draft | None
    draft_broken: bool  # there is one, and it does not open
    receipt: PublicKey | None
    newest: Newest

    @property
    def latest(self) -> Opened | None:
        """The message that an answer answers."""
        return self.messages[-1][1] if self.messages else None

    @property
    def latest_id(self) -> str:
        return self.messages[-1][0].id if self.messages else ""

    @property
    def lang(self) -> str:
        """The visitor's language."""
        return self.latest.lang if self.latest and self.latest.lang in LANGUAGES else LANGUAGES[0]

    def field(self, name: str) -> str:
        """The field as it was filled in last; empty if never."""
        said = (opened.fields.get(name, "") for _, opened in reversed(self.messages))
        return next((text for text in said if text), "")

    def since(self, seen: Newest) -> tuple[Given, ...]:
        """The answers that came after *seen*."""
        return tuple(given for given in self.given if given.seq > seen.answer)

    def last_day(self, record: Record, written: date) -> date:
        """Until when an answer of that day is kept: by the same rule as the message it answers."""
        return keeping.last_day(record, self.form(record), "message", written)

    def form(self, record: Record) -> Form:
        """The form that the visitor used; if the record has dropped it since, the record's first."""
        return keeping.form_of(record, self.latest.form if self.latest else "")


def read(db: Connection, reference: str, keys: Keyring) -> Conversation | None:
    """Open the conversation that the message with *reference* is part of; None if there is none."""
    if (thread := store.thread_of(db, reference)) is None:
        return None
    newest = store.newest(db, thread)
    sealed = inbox.thread(db, thread)
    opened = [(one, _message(one, keys)) for one in sealed]
    messages = tuple((one, message) for one, message in opened if message)
    draft = store.draft(db, thread)
    readable = _draft(draft, keys)
    return Conversation(
        thread=thread,
        reference=reference,
        messages=messages,
        unreadable=len(sealed) - len(messages),
        given=_given(db, thread, keys),
        draft=readable,
        draft_broken=draft is not None and readable is None,
        receipt=_receipt(receipts.public_of(db, thread), thread, [message for _, message in messages]),
        newest=newest,
    )


def _receipt(public: PublicKey | None, thread: str, messages: Iterable[Opened]) -> PublicKey | None:
    """
    The key beside the code, if every message names the same inside: a stranger's would read every answer.

    Every one, because whoever can write the database can add a message of their own, or move one here.
    """
    if public is None or {message.receipt for message in messages} == {public.raw.hex()}:
        return public
    logger.error(
        "The receipt of %s names another key than its messages do; no answer is sealed to it", thread
    )
    return None


def _given(db: Connection, thread: str, keys: Keyring) -> tuple[Given, ...]:
    sealed = store.of_threads(db, [thread])
    states = letters.states(db, [one.id for one in sealed])
    return tuple(
        Given(
            id=one.id,
            answer=_answer(one, keys),
            letter=states.get(one.id),
            behind_code=one.receipt_key is not None,
            seq=one.seq,
        )
        for one in sealed
    )


def _message(sealed: SealedMessage, keys: Keyring) -> Opened | None:
    try:
        return open_message(sealed, keys)
    except EnvelopeError:
        return None


def _answer(sealed: store.Sealed, keys: Keyring) -> Answer | None:
    try:
        return open_answer(sealed, keys)
    except EnvelopeError:
        return None


def _draft(sealed: store.Sealed | None, keys: Keyring) -> Draft | None:
    try:
        return open_draft(sealed, keys) if sealed else None
    except EnvelopeError:
        return None
