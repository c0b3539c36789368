"""The SQL of what is noted beside the figures; the figures themselves are read by counts/reading.py."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from formhandler.schema import count_note


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened on a day."""

    id: int
    day: date  # Europe/Helsinki
    kind: str  # published, own or imported
    body: str  # own: somebody's words; imported: of what; published: what tells it from others


def notes(db: Connection, start: date, end: date) -> list[Note]:
    """Those from *start* to *end*, both inclusive, the earliest first."""
    within = count_note.c.day.between(start, end)
    columns = (count_note.c.id, count_note.c.day, count_note.c.kind, count_note.c.body)
    rows = db.execute(select(*columns).where(within).order_by(count_note.c.day, count_note.c.id))
    return [Note(*row) for row in rows]
