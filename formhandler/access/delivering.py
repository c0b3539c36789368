"""
Handing a package over: its files, sealed to the archive's key and to a receipt code.

It is kept for 30 days, or for as long as the record keeps a request where that is shorter: whoever has the
code has all of a person's data at one place, so it is there no longer than it takes to fetch it.
"""

import json
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from formhandler import clock
from formhandler.access import package, portable, rendering
from formhandler.access.package import By
from formhandler.access.person import Person
from formhandler.answers import outgoing
from formhandler.answers import store as documents
from formhandler.answers.store import Sealed
from formhandler.exchange import store as exports
from formhandler.receipts.desk import Minted
from formhandler.receipts.package import File, Package
from formhandler.rights import changing
from formhandler.rights import store as rights
from formhandler.rights.case import Step
from formhandler.vault.envelope import Bound
from formhandler.vault.keys import PublicKey
from formhandler.vault.rows import Rows
from record import Record

ACCESS, PORTABLE = KINDS = ("access", "portable")
KEPT = timedelta(days=30)
#: The step of a request that a delivery ticks, by article.
TICKS = {"15": "copy", "20": "file"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is kept, and for whom."""

    person: Person
    sealed: Sealed
    code: Minted | None  # a new one; None: the person has the conversation's
    request: str | None
    kind: str  # of KINDS
    actor: str


def files(kind: str, person: Person, by: By) -> Package:
    """The files of a package of *kind*."""
    day = clock.day(by.now).isoformat()
    if kind == PORTABLE:
        data = portable.made(person, by.record, by.lang, by.now)
        some = [
            File(f"data-{day}.json", "application/json", portable.as_json(data)),
            File(f"data-{day}.csv", "text/csv", portable.as_csv(data)),
            File(f"data-{day}.vcf", "text/vcard", portable.as_vcard(person, by.record)),
        ]
    else:
        whole = package.made(person, by)
        some = [
            File(f"data-{day}.html", "text/html", rendering.as_file(whole, by.t)),
            File(f"data-{day}.json", "application/json", as_json(whole)),
        ]
    return Package(made=by.now, lang=by.lang, files=tuple(some))


def as_json(whole: dict[str, Any]) -> str:
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def last_day(record: Record, today: date) -> date:
    """The last day on which a package that is made *today* can be fetched."""
    until = today + KEPT
    return min(until, changing.kept_until(record, today)) if changing.keeps(record) else until


def sealed(made: Package, thread: str, *, until: date, to: PublicKey, receipt: PublicKey) -> Sealed:
    """*made* as a row of the archive; *receipt* is the key of the code."""
    day = clock.day(made.made)
    bound = Bound(id=secrets.token_hex(16), kind="package", day=day, expires_on=until)
    return outgoing.sealed(bound, made.as_payload(), thread, to, receipt)


def deliver(db: Connection, rows: Rows, record: Record, delivery: Delivery, *, now: datetime) -> None:
    """
    Keep the package, its code, and the lines that tell of it: all, or nothing. One job for the writer.

    Raises:
        rights.store.Stale: somebody changed the request in this moment.
    """
    if delivery.code is not None:
        delivery.code.keep(db)
    documents.add(db, delivery.sealed)
    _note(db, rows, record, delivery, now=now)
    case = rights.one(db, rows, delivery.request) if delivery.request else None
    if case is None or not case.open or (tick := TICKS.get(case.article)) is None or tick in case.done:
        return
    step = Step(at=now.isoformat(timespec="seconds"), who=delivery.actor, what=tick)
    rights.change(db, rows, replace(case, done={**case.done, tick: ""}, steps=(*case.steps, step)))


def _note(db: Connection, rows: Rows, record: Record, delivery: Delivery, *, now: datetime) -> None:
    """A line among the exports, by which an erasure finds the package."""
    content = {
        "recipient": "",
        "purpose": delivery.kind,
        "format": "package",
        "cards": 1,
        "actor": delivery.actor,
        "own": True,
        "document": delivery.sealed.id,
        "thread": delivery.sealed.thread,
    }
    exports.exported(db, rows, record, content, card=delivery.person.card.id, now=now)


def job(rows: Rows, record: Record, delivery: Delivery, now: datetime) -> Any:
    """`deliver`, for the writer."""
    return partial(deliver, rows=rows, record=record, delivery=delivery, now=now)
