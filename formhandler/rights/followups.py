"""
Requests that visitors sent from the page behind their receipt code.

They are read from the inbox itself, whichever state and kind they are in, until one press makes each a
request of the desk: so none is lost, and none is counted twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from formhandler import clock
from formhandler.answers.law import ARTICLES
from formhandler.inbox import store as inbox
from formhandler.inbox.entry import Entry
from formhandler.inbox.index import Index
from formhandler.inbox.opened import Opened, open_message
from formhandler.rights import deadlines
from formhandler.rights.case import Case
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.keys import Keyring
from record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One that nobody has taken to the desk yet."""

    reference: str
    sender: str
    start: str
    article: str
    received_on: date
    due_on: date


def waiting(index: Index, record: Record, taken: Iterable[str]) -> list[FollowUp]:
    """Those of the inbox that are no request of the desk yet, the most urgent first."""
    known = set(taken)
    found = [_of(entry, index, record) for entry in index.asking(ARTICLES) if entry.id not in known]
    return sorted((one for one in found if one), key=lambda one: one.due_on)


def case_of(db: Connection, keys: Keyring, record: Record, reference: str) -> Case | None:
    """
    The request that the follow-up *reference* makes; None when it is gone or asks for nothing.

    Who uses a receipt code is who wrote the first message: that is check enough of the identity.
    """
    sealed = inbox.one(db, reference)
    if sealed is None:
        return None
    opened = open_message(sealed, keys)
    if opened.request not in ARTICLES:
        return None
    article, received = ARTICLES[opened.request], clock.day(opened.received)
    people = [one for one in (_open(other, keys) for other in inbox.thread(db, sealed.thread)) if one]
    return Case(
        article=article,
        way="web",
        received_on=received,
        due_on=deadlines.due(received, deadlines.of_article(record, article)),
        who=_first(one.sender for one in people),
        contact=_first(one.fields.get("email") or one.fields.get("phone") or "" for one in people),
        asked=opened.fields.get("body", ""),
        thread=sealed.thread,
        message=sealed.id,
        reference=sealed.reference,
        identity="receipt",
    )


def _of(entry: Entry, index: Index, record: Record) -> FollowUp | None:
    if entry.when is None:
        return None
    article, received = ARTICLES[entry.request], clock.day(entry.when)
    return FollowUp(
        reference=entry.reference,
        sender=index.sender(entry),
        start=entry.start,
        article=article,
        received_on=received,
        due_on=deadlines.due(received, deadlines.of_article(record, article)),
    )


def _open(sealed: inbox.Sealed, keys: Keyring) -> Opened | None:
    try:
        return open_message(sealed, keys)
    except EnvelopeError:
        return None


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
