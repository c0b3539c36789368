"""A small consent record, as visitors make it over three days."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text

from formhandler.consent import rows, store, verifying
from formhandler.consent.event import Event
from formhandler.consent.verifying import Report
from formhandler.writer import Writer

KEY = b"the key of the tests' own record"
NOON = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)  # 12.00 in Helsinki
WORDS = "May we count visits?\nThe service sees your address.\nNothing else."
FORM_WORDS = "Send me the letter."


def hash_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def id_of(number: int) -> str:
    return f"{number:032x}"


def event(number: int = 1, *, at: datetime = NOON, **changes: Any) -> Event:
    """The event of this number; somebody allowed everything, unless *changes* say otherwise."""
    usual: dict[str, Any] = {
        "id": id_of(number),
        "at": at,
        "state": "given",
        "surface": "banner",
        "method": "button",
        "lang": "en",
        "text": hash_of(WORDS),
        "notice": "0123456789ab",
        "version": "2026-09-01",
        "meaning": "ba9876543210",
        "given": ("statistics",),
        "refused": (),
        "valid_until": date(at.year + 1, at.month, 1),
        "keep": "P3Y",
    }
    return Event(**usual | changes)


def boxed(number: int, *, at: datetime = NOON) -> Event:
    """A box that was ticked in the form."""
    return event(
        number,
        at=at,
        surface="form",
        method="checkbox",
        text=hash_of(FORM_WORDS),
        meaning="",
        given=("marketing",),
        valid_until=None,
        keep="",
    )


def add(writer: Writer, event: Event, *, submission: str | None = None, key: bytes = KEY) -> Event:
    """Add *event* at the time that it says."""
    words = FORM_WORDS if event.surface == "form" else WORDS
    return writer.submit(lambda db: store.add(db, event, words, key, submission=submission, now=event.at))


def fill(writer: Writer) -> None:
    """Seven events on three days: 2 is replaced by 4, and 5 by 6; 3 is a form's box."""
    second, third = NOON + timedelta(days=1), NOON + timedelta(days=2)
    add(writer, event(1, given=(), refused=("statistics",), state="refused"), submission="page-1")
    add(writer, event(2, at=NOON + timedelta(hours=1)), submission="page-2")
    add(writer, boxed(3, at=second))
    add(writer, event(4, at=second, given=(), refused=("statistics",), state="withdrawn", previous=id_of(2)))
    add(writer, event(5, at=second + timedelta(hours=2)))
    add(writer, event(6, at=third, surface="page", previous=id_of(5)), submission="page-3")
    add(writer, event(7, at=third, objected=True))


def change(engine: Engine, statement: str, **values: object) -> None:
    """What somebody does who has the database, but not the key."""
    with engine.begin() as db:
        assert db.execute(text(statement), values).rowcount, (
            "nothing was changed; the test would prove nothing"
        )


def verified(engine: Engine, *, key: bytes = KEY, kept: str | None = None, **more: Any) -> Report:
    with rows.frozen(engine) as db:
        return verifying.verify(db, key, kept=kept, **more)


def named(engine: Engine, **more: Any) -> list[tuple[str, int]]:
    """What verifying finds: what it is, and the number of the event (0: of none)."""
    return [(str(fault.what), fault.seq) for fault in verified(engine, **more).faults]


def swap(db: Connection, first: int, second: int) -> None:
    """Exchange the places of two events."""
    for old, new in ((first, 10**6), (second, first), (10**6, second)):
        db.execute(text("UPDATE consent_event SET seq = :new WHERE seq = :old"), {"old": old, "new": new})
