"""What the page of a message shows of answering: the answers given, the form, and what may be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from flask import current_app, g
from sqlalchemy import Connection

from formhandler import clock, letters
from formhandler.answers import conversation as conversations
from formhandler.answers import law, said, store
from formhandler.answers.conversation import Conversation, Given
from formhandler.answers.opened import open_template
from formhandler.answers.sending import UNDO
from formhandler.answers.template import Template
from formhandler.answers.writing import Writing
from formhandler.letters.compose import BadAddress, address
from formhandler.owner import page
from formhandler.owner.session import Session
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.keys import Keyring
from record import Record
from texts import Translator, translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer as it is shown, with what may be done about its letter."""

    given: Given
    words: str  # how its letter stands; empty when nothing was mailed
    mark: str  # of the letter: wait, done, wrong, none
    may_take_back: bool
    may_edit: bool  # it was refused: change it and send it again
    may_resend: bool  # it may have arrived: the writer decides

    @property
    def at(self) -> datetime | None:
        """When it was written; None if that could not be opened."""
        return self.given.answer.written if self.given.answer else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Everything that answers/_line.html, _standing.html and _write.html need, under the name `panel`."""

    conversation: Conversation
    lines: tuple[Line, ...]
    writing: Writing
    errors: Mapping[str, str] = field(default_factory=dict)
    templates: tuple[Template, ...] = ()
    duty: law.Duty | None = None
    mail_set: bool = True  # a mail server is set up
    may_write: bool = True

    @property
    def email(self) -> str:
        """The visitor's address; empty when none was left."""
        return self.conversation.field("email")

    @property
    def phone(self) -> str:
        return self.conversation.field("phone")

    @property
    def mailable(self) -> bool:
        """Mail can be sent to the address that the visitor left."""
        try:
            address(self.email)
        except BadAddress:
            return False
        return True

    def with_writing(self, writing: Writing, errors: Mapping[str, str]) -> Self:
        """The same with another text in the form, and what is wrong with it."""
        return replace(self, writing=writing, errors=errors)


def of(reference: str, *, now: datetime) -> Panel | None:
    """
    The panel of the conversation that *reference* is part of, for the session of this request.

    The form holds the draft, or a subject in the visitor's language. None when there is no such message.
    """
    session: Session = g.session
    t = translator(page.lang())
    with current_app.extensions["reader"].connect() as db:
        found = conversations.read(db, reference, session.keyring)
        if found is None:
            return None
        offered = templates(db, session.keyring, found.lang)
    return Panel(
        conversation=found,
        lines=tuple(line(given, t, now=now) for given in found.given),
        writing=_beginning(found),
        templates=offered,
        duty=_duty(found, t, current_app.extensions["record"]),
        mail_set=current_app.extensions["config"].mail_url is not None,
        may_write=session.user.may("staff") and bool(found.messages),
    )


def templates(db: Connection, keys: Keyring, lang: str) -> tuple[Template, ...]:
    """Every template that opens, by name, those in *lang* first."""
    opened = []
    for sealed in store.templates(db):
        try:
            opened.append(open_template(sealed, keys))
        except EnvelopeError:
            continue  # the page of templates tells of it
    return tuple(sorted(opened, key=lambda one: (lang not in one.texts, one.name.casefold())))


def line(given: Given, t: Translator, *, now: datetime) -> Line:
    """How one answer is shown at *now*."""
    state = given.letter.state if given.letter else ""
    written = given.answer.written if given.answer else None
    fresh = written is not None and now - written <= UNDO
    return Line(
        given=given,
        words=letters.words(given.letter, t) if given.letter else "",
        mark=_MARKS.get(state, "none"),
        may_take_back=given.answer is not None and (state == "waiting" or (not state and fresh)),
        may_edit=given.answer is not None and state == "failed",
        may_resend=given.letter is not None and given.letter.can_resend,
    )


def _beginning(found: Conversation) -> Writing:
    notify = bool(found.field("email"))
    if found.draft:
        return Writing.of_draft(found.draft, seen=found.newest, notify=notify)
    subject = said.subject(found) if found.messages else ""
    return Writing.new(seen=found.newest, subject=subject, notify=notify)


def _duty(found: Conversation, t: Translator, record: Record) -> law.Duty | None:
    """Of the latest request that has come; it stays until the conversation is erased."""
    asked = [one for _, one in found.messages if one.request]
    duties = [law.duty(one.request, clock.day(one.received), t, record) for one in asked]
    return next((duty for duty in reversed(duties) if duty), None)


_MARKS = {
    "waiting": "wait",
    "sending": "wait",
    "sent": "done",
    "failed": "wrong",
    "doubtful": "wrong",
    "bounced": "wrong",
}
