"""The SQL of breaches and disclosures: rows of `dossier`, sealed with the register's rows."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from formhandler import clock
from formhandler.schema import dossier
from formhandler.vault.rows import Rows

BREACH, DISCLOSURE = "breach", "disclosure"


class Stale(Exception):
    """Somebody changed the line since it was shown, or it is gone."""


def add(
    db: Connection,
    rows: Rows,
    kind: str,
    content: Mapping[str, Any],
    *,
    at: datetime,
    expires_on: date,
    due: datetime | None = None,
    card: str | None = None,
) -> str:
    """Keep a new line and return its id."""
    id = secrets.token_hex(16)
    db.execute(
        insert(dossier).values(
            id=id,
            kind=kind,
            card=card,
            at=clock.seconds(at),
            due_at=clock.seconds(due) if due else None,
            expires_on=expires_on,
            key_id=rows.to,
            sealed=rows.seal("dossier", id, content),
        )
    )
    return id


def change(
    db: Connection,
    rows: Rows,
    id: str,
    version: int,
    content: Mapping[str, Any],
    *,
    closed_on: date | None,
    expires_on: date,
) -> None:
    """Write a line anew. Raises Stale when it is no longer of *version*."""
    values = {"closed_on": closed_on, "expires_on": expires_on, "version": version + 1, "key_id": rows.to}
    same = (dossier.c.id == id) & (dossier.c.version == version)
    sealed = rows.seal("dossier", id, content)
    if db.execute(update(dossier).where(same).values(sealed=sealed, **values)).rowcount != 1:
        raise Stale(id)


def one(db: Connection, kind: str, id: str) -> RowMapping | None:
    """The line *id*, not opened, if it is of *kind*."""
    some = select(dossier).where(dossier.c.id == id, dossier.c.kind == kind)
    return db.execute(some).mappings().one_or_none()


def newest(db: Connection, kind: str, *, limit: int, offset: int = 0) -> list[RowMapping]:
    """Lines of *kind*, the newest first, not opened."""
    some = select(dossier).where(dossier.c.kind == kind).order_by(dossier.c.at.desc(), dossier.c.seq.desc())
    return list(db.execute(some.limit(limit).offset(offset)).mappings())


def count(db: Connection, kind: str) -> int:
    """How many lines of *kind* there are."""
    return db.execute(select(func.count()).where(dossier.c.kind == kind)).scalar_one()


def opened(rows: Rows, row: RowMapping) -> Any:
    """What was sealed in *row*. Raises EnvelopeError."""
    return rows.open(row["key_id"], "dossier", row["id"], row["sealed"])
