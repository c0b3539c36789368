"""
Carrying out an erasure: everything, or nothing of it. One job for the writer.

What goes: entries without a law that keeps them, with their history; the card when nothing is left on it;
permissions, messages, answers, drafts, letters, packages and codes. A prohibition stays as a keyed hash.

What stays: entries that a law has us keep, for that alone; requests and disclosures where the record keeps
them by duty; links in marketing mails that went out, which know a hash and no address, so that one press on
an old mail still ends the marketing.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from formhandler import clock
from formhandler.access import person as people
from formhandler.answers import store as answers
from formhandler.answers.store import Sealed
from formhandler.duties import store as duties
from formhandler.erasure import plan, store
from formhandler.letters import queue
from formhandler.permissions import channels, ledger, points
from formhandler.permissions import store as permissions
from formhandler.register import changing, expiring, moving
from formhandler.register import store as cards
from formhandler.register.card import Card, Head
from formhandler.register.store import Stale
from formhandler.rights import store as rights
from formhandler.rights.case import Step
from formhandler.schema import card as card_table
from formhandler.schema import document, dossier, entry, message, permission, request
from formhandler.vault.rows import Rows
from record import Record

SCHEMA = 1


class Restricted(Exception):
    """The card's data may only be stored (GDPR Art. 18(2)), and nobody has said that this is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The statement on its way by mail."""

    key: bytes  # letters.outbox_key
    mail: Any  # an EmailMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Whose data is erased, as its page showed it, and what is left in its place."""

    card: str
    version: int
    actor: str
    statement: str  # what the person is told; without a name or anything else of theirs
    lang: str
    expires_on: date  # of the line that tells of the erasure
    suppression: bytes  # permissions.channels.suppression_key
    request: str | None = None
    unrestrict: bool = False  # somebody said that the restriction is over
    answer: Sealed | None = None  # the statement in a conversation
    letter: Letter | None = None


def erase(db: Connection, rows: Rows, record: Record, order: Order, *, now: datetime) -> str:
    """
    Erase, and return the id of the line that tells of it.

    Raises:
        Stale: somebody changed the card since its page was made, or it is gone.
        Restricted: the card is restricted.
        EnvelopeError: something of it does not open, so nobody knows what it is.
    """
    row = cards.card_row(db, order.card)
    card = changing.opened(db, rows, order.card) if row is not None else None
    if row is None or card is None or card.merged_into or card.version != order.version:
        raise Stale(order.card)
    if card.restricted and not order.unrestrict:
        raise Restricted(order.card)
    day = clock.day(now)
    found = plan.of(record, card, expiring.standing(db, record, row), today=day)
    ids = [card.id, *moving.merged(db, card.id)]
    _forbid(db, order.suppression, card, day=day)
    counts = {"permissions": store.remove(db, permission, store.lines(db, ids), day=day)}
    counts |= _silence(db, rows, card, ids, order, day=day)
    counts |= _logs(db, record, ids, order, day=day)
    counts["entries"] = store.remove(db, entry, [one.id for one in found.going], day=day)
    for one in found.staying:
        store.narrow(db, one.entry.id, one.purposes, one.until, day=day)
    counts["cards"] = _card(db, rows, record, card, ids, stays=bool(found.staying), day=day)
    if order.answer is not None:
        answers.add(db, order.answer)
        if order.letter is not None:
            queue(db, order.letter.key, document=order.answer.id, mail=order.letter.mail, now=now)
    _tick(db, rows, order, now=now)
    return _note(db, rows, order, counts, stays=plan.counted(one.entry for one in found.staying), now=now)


def _forbid(db: Connection, key: bytes, card: Card, *, day: date) -> None:
    """Every contact point that the card has or had, on each channel that is prohibited (Art. 21(3))."""
    for channel, state in permissions.newest(db, card.id).items():
        if state != channels.PROHIBITED:
            continue
        now = points.of_head(card.head, channel)
        past = points.of_entries(card.head.name, card.entries, channel)
        hashes = [channels.suppression(key, channel, point) for point in dict.fromkeys((*now, *past))]
        ledger.forbid(db, channel, hashes, day=day)


def _silence(
    db: Connection, rows: Rows, card: Card, ids: Iterable[str], order: Order, *, day: date
) -> dict[str, int]:
    """Erase the conversations of the card, and the packages that were handed over."""
    threads = people.threads(db, card, rights.of_card(db, rows, card.id))
    opened = (duties.opened(rows, row) for row in store.packages(db, ids))
    threads |= {content["thread"] for content in opened if content.get("thread")}
    counts = {
        "documents": store.remove(db, document, store.documents(db, threads), day=day),
        "messages": store.remove(db, message, store.messages(db, threads), day=day),
    }
    kept = {order.answer.thread} if order.answer is not None else set()
    store.remove_codes(db, threads - kept)
    return counts


def _logs(db: Connection, record: Record, ids: list[str], order: Order, *, day: date) -> dict[str, int]:
    """Requests and disclosures go where no law has us keep them."""
    counts = {"requests": 0, "disclosures": 0}
    if plan.duty(record, "request") is None:
        gone = store.requests(db, ids, but=order.request)
        counts["requests"] = store.remove(db, request, gone, day=day)
    if plan.duty(record, "disclosure") is None:
        counts["disclosures"] = store.remove(db, dossier, store.notes(db, ids, duties.DISCLOSURE), day=day)
    return counts


def _card(
    db: Connection, rows: Rows, record: Record, card: Card, ids: list[str], *, stays: bool, day: date
) -> int:
    """Erase the card with those that went into it; one that stays is called by what is left on it."""
    if not stays and not cards.contacts(db, card.id):
        return store.remove(db, card_table, [*ids[1:], card.id], day=day)
    store.blank(db, ids)
    store.release(db, card.id)
    left = changing.opened(db, rows, card.id)
    assert left is not None  # it was read in this transaction
    cards.change_card(
        db, card.id, left.version, **cards.sealed_head(rows, card.id, Head.of(left.entries).as_content())
    )
    expiring.recount(db, record, card.id)
    return 0


def _tick(db: Connection, rows: Rows, order: Order, *, now: datetime) -> None:
    case = rights.one(db, rows, order.request) if order.request else None
    if case is None or not case.open or case.article != "17" or "erase" in case.done:
        return
    step = Step(at=now.isoformat(timespec="seconds"), who=order.actor, what="erase")
    done = {**case.done, "erase": order.statement}
    rights.change(db, rows, replace(case, done=done, steps=(*case.steps, step)))


def _note(
    db: Connection,
    rows: Rows,
    order: Order,
    counts: Mapping[str, int],
    *,
    stays: Mapping[str, int],
    now: datetime,
) -> str:
    """How much went and how much stays, by the record's groups; of whom, nobody can tell from it."""
    content = {
        "schema": SCHEMA,
        "actor": order.actor,
        "request": order.request,
        "lang": order.lang,
        "statement": order.statement,
        "gone": dict(counts),
        "stays": dict(stays),
    }
    id = secrets.token_hex(16)
    store.add_statement(
        db,
        {
            "id": id,
            "kind": store.KIND,
            "at": clock.seconds(now),
            "expires_on": order.expires_on,
            "key_id": rows.to,
            "sealed": rows.seal("dossier", id, content),
        },
    )
    return id
