"""
When the record says another time, every last day is counted anew, before anything is erased by it.

The hash of the record's meaning by which the last days were counted is remembered in the database; while it
is the same, this costs one question. It is remembered when all cards are done, so what was broken off begins
again.
"""

from functools import partial

from sqlalchemy import Connection, delete, insert, select

from formhandler.register import expiring
from formhandler.schema import card, installation
from formhandler.writer import Writer
from record import Record
from record.material import material_hash

COUNTED = "last days counted by"
SOME = 200  # cards in one transaction: some tenths of a second


def follow(writer: Writer, record: Record) -> bool:
    """Count anew what *record* changes, some cards at a time; whether anything had to be counted."""
    meaning = bytes.fromhex(material_hash(record))
    if writer.submit(_counted_by) == meaning:
        return False
    after: int | None = 0
    while after is not None:
        after = writer.submit(partial(_some, record=record, after=after))
    writer.submit(partial(_remember, meaning=meaning))
    return True


def _counted_by(db: Connection) -> bytes | None:
    query = select(installation.c.value).where(installation.c.name == COUNTED)
    return db.execute(query).scalar_one_or_none()


def _some(db: Connection, *, record: Record, after: int) -> int | None:
    """Count some cards from behind place *after*; the place of the last, None when there was none."""
    query = select(card.c.seq, card.c.id).where(card.c.seq > after).order_by(card.c.seq).limit(SOME)
    found = db.execute(query).all()
    for one in found:
        expiring.recount(db, record, one.id)
    return found[-1].seq if found else None


def _remember(db: Connection, *, meaning: bytes) -> None:
    db.execute(delete(installation).where(installation.c.name == COUNTED))
    db.execute(insert(installation).values(name=COUNTED, value=meaning))
