"""
A new site, noted beside the figures of visits on the day it was published.

`make publish` writes into each release which one it is and when it was made; the handler that serves it finds
that there. Of one release there is one note, however many handlers look. An older one that is served again is
no news.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.dialects import postgresql, sqlite

from formhandler import clock
from formhandler.schema import count_note
from formhandler.writer import Writer

SIGN = Path("_seloste/published.json")  # publish/upload.py
KIND = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a release says of itself."""

    name: str  # begins with its moment in UTC, so that names sort by time
    at: datetime

    @classmethod
    def read(cls, site: Path) -> Self | None:
        """The release in the folder *site*; None of a site that was not published, or says nothing usable."""
        try:
            found = json.loads((site / SIGN).read_bytes())
            name, at = found["release"], datetime.fromisoformat(found["at"])
        except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
            return None
        usable = isinstance(name, str) and 0 < len(name) <= 200 and name.isascii() and at.tzinfo is not None
        return cls(name=name, at=at.astimezone(UTC)) if usable else None


def look(writer: Writer, engine: Engine, site: Path, *, since: date) -> bool:
    """
    Note the release in *site* if it is new; returns whether it was.

    Args:
        since: The first day of which figures are kept: a note before it would be erased again.
    Raises:
        Unavailable: the database cannot be written; look again.
    """
    release = Release.read(site)
    if release is None or clock.day(release.at) < since:
        return False
    with engine.connect() as db:
        if not _new(db, release):
            return False
    return writer.submit(lambda db: note(db, release))


def note(db: Connection, release: Release) -> bool:
    """Keep the note, unless this release or a newer one has one."""
    if not _new(db, release):
        return False
    insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    values = {"day": clock.day(release.at), "kind": KIND, "body": release.name}
    added = insert(count_note).values(**values).on_conflict_do_nothing().returning(count_note.c.id)
    return db.execute(added).first() is not None


def _new(db: Connection, release: Release) -> bool:
    newest = select(func.max(count_note.c.body)).where(count_note.c.kind == KIND)
    return (db.execute(newest).scalar_one() or "") < release.name
