"""
The only way anything gets onto a card.

Each function is one job for the writer: it reads the card as it is, opens it, and writes, in one
transaction. *version* is what its page showed; somebody else's change since then raises Stale, and nothing
is written.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from formhandler import clock
from formhandler.register import clocks, expiring, heading, store
from formhandler.register.card import Card, Entry, Head, New, content_of
from formhandler.register.clocks import Standing
from formhandler.register.store import Stale
from formhandler.vault.rows import Rows
from record import Record

__all__ = ["Stale", "add", "correct", "create", "create_many", "opened", "relate", "take_away"]


def opened(db: Connection, rows: Rows, id: str) -> Card | None:
    """
    The card *id* with all its entries; None when there is none.

    Raises:
        EnvelopeError: it, or one of its entries, does not open.
    """
    row = store.card_row(db, id)
    if row is None:
        return None
    entries = heading.entries(db, rows, id)
    head = Head.from_content(heading.content(db, rows, id, row["key_id"], row["sealed"]))
    names = set(Card.__dataclass_fields__) - {"head", "entries"}
    return Card(**{name: row[name] for name in names}, head=head, entries=entries)


def create(
    db: Connection,
    rows: Rows,
    record: Record,
    *,
    kind: str,
    news: Iterable[New],
    actor: str,
    now: datetime,
    relation: str = clocks.NONE,
    ended_on: date | None = None,
    organisation: str | None = None,
) -> str:
    """Make a card with these entries and return its id."""
    id, day, facts = new_id(), clock.day(now), list(news)
    columns = {"kind": kind, "organisation": organisation, "day": day, "relation": relation}
    store.add_card(
        db, rows, id, Head().as_content(),
        {**columns, "ended_on": ended_on, "inform_by": inform_by(record, facts, day)},
    )  # fmt: skip
    for new in facts:
        _write(db, rows, record, id, new, actor=actor, now=now)
    _behead(db, rows, id, version=1)
    return id


def create_many(
    db: Connection,
    rows: Rows,
    record: Record,
    *,
    kind: str,
    cards: Mapping[str, Sequence[New]],
    actor: str,
    now: datetime,
    relation: str = clocks.NONE,
) -> None:
    """
    Make cards as `create` does, in two statements for all of them. Not for contact persons.

    Args:
        cards: The new card's id → its entries; ids as `new_id` makes them.
    """
    day, standing = clock.day(now), Standing(relation=relation)  # who is new has permitted nothing
    heads, entries = [], []
    for id, news in cards.items():
        for new in news:
            purposes = new.purposes or clocks.usual(record, new.group, relation)
            values, content = _columns(record, id, new, purposes, standing, actor=actor, now=now)
            entries.append(store.sealed_entry(rows, new_id(), content, values))
        columns = {"id": id, "kind": kind, "organisation": None, "day": day, "relation": relation}
        columns |= {"ended_on": None, "inform_by": inform_by(record, news, day)}
        heads.append(columns | store.sealed_head(rows, id, Head.of(news).as_content()))
    if heads:
        store.add_many(db, heads, entries)


def new_id() -> str:
    """Of a card or an entry: random, 32 hex digits."""
    return secrets.token_hex(16)


def add(
    db: Connection, rows: Rows, record: Record, id: str, version: int, new: New, *, actor: str, now: datetime
) -> str:
    """Write a new entry on card *id* and return the entry's id. Raises Stale."""
    written = _write(db, rows, record, id, new, actor=actor, now=now)
    _begin_to_inform(db, record, id, new, clock.day(now))
    _behead(db, rows, id, version)
    return written


def correct(
    db: Connection,
    rows: Rows,
    record: Record,
    version: int,
    old: Entry,
    new: New,
    *,
    actor: str,
    now: datetime,
) -> str:
    """Write *new* in the place of *old*, which stays beside it as history. Raises Stale."""
    written = _write(db, rows, record, old.card, new, actor=actor, now=now)
    store.change_entry(db, old.id, replaced_by=written)
    _behead(db, rows, old.card, version)
    return written


def take_away(db: Connection, rows: Rows, version: int, old: Entry) -> None:
    """Let *old* no longer hold, without another in its place; it stays as history. Raises Stale."""
    store.change_entry(db, old.id, replaced_by=old.id)
    _behead(db, rows, old.card, version)


def relate(
    db: Connection, record: Record, id: str, version: int, relation: str, ended_on: date | None
) -> None:
    """
    Say how the card's customer relationship stands; its entries' last days follow. Raises Stale.

    Of whom was no customer and becomes one, what was kept for the usual purposes is kept for a customer's: it
    would go in the middle of the relationship otherwise.
    """
    row = store.card_row(db, id)
    store.change_card(db, id, version, relation=relation, ended_on=ended_on)
    if row is not None and row["relation"] == clocks.NONE:
        for card in (id, *(contact["id"] for contact in store.contacts(db, id))):
            _widen(db, record, card, relation)
    expiring.recount(db, record, id)


def _widen(db: Connection, record: Record, card: str, relation: str) -> None:
    for one in store.entry_rows(db, card):
        group, purposes = one["data_group"], one["purposes"]
        if purposes == " ".join(clocks.usual(record, group, clocks.NONE)):
            store.change_entry(db, one["id"], purposes=" ".join(clocks.usual(record, group, relation)))


def inform_by(record: Record, news: Iterable[New], day: date) -> date | None:
    """The last day to tell a person whose facts came on *day* from somebody else (GDPR Art. 14(3)(a))."""
    sources = {source.id: source.inform_within for source in record.sources}
    limits = [within.add_to(day) for new in news if (within := sources.get(new.source)) is not None]
    return min(limits, default=None)


def _write(
    db: Connection, rows: Rows, record: Record, card: str, new: New, *, actor: str, now: datetime
) -> str:
    row = store.card_row(db, card)
    if row is None:
        raise Stale(card)
    id, standing = new_id(), expiring.standing(db, record, row)
    usual = clocks.usual(record, new.group, standing.relation)
    agreed = expiring.consented(db, record, card, new.group)
    purposes = new.purposes or tuple(dict.fromkeys((*usual, *agreed)))
    values, content = _columns(record, card, new, purposes, standing, actor=actor, now=now)
    store.add_entry(db, rows, id, content, values)
    return id


def _columns(
    record: Record,
    card: str,
    new: New,
    purposes: tuple[str, ...],
    standing: Standing,
    *,
    actor: str,
    now: datetime,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """An entry's columns in clear, and what is sealed beside them."""
    day = clock.day(now)
    until = clocks.last_day(record, purposes, new.of, standing)
    values: dict[str, Any] = {"card": card, "data_group": new.group, "purposes": " ".join(purposes)}
    values |= {"source": new.source, "of": new.of, "day": day, "expires_on": max(until, day)}
    return values, content_of(card, replace(new, purposes=purposes), actor=actor, now=now)


def _begin_to_inform(db: Connection, record: Record, id: str, new: New, day: date) -> None:
    """A person of whom nothing had come from elsewhere has to be told now that something does."""
    row, limit = store.card_row(db, id), inform_by(record, [new], day)
    if row is not None and limit is not None and row["inform_by"] is None:
        store.set_inform_by(db, id, limit)


def _behead(db: Connection, rows: Rows, id: str, version: int) -> None:
    """Give the card the head that its entries make now."""
    card = opened(db, rows, id)
    if card is None:
        raise Stale(id)
    head = Head.of(card.entries)
    store.change_card(db, id, version, **store.sealed_head(rows, id, head.as_content()))
