"""The consent record written out for the authority: every event with its text, in the record's order."""

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from formhandler import clock
from formhandler.consent import rows
from formhandler.consent.event import Event
from formhandler.consent.terms import record_of
from record import Record

COLUMNS = (
    "number",
    "record_id",
    "event_time",
    "event_state",
    "given",
    "refused",
    "objection_to_counting",
    "surface",
    "method",
    "language",
    "valid_until",
    "replaces",
    "meaning",
    "notice_version",
    "notice_hash",
    "text_sha256",
    "text",
    "link",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event on its way out, with its place in the record."""

    seq: int
    link: bytes
    event: Event | None  # None: erased on its day, or unreadable
    words: str | None


def entries(db: Connection, *, since: date | None = None, until: date | None = None) -> Iterator[Entry]:
    """
    The events from *since* to *until*, both days in Europe/Helsinki and included.

    One of which nothing is left, or that cannot be read, says no day; it comes when no day is asked for.
    """
    texts = rows.texts(db)
    for row in rows.every(db):
        try:
            event = Event.read(row.body) if row.body else None
        except ValueError:
            event = None  # `flask consent verify` names it
        day = clock.day(event.at) if event else None
        if (since or until) and (day is None or (since and day < since) or (until and day > until)):
            continue
        words = texts.get(event.text) if event else None
        yield Entry(row.seq, row.link, event, words.body if words else None)


def as_json(found: Iterable[Entry], record: Record) -> Iterator[str]:
    """A JSON array, an event a line."""
    before = "[\n"
    for each in found:
        yield before + json.dumps(_place(each) | _said(each, record), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def as_csv(found: Iterable[Entry]) -> Iterator[str]:
    """A table with a row of headings, an event a row; text as a spreadsheet takes it for text."""
    yield _line(COLUMNS)
    for each in found:
        event = each.event
        if event is None:
            yield _line([each.seq, *[""] * (len(COLUMNS) - 2), each.link.hex()])
            continue
        yield _line(
            [
                each.seq,
                event.id,
                event.at.isoformat(),
                event.state,
                " ".join(event.given),
                " ".join(event.refused),
                "yes" if event.objected else "no",
                event.surface,
                event.method,
                event.lang,
                event.valid_until or "",
                event.previous or "",
                event.meaning,
                event.version,
                event.notice,
                event.text,
                each.words or "",
                each.link.hex(),
            ]
        )


def write(path: Path, parts: Iterable[str]) -> None:
    """
    Write *parts* to *path*, all or nothing, for its owner's eyes.

    Raises:
        FileExistsError: Something lies there; it stays as it is.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)  # unlike a renaming, it does not replace what is there
    finally:
        unfinished.unlink(missing_ok=True)


def _place(each: Entry) -> dict[str, Any]:
    return {"number": each.seq, "link": each.link.hex()}


def _said(each: Entry, record: Record) -> dict[str, Any]:
    return record_of(each.event, each.words, record) if each.event else {"record_id": None, "erased": True}


def _line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(str(cell)) for cell in cells])
    return line.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet would run what begins like a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
