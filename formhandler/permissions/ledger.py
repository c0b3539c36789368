"""
The ledger: the one way in which a permission or a prohibition is written down.

Each line is one job for the writer, all of it in the caller's transaction: the line, what it forbids or
allows again by keyed hash, the tombstone of that, and the last days of the card's entries.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from formhandler import clock
from formhandler.backups import tombstones
from formhandler.permissions import channels, gate, points, store
from formhandler.permissions.channels import ENDED, EXCEPTION, PERMITTED, PROHIBITED
from formhandler.register import clocks, expiring, fields
from formhandler.register import store as cards
from formhandler.register.card import Head
from formhandler.register.heading import content
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.rows import Rows
from record import Record
from record.model.purpose import CONSENT, Purpose
from record.model.sharing import Channel

SCHEMA = 1
#: Clocks that begin when a permission ends.
ENDING = ("permission.ended", "consent.ended")
#: Columns of a line that a reader is shown as they are.
CLEAR = ("id", "channel", "state", "how", "expires_on", "event", "text")


class Refused(ValueError):
    """The ledger does not take this line; its text is one of the reasons below."""


NO_CARD = "there is no such card, or it was merged into another"
NO_WORDS = "a permission needs the exact words that were accepted"
NO_EXCEPTION = "the record declares no customer exception on this channel"
NO_CUSTOMER = "only a person who is a customer can have the customer exception"
NOTHING_ENDS = "nothing is permitted on this channel that could end"
NOT_BY_IMPORT = "an import brings no permissions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said, and how it is known."""

    channel: str  # of channels.CHANNELS
    state: str  # of channels.STATES
    how: str  # of channels.WAYS
    actor: str = ""  # who wrote it down; nobody was signed in when a person did it by themselves
    note: str = ""
    words: str = ""  # the words that were accepted, as they were spoken or written
    text: str | None = None  # or the hash of a form's box in consent_text
    event: str | None = None  # id of the consent event of that box


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the ledger, opened."""

    id: str
    channel: str
    state: str
    how: str
    at: datetime  # UTC
    expires_on: date
    event: str | None
    text: str | None
    actor: str
    note: str
    words: str  # that were accepted; empty: none were


def say(
    db: Connection,
    rows: Rows | None,
    record: Record,
    key: bytes,
    card: str,
    said: Said,
    *,
    now: datetime,
    known: Iterable[bytes] = (),
) -> str:
    """
    Write a line on *card*, and return its id.

    A prohibition suppresses every contact point that the card has for the channel, as far as *rows* can open
    it, and *known*. A permission releases them: the person themselves asks to be reached again.

    Args:
        rows: None while nobody is signed in; nothing of the line is sealed then.
        key: channels.suppression_key of the handler's secret.
        known: Hashes of contact points that are known without opening the card.
    Raises:
        Refused: the ledger does not take it; nothing is written.
    """
    row = cards.card_row(db, card)
    if row is None or row["merged_into"] is not None:
        raise Refused(NO_CARD)
    _check(db, record, dict(row), said)
    id, day = secrets.token_hex(16), clock.day(now)
    sealed: dict[str, Any] = {"key_id": None, "sealed": None}
    if rows is not None:
        inside = {"schema": SCHEMA, "card": card, "actor": said.actor, "note": said.note, "words": said.words}
        sealed = {"key_id": rows.to, "sealed": rows.seal("permission", id, inside)}
    values = {name: getattr(said, name) for name in ("channel", "state", "how", "text", "event")}
    values |= {"id": id, "card": card, "at": clock.seconds(now), "expires_on": _last_day(record, said, day)}
    store.add(db, values | sealed)
    store.retire(db, card, said.channel, id, _ended(record, said.channel, day))
    hashes = [*known, *(_hashes(db, rows, key, dict(row), said.channel) if rows is not None else ())]
    _remember(db, said, hashes, day=day)
    _serve(db, record, card, said)
    expiring.recount(db, record, card)
    return id


def forbid(db: Connection, channel: str, hashes: Iterable[bytes], *, day: date) -> None:
    """Suppress contact points by their hashes, whoever's they are; what is suppressed already stays so."""
    new = store.suppress(db, hashes, channel, day=day)
    tombstones.add(db, tombstones.SUPPRESSED, [f"{channel} {one.hex()}" for one in new], day=day)


def remember(db: Connection, rows: Rows, key: bytes, card: str, *, now: datetime) -> None:
    """Forbid the contact points that came onto *card* after its person had prohibited a channel."""
    row = cards.card_row(db, card)
    if row is None:
        return
    for channel, state in store.newest(db, card).items():
        if state == PROHIBITED:
            forbid(db, channel, _hashes(db, rows, key, dict(row), channel), day=clock.day(now))


def lines(db: Connection, rows: Rows, card: str) -> list[Line]:
    """
    The ledger of a card, the newest line first.

    Raises:
        EnvelopeError: a line does not open.
    """
    found = []
    for row in reversed(store.lines(db, card)):
        inside: dict[str, str] = {}
        if row["sealed"] is not None:
            inside = rows.open(row["key_id"], "permission", row["id"], row["sealed"])
        at = clock.moment(row["at"])
        assert at is not None
        clear: dict[str, Any] = {name: row[name] for name in CLEAR}
        told: dict[str, Any] = {"actor": inside.get("actor", ""), "note": inside.get("note", "")}
        found.append(Line(**clear, **told, at=at, words=row["words"] or inside.get("words", "")))
    return found


def channel_of(record: Record, id: str) -> Channel | None:
    """A way of marketing that the record declares; None of what is only ever prohibited."""
    return next((channel for channel in record.channels if channel.id == id), None)


def _check(db: Connection, record: Record, row: dict[str, Any], said: Said) -> None:
    if said.state == PERMITTED and not (said.words.strip() or said.text):
        raise Refused(NO_WORDS)
    if said.how == "import" and said.state != PROHIBITED:
        raise Refused(NOT_BY_IMPORT)
    if said.state == EXCEPTION:
        channel = channel_of(record, said.channel)
        if channel is None or gate.rule(channel, fields.PERSON) != gate.SOFT_OPT_IN:
            raise Refused(NO_EXCEPTION)
        if row["kind"] != fields.PERSON or row["relation"] != clocks.CUSTOMER:
            raise Refused(NO_CUSTOMER)
    if said.state == ENDED and store.newest(db, row["id"]).get(said.channel) not in (PERMITTED, EXCEPTION):
        raise Refused(NOTHING_ENDS)


def _hashes(db: Connection, rows: Rows, key: bytes, row: dict[str, Any], channel: str) -> list[bytes]:
    try:
        head = Head.from_content(content(db, rows, row["id"], row["key_id"], row["sealed"]))
    except EnvelopeError:
        return []  # whoever says no is heard, also on a card that no longer opens
    return [channels.suppression(key, channel, point) for point in points.of_head(head, channel)]


def _remember(db: Connection, said: Said, hashes: list[bytes], *, day: date) -> None:
    if said.state == PROHIBITED:
        forbid(db, said.channel, hashes, day=day)
    elif said.state == PERMITTED:
        released = [f"{said.channel} {one.hex()}" for one in store.release(db, hashes)]
        tombstones.add(db, tombstones.RELEASED, released, day=day)


def _serve(db: Connection, record: Record, card: str, said: Said) -> None:
    """What reaches a person may be kept for what they agreed to, and not before."""
    purpose = _purpose(record, said.channel)
    if said.state == PERMITTED and purpose is not None and CONSENT in purpose.bases:
        store.serve(db, card, purpose.groups, purpose.id)


def _last_day(record: Record, said: Said, day: date) -> date:
    """A line that holds has none; the end of a permission goes with the permission that it ended."""
    return _ended(record, said.channel, day) if said.state == ENDED else date.max


def _ended(record: Record, channel: str, day: date) -> date:
    """Until when it can be shown that something was permitted until *day*."""
    purpose = _purpose(record, channel)
    rule = record.retention(purpose.retention) if purpose else None
    return rule.last_day(day) if rule and rule.clock in ENDING else date.max


def _purpose(record: Record, channel: str) -> Purpose | None:
    found = channel_of(record, channel)
    return record.purpose(found.purpose) if found else None
