"""All the SQL of requests."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, update

from formhandler.rights.case import Case
from formhandler.schema import card, dossier, request
from formhandler.vault.rows import Rows


class Stale(Exception):
    """Somebody changed the request since it was shown, or it is gone."""


def add(db: Connection, rows: Rows, case: Case) -> str:
    """
    Keep a new request and return its id.

    One that was made of a message is made once: asked again, this returns the id of the first.
    """
    if case.message and (known := taken(db, rows, case.thread).get(case.message)):
        return known
    id = secrets.token_hex(16)
    sealed = {"key_id": rows.to, "sealed": rows.seal("request", id, case.as_content())}
    db.execute(insert(request).values(id=id, **case.columns(), **sealed))
    return id


def change(db: Connection, rows: Rows, case: Case) -> None:
    """Write *case* in the place of the version that it was made of. Raises Stale."""
    same = (request.c.id == case.id) & (request.c.version == case.version)
    sealed = {"key_id": rows.to, "sealed": rows.seal("request", case.id, case.as_content())}
    values = {**case.columns(), **sealed, "version": case.version + 1}
    if db.execute(update(request).where(same).values(**values)).rowcount != 1:
        raise Stale(case.id)


def one(db: Connection, rows: Rows, id: str) -> Case | None:
    """
    The request *id*; None when there is none.

    Raises:
        EnvelopeError: it does not open.
    """
    row = db.execute(select(request).where(request.c.id == id)).mappings().one_or_none()
    return opened(rows, row) if row else None


def opened(rows: Rows, row: RowMapping) -> Case:
    """Raises as one."""
    return Case.read(dict(row), rows.open(row["key_id"], "request", row["id"], row["sealed"]))


def open_rows(db: Connection) -> Sequence[RowMapping]:
    """What is not answered yet, the most urgent first, not opened."""
    there = request.c.closed_on.is_(None)
    return db.execute(select(request).where(there).order_by(request.c.due_on, request.c.seq)).mappings().all()


def closed_rows(db: Connection, *, limit: int, offset: int = 0) -> Sequence[RowMapping]:
    """What was answered, the newest first, not opened."""
    there = select(request).where(request.c.closed_on.is_not(None))
    newest = there.order_by(request.c.closed_on.desc(), request.c.seq.desc()).limit(limit).offset(offset)
    return db.execute(newest).mappings().all()


def count_closed(db: Connection) -> int:
    """How many have been answered and are still kept."""
    return db.execute(select(func.count()).where(request.c.closed_on.is_not(None))).scalar_one()


def count_due(db: Connection, *, by: date) -> int:
    """How many have to be answered by the end of that day, the late ones too. Needs no key."""
    there = request.c.closed_on.is_(None) & (request.c.due_on <= by)
    return db.execute(select(func.count()).where(there)).scalar_one()


def count_breaches(db: Connection) -> int:
    """How many data breaches are not closed. Needs no key."""
    there = (dossier.c.kind == "breach") & dossier.c.closed_on.is_(None)
    return db.execute(select(func.count()).where(there)).scalar_one()


def count_uninformed(db: Connection) -> int:
    """How many people have to be told that their data came from elsewhere (GDPR Art. 14). Needs no key."""
    there = card.c.inform_by.is_not(None) & card.c.informed_on.is_(None) & card.c.merged_into.is_(None)
    return db.execute(select(func.count()).where(there)).scalar_one()


def has_card(db: Connection, id: str) -> bool:
    """Whether there is a card *id*."""
    return db.execute(select(card.c.id).where(card.c.id == id)).one_or_none() is not None


def taken(db: Connection, rows: Rows, thread: str | None = None) -> dict[str, str]:
    """The id of the request that was made of each message; of the conversation *thread*, or of all."""
    some = request.c.thread.is_not(None) if thread is None else request.c.thread == thread
    return {case.message: case.id for case in _opened(db, rows, some) if case.message}


def of_card(db: Connection, rows: Rows, id: str) -> list[Case]:
    """What the person of card *id* asked, the newest first. Raises as one."""
    return list(_opened(db, rows, request.c.card == id))[::-1]


def _opened(db: Connection, rows: Rows, some: ColumnElement[bool]) -> Iterator[Case]:
    for row in db.execute(select(request).where(some).order_by(request.c.seq)).mappings():
        yield opened(rows, row)
