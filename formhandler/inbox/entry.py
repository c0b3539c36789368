"""What the inbox keeps of each message and answer in memory, while somebody has unlocked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from formhandler.answers.answer import Answer
from formhandler.answers.store import Sealed as SealedAnswer
from formhandler.inbox.opened import Opened
from formhandler.inbox.store import Sealed
from formhandler.search import words
from formhandler.vault.envelope import EnvelopeError

CLIP = 160  # characters of the beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message or answer, as light as a list needs it."""

    key: int  # a message's order number; an answer's with a minus
    id: str
    reference: str  # of an answer: empty, it has none
    thread: str
    when: datetime | None  # UTC; None of what does not open
    sender: str  # by what the sender can be called, or the answer's writer; empty when anonymous
    addresses: frozenset[str]  # normalised email and telephone number
    start: str  # how it begins, on one line
    lang: str
    request: str  # of a follow-up: reply, correct, object or erase
    signs: tuple[str, ...] = ()  # of spam, by their codes
    problem: EnvelopeError | None = None  # why it does not open

    @classmethod
    def of_message(cls, sealed: Sealed, opened: Opened) -> Self:
        return cls(
            key=sealed.seq,
            id=sealed.id,
            reference=sealed.reference,
            thread=sealed.thread,
            when=opened.received,
            sender=opened.sender,
            addresses=addresses(opened.fields.get("email", ""), opened.fields.get("phone", "")),
            start=_start(opened.fields.get("body", "")),
            lang=opened.lang,
            request=opened.request,
            signs=tuple(code for code, _ in opened.reasons),
        )

    @classmethod
    def of_answer(cls, sealed: SealedAnswer, answer: Answer) -> Self:
        return cls(
            key=-sealed.seq,
            id=sealed.id,
            reference="",
            thread=sealed.thread or "",
            when=answer.written,
            sender=answer.by,
            addresses=frozenset(),
            start=_start(answer.body),
            lang=answer.lang,
            request="",
        )

    @classmethod
    def unopened(cls, sealed: Sealed, problem: EnvelopeError) -> Self:
        """A message that could not be opened: it hides no other, and is not hidden."""
        return cls(
            key=sealed.seq,
            id=sealed.id,
            reference=sealed.reference,
            thread=sealed.thread,
            when=None,
            sender="",
            addresses=frozenset(),
            start="",
            lang="",
            request="",
            problem=problem,
        )


def addresses(email: str, phone: str) -> frozenset[str]:
    """By which two messages are known to be of one sender: however they were typed, they are the same."""
    found = {email.strip().casefold(), words.digits(phone)}
    return frozenset(found - {""})


def _start(text: str) -> str:
    """The beginning on one line; cut before joining, because a text may be long."""
    flat = " ".join(text[: 2 * CLIP].split())
    return flat if len(flat) <= CLIP else flat[: CLIP - 1].rstrip() + "…"
