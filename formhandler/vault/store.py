"""
All of the vault's SQL for what is sealed to the archive's key, in whichever table it lies.

Messages and documents lie in envelopes (envelope.py), the rows of the register under a key derived from the
archive's (rows.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, Table, bindparam, delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError

from formhandler.schema import archive_key, metadata
from formhandler.vault.envelope import Bound

#: Every table whose rows are sealed to an archive key, and the column that is: all say so by a foreign key.
TABLES = {
    table.name: "envelope" if "envelope" in table.c else "sealed"
    for table in metadata.sorted_tables
    if any(key.column is archive_key.c.key_id for key in table.foreign_keys)
}
#: What an envelope is bound to, beside its id.
BOUND = ("kind", "day", "expires_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One sealed row."""

    table: str
    seq: int
    id: str
    key_id: str
    sealed: bytes  # an envelope, or a row of the register
    bound: Bound | None  # what an envelope is bound to; None: it is a row of the register


def next_sealed(db: Connection, table: str, *, but: str, after: int, limit: int) -> list[Sealed]:
    """At most *limit* rows of *table* behind place *after* that are sealed to another key than *but*."""
    t = _table(table)
    columns = [t.c.seq, t.c.id, t.c.key_id, t.c[TABLES[table]].label("sealed")]
    if enveloped := TABLES[table] == "envelope":
        columns += [t.c[name] for name in BOUND]
    query = select(*columns).where(t.c.key_id != but, t.c.seq > after).order_by(t.c.seq).limit(limit)
    return [_sealed(table, row, enveloped) for row in db.execute(query).mappings()]


def count(db: Connection, *, but: str = "") -> int:
    """How many rows are sealed to another key than *but*."""
    counts = (select(func.count()).where(_table(name).c.key_id != but) for name in TABLES)
    return sum(db.execute(query).scalar_one() for query in counts)


def replace_all(db: Connection, rows: Sequence[tuple[Sealed, bytes]], *, key_id: str) -> int:
    """
    Put what was sealed anew in its place and return how many were: a row that was changed or erased since
    it was read is left alone.
    """
    return sum(_replace(db, row, envelope, key_id) for row, envelope in rows)


def drop_unused(db: Connection, *, but: str) -> int:
    """Delete the archive keys except *but* that no row is sealed to; return how many are left beside it."""
    used = [exists().where(_table(name).c.key_id == archive_key.c.key_id) for name in TABLES]
    unused = delete(archive_key).where(archive_key.c.key_id != but, *(~one for one in used))
    try:
        with db.begin_nested():
            db.execute(unused)
    except IntegrityError:
        pass  # PostgreSQL: something came sealed to it at this very moment; it is counted below
    return db.execute(select(func.count()).where(archive_key.c.key_id != but)).scalar_one()


def _replace(db: Connection, row: Sealed, envelope: bytes, key_id: str) -> int:
    t = _table(row.table)
    column = t.c[TABLES[row.table]]
    # Whoever changes a row seals it anew, so what is sealed tells alone whether it is the one that was read.
    same = (t.c.seq == bindparam("at"), column == bindparam("old"))
    values = {"at": row.seq, "old": row.sealed, "new": envelope, "to": key_id}
    changed = update(t).where(*same).values({column: bindparam("new"), t.c.key_id: bindparam("to")})
    return db.execute(changed, values).rowcount


def _sealed(table: str, row: RowMapping, enveloped: bool) -> Sealed:
    bound = Bound(id=row["id"], **{name: row[name] for name in BOUND}) if enveloped else None
    beside = {name: row[name] for name in ("seq", "id", "key_id", "sealed")}
    return Sealed(table=table, bound=bound, **beside)


def _table(name: str) -> Table:
    return metadata.tables[name]
