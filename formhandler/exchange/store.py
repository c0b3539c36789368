"""What is kept of imports, exports and mappings: rows of `dossier`, sealed with the register's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Self

from sqlalchemy import Connection

from formhandler import clock, keeping
from formhandler.duties import keeping as duty
from formhandler.duties import store as dossier
from formhandler.vault.envelope import UnknownVersion
from formhandler.vault.rows import Rows
from record import Record

IMPORT, EXPORT, MAPPING = "import", "export", "mapping"
SCHEMA = 1
MOST = 10_000  # lines looked through


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many rows of a file came to what."""

    read: int = 0
    taken: int = 0
    corrected: int = 0
    same: int = 0  # overwritten with what stood there
    known: int = 0  # somebody's who has a card, and left aside
    refused: int = 0

    def plus(self, **more: int) -> Self:
        return replace(self, **{name: getattr(self, name) + n for name, n in more.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """One import of one file, whole or cut off."""

    id: str
    version: int
    content: Mapping[str, Any]
    finished: date | None

    @property
    def tally(self) -> Tally:
        return Tally(**self.content["tally"])


def begun(db: Connection, rows: Rows, digest: str, kind: str, *, overwrite: bool) -> Begun | None:
    """The import of the file with this digest to cards of this kind, if it was ever begun."""
    for row in dossier.newest(db, IMPORT, limit=MOST):
        content = _opened(rows, row)
        if (content["digest"], content["kind"], content["overwrite"]) == (digest, kind, overwrite):
            finished = row["closed_on"]
            return Begun(id=row["id"], version=row["version"], content=content, finished=finished)
    return None


def begin(db: Connection, rows: Rows, record: Record, content: Mapping[str, Any], *, now: datetime) -> Begun:
    """Write down that an import begins."""
    whole = {"schema": SCHEMA, **content, "tally": asdict(Tally())}
    until = last_day(record, clock.day(now))
    id = dossier.add(db, rows, IMPORT, whole, at=now, expires_on=until)
    return Begun(id=id, version=1, content=whole, finished=None)


def go_on(
    db: Connection, rows: Rows, record: Record, one: Begun, tally: Tally, *, finished: bool, now: datetime
) -> Begun:
    """Write down how far an import is, in the transaction of its rows. Raises duties.store.Stale."""
    day = clock.day(now)
    content = {**one.content, "tally": asdict(tally)}
    dossier.change(
        db, rows, one.id, one.version, content,
        closed_on=day if finished else None, expires_on=last_day(record, day),
    )  # fmt: skip
    return replace(one, version=one.version + 1, content=content, finished=day if finished else None)


def remembered(db: Connection, rows: Rows, kind: str, header: Sequence[str]) -> dict[str, str] | None:
    """How a file with this header was mapped the last time."""
    for row in dossier.newest(db, MAPPING, limit=MOST):
        content = _opened(rows, row)
        if (content["kind"], content["header"]) == (kind, list(header)):
            return dict(content["columns"])
    return None


def remember(
    db: Connection, rows: Rows, kind: str, header: Sequence[str], columns: Mapping[str, str], *, now: datetime
) -> None:
    """Keep a mapping for the next file with this header; in the place of the one before."""
    content = {"schema": SCHEMA, "kind": kind, "header": list(header), "columns": list(columns.items())}
    for row in dossier.newest(db, MAPPING, limit=MOST):
        before = _opened(rows, row)
        if (before["kind"], before["header"]) == (kind, list(header)):
            if before["columns"] != [list(one) for one in columns.items()]:
                change = partial(dossier.change, db, rows, row["id"], row["version"], content)
                change(closed_on=None, expires_on=duty.FOREVER)
            return
    dossier.add(db, rows, MAPPING, content, at=now, expires_on=duty.FOREVER)


def exported(
    db: Connection,
    rows: Rows,
    record: Record,
    content: Mapping[str, Any],
    *,
    card: str | None,
    now: datetime,
) -> str:
    """Write down an export, and return its id."""
    whole = {"schema": SCHEMA, **content}
    until = last_day(record, clock.day(now))
    return dossier.add(db, rows, EXPORT, whole, at=now, expires_on=until, card=card)


def last_day(record: Record, day: date) -> date:
    """As long as a disclosure; without such in the record, as the access log."""
    if duty.declared(record, "disclosure"):
        return duty.last_day(record, "disclosure", day)
    return keeping.last_day(record, record.forms[0], "message", day)


def _opened(rows: Rows, row: Any) -> Any:
    content = dossier.opened(rows, row)
    if content.get("schema") != SCHEMA:
        raise UnknownVersion(f"dossier {row['id']} is of another version; this program knows {SCHEMA}")
    return content
