"""The SQL of the notes that somebody writes beside the figures."""

from datetime import date

from sqlalchemy import Connection, delete, insert, select

from formhandler.schema import count_note


class Full(Exception):
    """The day has as many notes as anybody reads."""


def add(db: Connection, *, day: date, body: str, most: int) -> None:
    """Keep a note, unless the same stands there already. Raises Full."""
    own = (count_note.c.day == day) & (count_note.c.kind == "own")
    there = set(db.execute(select(count_note.c.body).where(own)).scalars())
    if body in there:
        return
    if len(there) >= most:
        raise Full
    db.execute(insert(count_note).values(day=day, kind="own", body=body))


def remove(db: Connection, *, id: int) -> tuple[date, str] | None:
    """Take a note of somebody's own away and return it; None when there is none (any more)."""
    own = (count_note.c.id == id) & (count_note.c.kind == "own")
    row = db.execute(delete(count_note).where(own).returning(count_note.c.day, count_note.c.body)).first()
    return None if row is None else (row.day, row.body)
