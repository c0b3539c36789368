"""Sealing what the owner wrote, and the letter that goes with it: before the transaction, which is short."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

from formhandler import clock, letters
from formhandler.answers import said, store
from formhandler.answers.answer import MAIL, Answer, Draft
from formhandler.answers.conversation import Conversation
from formhandler.answers.store import Newest, Sealed
from formhandler.answers.template import Template
from formhandler.answers.writing import Writing
from formhandler.config import Config
from formhandler.vault.envelope import Bound, seal
from formhandler.vault.keys import PublicKey
from record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """An answer that is ready to go."""

    sealed: Sealed
    seen: Newest  # what its writer has seen of the conversation
    mail: EmailMessage | None  # the letter that carries it, or only says that it is there


def answer_of(writing: Writing, via: str, talk: Conversation, *, by: str, now: datetime) -> Answer:
    """What is kept of *writing*, and what the visitor reads."""
    return Answer(
        written=now.replace(microsecond=0),
        lang=talk.lang,
        subject=writing.subject,
        body=writing.body,
        quote=said.quote(talk) if writing.quote and via == MAIL else "",
        by=by,
        via=via,
        answers=talk.latest_id,
    )


def prepare(
    answer: Answer, writing: Writing, talk: Conversation, record: Record, config: Config, *, to: PublicKey
) -> Outgoing:
    """
    Seal *answer* to the archive's key and to the conversation's receipt, and write its letter.

    Raises:
        letters.BadAddress: no mail can be sent to the address that the visitor left.
    """
    day = clock.day(answer.written)
    bound = Bound(
        id=writing.document_id(talk.thread, answer.via),
        kind=store.ANSWER,
        day=day,
        expires_on=talk.last_day(record, day),
    )
    return Outgoing(
        sealed=sealed(bound, answer.as_payload(), talk.thread, to, talk.receipt),
        seen=writing.seen,
        mail=_mail(answer, writing, talk, record, config),
    )


def draft(saved: Draft, talk: Conversation, record: Record, *, to: PublicKey) -> Sealed:
    """*saved*, sealed to the archive's key alone."""
    day = clock.day(saved.saved)
    bound = Bound(id=secrets.token_hex(16), kind=store.DRAFT, day=day, expires_on=talk.last_day(record, day))
    return sealed(bound, saved.as_payload(), talk.thread, to, None)


def template(kept: Template, *, day: date, to: PublicKey) -> Sealed:
    """A template, kept until it is changed or deleted."""
    bound = Bound(id=kept.id or secrets.token_hex(16), kind=store.TEMPLATE, day=day, expires_on=date.max)
    return sealed(bound, kept.as_payload(), None, to, None)


def _mail(
    answer: Answer, writing: Writing, talk: Conversation, record: Record, config: Config
) -> EmailMessage | None:
    if answer.via == MAIL:
        subject, body = answer.subject, answer.text
    elif writing.notify and talk.field("email"):
        subject, body = said.waiting(talk, record)
    else:
        return None
    return letters.compose(
        record, config, to=talk.field("email"), subject=subject, body=body, lang=answer.lang
    )


def sealed(
    bound: Bound, payload: bytes, thread: str | None, to: PublicKey, receipt: PublicKey | None
) -> Sealed:
    """*payload* as a row of `document`."""
    envelope, receipt_key = seal(to, bound, payload, receipt=receipt)
    return Sealed(
        id=bound.id,
        kind=bound.kind,
        thread=thread,
        day=bound.day,
        expires_on=bound.expires_on,
        key_id=to.key_id,
        envelope=envelope,
        receipt_key=receipt_key,
    )
