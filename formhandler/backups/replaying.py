"""Carrying out again what was erased or forbidden after the backup that was put back."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, Table, delete, insert, select, update

from formhandler.backups.log import Line
from formhandler.backups.tombstones import NARROWED, RELEASED, SUPPRESSED
from formhandler.schema import (
    card,
    confirmation,
    document,
    entry,
    letter,
    message,
    metadata,
    permission,
    receipt,
    suppression,
    tombstone,
)

#: The head of a card that is made anew of its entries (register/heading.py).
BLANK = b""


class UnknownTombstone(Exception):
    """A tombstone of a table that this program does not have: a newer program wrote it."""


def replay(db: Connection, lines: Iterable[Line]) -> int:
    """
    Carry out *lines* in their order and note them, in the caller's transaction. Returns how many.

    What is gone already stays gone; doing it twice changes nothing but the notes.

    Raises:
        UnknownTombstone: nothing of it may be kept then.
    """
    done = list(lines)
    for line in done:
        _carry_out(db, line)
    if done:
        rows = [{"what": line.what, "ref": line.ref, "day": line.day} for line in done]
        db.execute(insert(tombstone), rows)
    return len(done)


def _carry_out(db: Connection, line: Line) -> None:
    if line.what in (SUPPRESSED, RELEASED):
        _suppress(db, line)
    elif line.what == "card":
        _erase_card(db, line.ref)
    elif line.what == "message":
        _erase_message(db, line.ref)
    elif line.what == "document":
        _erase_document(db, line.ref)
    elif line.what == "entry":
        _erase_entry(db, line.ref)
    elif line.what == NARROWED:
        _narrow(db, line.ref)
    else:
        table = _table(line.what)
        db.execute(delete(table).where(table.c.id == line.ref))


def _suppress(db: Connection, line: Line) -> None:
    channel, _, digest = line.ref.partition(" ")
    raw = bytes.fromhex(digest)
    db.execute(delete(suppression).where(suppression.c.hash == raw))
    if line.what == SUPPRESSED:
        db.execute(insert(suppression).values(hash=raw, channel=channel, day=line.day))


def _erase_card(db: Connection, id: str) -> None:
    """The card with its entries and permissions, and the cards that hang on it: contacts, merged ones."""
    hanging = (card.c.organisation == id) | (card.c.merged_into == id)
    for other in db.execute(select(card.c.id).where(hanging, card.c.id != id)).scalars().all():
        _erase_card(db, other)
    for table in (entry, permission):
        db.execute(delete(table).where(table.c.card == id))
    db.execute(delete(card).where(card.c.id == id))


def _erase_message(db: Connection, id: str) -> None:
    """The message; its conversation's code goes with the last thing that it opens."""
    thread = db.execute(select(message.c.thread).where(message.c.id == id)).scalar_one_or_none()
    db.execute(delete(confirmation).where(confirmation.c.message == id))
    db.execute(delete(message).where(message.c.id == id))
    _erase_code(db, thread)


def _erase_document(db: Connection, id: str) -> None:
    """The same of an answer, a draft or a package."""
    thread = db.execute(select(document.c.thread).where(document.c.id == id)).scalar_one_or_none()
    db.execute(delete(letter).where(letter.c.document == id))
    db.execute(delete(document).where(document.c.id == id))
    _erase_code(db, thread)


def _erase_code(db: Connection, thread: str | None) -> None:
    left = [db.execute(select(t.c.id).where(t.c.thread == thread)).first() for t in (message, document)]
    if thread and not any(left):
        db.execute(delete(receipt).where(receipt.c.thread == thread))


def _erase_entry(db: Connection, id: str) -> None:
    """The entry, and what the head of its card, or of one that went into that, repeats of it."""
    on = db.execute(select(entry.c.card).where(entry.c.id == id)).scalar_one_or_none()
    db.execute(delete(entry).where(entry.c.id == id))
    headed = (card.c.id == on) | (card.c.merged_into == on)
    db.execute(update(card).where(headed).values(sealed=BLANK, version=card.c.version + 1))


def _narrow(db: Connection, ref: str) -> None:
    id, last_day, purposes = ref.split(" ", 2)
    values = {"purposes": purposes, "expires_on": date.fromisoformat(last_day)}
    db.execute(update(entry).where(entry.c.id == id).values(values))


def _table(name: str) -> Table:
    table = metadata.tables.get(name)
    if table is None or "id" not in table.c:
        raise UnknownTombstone(f'a tombstone of "{name}", which this program does not know: update it')
    return table
