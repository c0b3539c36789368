"""
Whether the consent record is what was written: each event that was altered, removed, put in, cut off or
wrongly erased is found, and named.

Each event is held against the link that its row carries, so one that was altered makes no other look so.
Where a link itself is wrong, the next event is tried with the one that should stand there, too.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from formhandler import clock
from formhandler.consent import chain, erasing, rows
from formhandler.consent.chain import START, Checkpoint
from formhandler.consent.event import Event
from formhandler.consent.rows import Row, Words


class What(StrEnum):
    """What is wrong."""

    MISSING = "missing"  # events *seq* to *last* are not there
    ALTERED = "altered"  # what it says, or its submission
    FORGED = "forged"  # its link does not fit: put in, exchanged, or its digest or link altered
    UNSURE = "unsure"  # whether it is the one that was written cannot be seen: what was before it is missing
    COLUMN = "column"  # the column *detail* says something else than the event
    ERASED = "erased"  # its content is gone, and not by the janitor
    LEFTOVER = "leftover"  # it was erased, but column *detail* is still there
    NO_TEXT = "no text"  # its text, *detail*, is missing
    TEXT = "text"  # the text *detail* is not what was shown
    NO_NOTICE = "no notice"  # the site does not have the notice *detail* any more
    CHECKPOINT = "checkpoint"  # of *day*: altered, or the one before is missing
    BEYOND = "beyond"  # the newest checkpoint does not reach the last event
    KEY = "key"  # nothing fits the key
    OLDER = "older"  # the record ends before the checkpoint that was kept elsewhere
    OTHER = "other"  # it reaches that far, but was another then
    UNREADABLE = "unreadable"  # what was given is no checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong."""

    what: What
    seq: int = 0  # of the event
    last: int = 0  # of the last one missing
    at: datetime | None = None  # when the event says it happened
    day: date | None = None  # of the checkpoint
    detail: str = ""


@dataclass(slots=True)
class Report:
    """What the record holds, and what is wrong with it, in the record's order."""

    events: int = 0
    erased: int = 0
    fitting: int = 0  # links and checkpoints that fit the key
    last: int = 0  # number of the last event
    head: Checkpoint | None = None
    faults: list[Fault] = field(default_factory=list)


def verify(
    db: Connection, key: bytes, *, notices: Collection[str] | None = None, kept: str | None = None
) -> Report:
    """
    Go through the whole record.

    Args:
        db: A connection for which nothing changes meanwhile (`rows.frozen`).
        notices: Hashes of the versions of the notice that the site has; None: nobody knows.
        kept: A checkpoint's line that was kept elsewhere.
    """
    report = Report()
    texts = rows.texts(db)
    report.faults += _events(db, key, report, texts, notices)
    report.faults += (Fault(what=What.TEXT, detail=each.hash) for each in texts.values() if _other(each))
    report.faults += _checkpoints(db, key, report)
    if report.faults and not report.fitting:
        report.faults = [Fault(what=What.KEY)]
    elif kept:
        report.faults += _compared(db, key, kept, report.last)
    return report


def look(db: Connection, key: bytes) -> Fault | None:
    """The first thing wrong with the checkpoints, if any is: a look at each day, no proof of each event."""
    return next(_checkpoints(db, key, Report(last=rows.last(db))), None)


def _events(
    db: Connection, key: bytes, report: Report, texts: dict[str, Words], notices: Collection[str] | None
) -> Iterator[Fault]:
    before: set[bytes] = {START}  # the links that the event before may truly have
    at: datetime | None = None
    for row in rows.every(db):
        if row.seq != report.last + 1:
            yield Fault(what=What.MISSING, seq=report.last + 1, last=row.seq - 1, at=at)
            before = set()
        report.last, report.events, report.erased = row.seq, report.events + 1, report.erased + (not row.body)
        event = _event(row)
        at = event.at if event else None
        if any(chain.link(key, link, row.seq, row.digest) == row.link for link in before):
            report.fitting += 1
            before = {row.link}
        else:
            yield Fault(what=What.FORGED if before else What.UNSURE, seq=row.seq, at=at)
            should = {chain.link(key, link, row.seq, row.digest) for link in before}
            was, before = before, {row.link} | before | should
            if was:
                continue  # what is written around it proves nothing
        if row.body is None:
            yield from _mark(key, row)
        elif event is None or chain.digest(row.body, row.submission) != row.digest:
            yield Fault(what=What.ALTERED, seq=row.seq, at=at)
        else:
            yield from _around(db, row, event, texts, notices)


def _event(row: Row) -> Event | None:
    try:
        return Event.read(row.body) if row.body else None
    except ValueError:
        return None


def _mark(key: bytes, row: Row) -> Iterator[Fault]:
    """What is wrong with an event that is gone."""
    if row.erased != chain.erased(key, row.link):
        yield Fault(what=What.ERASED, seq=row.seq)
    for name in ("submission", "expires_on", "ended_by"):
        if getattr(row, name) is not None:
            yield Fault(what=What.LEFTOVER, seq=row.seq, detail=name)


def _around(
    db: Connection, row: Row, event: Event, texts: dict[str, Words], notices: Collection[str] | None
) -> Iterator[Fault]:
    """What is wrong around an event that is what was written: its columns, its text, its notice."""
    here = Fault(what=What.COLUMN, seq=row.seq, at=event.at)
    ended = erasing.ended(db, row, event)
    if row.id != event.id:
        yield replace(here, detail="id")
    if row.ended_by is not None and ended is None:
        if not _amiss(db, row.ended_by):  # else that one is named
            yield replace(here, detail="ended_by")
    elif row.expires_on != event.last_day(ended):
        yield replace(here, detail="expires_on")
    yield from _replaced(db, event)
    if (words := texts.get(event.text)) is None or words.lang != event.lang:
        yield replace(here, what=What.NO_TEXT, detail=event.text)
    if notices is not None and event.notice not in notices:
        yield replace(here, what=What.NO_NOTICE, detail=event.notice)


def _amiss(db: Connection, seq: int) -> bool:
    """Whether event *seq* is missing or altered, so that it cannot say what it replaced."""
    row = rows.one(db, seq)
    if row is None:
        return seq <= rows.last(db)
    return row.body is not None and chain.digest(row.body, row.submission) != row.digest


def _replaced(db: Connection, event: Event) -> Iterator[Fault]:
    """Whether the choice that *event* replaced says so, where it ended earlier by that."""
    row = rows.named(db, event.previous) if event.previous else None
    earlier = _event(row) if row else None
    if (
        row
        and earlier
        and row.ended_by is None
        and earlier.last_day() != earlier.last_day(clock.day(event.at))
    ):
        yield Fault(what=What.COLUMN, seq=row.seq, at=earlier.at, detail="ended_by")


def _other(words: Words) -> bool:
    return hashlib.sha256(words.body.encode()).hexdigest() != words.hash


def _checkpoints(db: Connection, key: bytes, report: Report) -> Iterator[Fault]:
    before: set[bytes] = {START}
    reached = 0
    for point in rows.checkpoints(db):
        if any(_made(key, mac, point) for mac in before):
            report.fitting += 1
            before = {point.mac}
        else:
            yield Fault(what=What.CHECKPOINT, day=point.day)
            should = {chain.checkpoint(key, mac, point.day, point.seq, point.link).mac for mac in before}
            before = {point.mac} | before | should
        link = rows.link(db, point.seq)
        if link is not None and link != point.link:
            yield Fault(what=What.OTHER, seq=point.seq, day=point.day)
        report.head, reached = point, point.seq
    if reached > report.last:
        yield Fault(what=What.MISSING, seq=report.last + 1, last=reached)
    if reached < report.last:
        yield Fault(what=What.BEYOND, seq=reached + 1, last=report.last)


def _made(key: bytes, before: bytes, point: Checkpoint) -> bool:
    return chain.checkpoint(key, before, point.day, point.seq, point.link) == point


def _compared(db: Connection, key: bytes, kept: str, last: int) -> Iterator[Fault]:
    """Whether the record still holds what it held when the line *kept* was written down."""
    try:
        day, seq, mac = kept.split()
        wanted = Checkpoint(date.fromisoformat(day), int(seq), b"", bytes.fromhex(mac))
        if wanted.seq < 1:
            raise ValueError(seq)
    except ValueError:
        yield Fault(what=What.UNREADABLE, detail=kept)
        return
    if wanted.seq > last:
        yield Fault(what=What.OLDER, seq=wanted.seq, last=last, day=wanted.day)
        return
    before = [point.mac for point in rows.checkpoints(db) if point.day < wanted.day]
    link = rows.link(db, wanted.seq)
    made = link and chain.checkpoint(key, before[-1] if before else START, wanted.day, wanted.seq, link)
    if not made or made.mac != wanted.mac:
        yield Fault(what=What.OTHER, seq=wanted.seq, day=wanted.day)
