"""Everything that the desk holds of one person, opened: what a package is made of and an erasure looks at."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from formhandler import clock
from formhandler.access import looks, store
from formhandler.access.looks import Look
from formhandler.answers import conversation
from formhandler.answers.conversation import Conversation
from formhandler.consent.event import Event
from formhandler.duties import store as duties
from formhandler.duties.disclosure import Disclosure
from formhandler.permissions import channels, ledger, points
from formhandler.permissions import store as permissions
from formhandler.permissions.ledger import Line
from formhandler.register import changing, expiring, heading, moving
from formhandler.register import store as cards
from formhandler.register.card import Card, Head
from formhandler.register.clocks import Standing
from formhandler.rights import store as rights
from formhandler.rights.case import Case
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.keys import Keyring
from formhandler.vault.rows import Rows
from record import Record

logger = logging.getLogger(__name__)
EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Given:
    """One time that data of this person went to somebody: a disclosure, or a file that was written."""

    at: datetime  # UTC
    recipient: str
    what: str
    why: str
    ground: str = ""  # of duties.disclosure.GROUNDS; of a file nothing
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One card with all that belongs to it; an organisation's contact persons are others."""

    card: Card
    merged: tuple[str, ...]  # cards that went into it
    standing: Standing
    firm: str  # name of a contact person's organisation
    ledger: tuple[Line, ...]  # the newest first
    suppressed: tuple[tuple[str, str], ...]  # channel and contact point that a keyed hash forbids
    talks: tuple[Conversation, ...]
    requests: tuple[Case, ...]
    disclosures: tuple[Given, ...]
    exports: tuple[Given, ...]
    lists: tuple[tuple[str, date], ...]  # channel and day of a marketing list
    events: Mapping[str, Event]  # of the consent record, by id
    looks: tuple[Look, ...]
    closed: int  # lines of the law's logs that do not open

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.card.id, *self.merged)

    @property
    def lang(self) -> str:
        """The language that the person wrote in last; empty when they never did."""
        return self.talks[-1].lang if self.talks else ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What it takes to open a person: the keys, and the record by which it is read."""

    rows: Rows
    keys: Keyring
    record: Record
    suppression: bytes  # permissions.channels.suppression_key
    roles: Mapping[str, str]  # user's name → role


def read(db: Connection, opening: Opening, id: str) -> Person | None:
    """
    Everything of the card *id*; None when there is none, or it went into another.

    Raises:
        EnvelopeError: the card, one of its entries or lines does not open: it would not be everything.
    """
    row = cards.card_row(db, id)
    card = changing.opened(db, opening.rows, id) if row is not None else None
    if row is None or card is None or card.merged_into is not None:
        return None
    merged = tuple(moving.merged(db, id))
    ids, requests = (id, *merged), tuple(rights.of_card(db, opening.rows, id))
    talks = _talks(db, opening.keys, card, requests)
    shown = {opened.reference for talk in talks for _, opened in talk.messages}
    given = list(_exports(db, opening.rows, card, ids))
    told = [_disclosure(opening.rows, one) for one in store.notes(db, ids, duties.DISCLOSURE)]
    return Person(
        card=card,
        merged=merged,
        standing=expiring.standing(db, opening.record, row),
        firm=_name(db, opening.rows, card.organisation),
        ledger=tuple(ledger.lines(db, opening.rows, id)),
        suppressed=tuple(suppressed(db, opening.suppression, card)),
        talks=talks,
        requests=requests,
        disclosures=tuple(one for one in told if one is not None),
        exports=tuple(one for one in given if one is not None),
        lists=tuple(store.lists(db, ids)),
        events=_events(db, talks),
        looks=tuple(looks.of(db, opening.keys, {*ids, *shown}, opening.roles)),
        closed=told.count(None) + given.count(None),
    )


def suppressed(db: Connection, key: bytes, card: Card) -> Iterator[tuple[str, str]]:
    """Channel and contact point of *card*, present or past, that a keyed hash forbids."""
    forbidden = permissions.suppressed(db)
    for channel in channels.CHANNELS:
        now = points.of_head(card.head, channel)
        past = points.of_entries(card.head.name, card.entries, channel)
        for point in dict.fromkeys((*now, *past)):
            if channels.suppression(key, channel, point) in forbidden:
                yield channel, point


def threads(db: Connection, card: Card, requests: Iterable[Case]) -> set[str]:
    """The conversations that were put on *card*, and those of the person's requests."""
    put = {entry.message for entry in card.entries if entry.message}
    return store.threads(db, put) | {case.thread for case in requests if case.thread}


def _talks(db: Connection, keys: Keyring, card: Card, requests: Iterable[Case]) -> tuple[Conversation, ...]:
    references = store.first_references(db, threads(db, card, requests))
    found = (conversation.read(db, reference, keys) for reference in references)
    return tuple(talk for talk in found if talk is not None)


def _events(db: Connection, talks: Iterable[Conversation]) -> dict[str, Event]:
    ids = [
        consent["event"]
        for talk in talks
        for _, opened in talk.messages
        for consent in opened.consents
        if consent["event"]
    ]
    return {id: Event.read(body) for id, body in store.events(db, ids).items()}


def _disclosure(rows: Rows, row: RowMapping) -> Given | None:
    """Whose data it was is left out: the line may name others."""
    try:
        one = Disclosure.from_content(duties.opened(rows, row))
    except EnvelopeError as error:
        logger.error("A disclosure is missing from a package: %s", error)
        return None
    return Given(_at(row), one.recipient, one.what, one.why, one.ground, one.law)


def _exports(db: Connection, rows: Rows, card: Card, ids: Sequence[str]) -> Iterator[Given | None]:
    """Files of this card, and of the whole register since the card was made."""
    midnight = datetime(card.day.year, card.day.month, card.day.day, tzinfo=clock.HELSINKI)
    all_cards = store.notes_of_all(db, EXPORT, since=clock.seconds(midnight))
    for row in (*store.notes(db, ids, EXPORT), *all_cards):
        try:
            content: dict[str, Any] = duties.opened(rows, row)
        except EnvelopeError as error:
            logger.error("An export is missing from a package: %s", error)
            yield None
            continue
        if content.get("own") or not _was_in(card, row, content):
            continue
        yield Given(
            _at(row), content.get("recipient", ""), content.get("format", ""), content.get("purpose", "")
        )


def _was_in(card: Card, row: RowMapping, content: Mapping[str, Any]) -> bool:
    """Not in a file that names its cards, or is of one channel: of marketing lists the links tell."""
    if row["card"] is not None:
        return True
    named = content.get("cards")
    return card.id in named if isinstance(named, list) else "channel" not in content


def _name(db: Connection, rows: Rows, id: str | None) -> str:
    row = cards.card_row(db, id) if id else None
    if row is None:
        return ""
    return Head.from_content(heading.content(db, rows, row["id"], row["key_id"], row["sealed"])).name


def _at(row: RowMapping) -> datetime:
    at = clock.moment(row["at"])
    assert at is not None  # every line has its time
    return at
