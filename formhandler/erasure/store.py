"""The SQL of an erasure. With every row that goes, a tombstone comes, in the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, exists, insert, select, update

from formhandler.backups import tombstones
from formhandler.register import heading
from formhandler.register.store import MOST
from formhandler.schema import (
    card,
    confirmation,
    document,
    dossier,
    entry,
    letter,
    message,
    permission,
    receipt,
    request,
)

KIND = "erasure"
#: What belongs to a conversation; an access log and templates have none.
SPOKEN = ("answer", "draft", "package")


def lines(db: Connection, cards: Iterable[str]) -> list[str]:
    """Ids of the ledger's lines of *cards*."""
    return _ids(db, permission, permission.c.card.in_(list(cards)))


def messages(db: Connection, threads: Iterable[str]) -> list[str]:
    """Ids of the messages of these conversations, quarantined or not."""
    return _ids(db, message, message.c.thread.in_(list(threads)))


def documents(db: Connection, threads: Iterable[str]) -> list[str]:
    """Ids of the answers, drafts and packages of these conversations."""
    some = document.c.thread.in_(list(threads)) & document.c.kind.in_(SPOKEN)
    return _ids(db, document, some)


def requests(db: Connection, cards: Iterable[str], *, but: str | None) -> list[str]:
    """Ids of the answered requests of *cards*, without the one that is being served."""
    some = request.c.card.in_(list(cards)) & request.c.closed_on.is_not(None)
    return [id for id in _ids(db, request, some) if id != but]


def notes(db: Connection, cards: Iterable[str], kind: str) -> list[str]:
    """Ids of the law's lines of *kind* about one of *cards*."""
    return _ids(db, dossier, dossier.c.card.in_(list(cards)) & (dossier.c.kind == kind))


def packages(db: Connection, cards: Iterable[str]) -> Sequence[RowMapping]:
    """The lines about files of *cards*, not opened: one names where a package lies."""
    some = dossier.c.card.in_(list(cards)) & (dossier.c.kind == "export")
    return db.execute(select(dossier).where(some)).mappings().all()


def remove(db: Connection, table: Table, ids: Sequence[str], *, day: date) -> int:
    """Delete rows of *table* by their ids, and what hangs on each."""
    for start in range(0, len(ids), MOST):
        some = list(ids[start : start + MOST])
        if table is document:
            db.execute(delete(letter).where(letter.c.document.in_(some)))
        if table is message:
            db.execute(delete(confirmation).where(confirmation.c.message.in_(some)))
        db.execute(delete(table).where(table.c.id.in_(some)))
    tombstones.add(db, table.name, ids, day=day)
    return len(ids)


def remove_codes(db: Connection, threads: Iterable[str]) -> None:
    """Delete the receipt codes of these conversations that open nothing any more."""
    left = exists().where(message.c.thread == receipt.c.thread) | exists().where(
        document.c.thread == receipt.c.thread
    )
    db.execute(delete(receipt).where(receipt.c.thread.in_(list(threads)), ~left))


def narrow(db: Connection, id: str, purposes: Sequence[str], until: date, *, day: date) -> None:
    """Keep an entry for *purposes* alone, until their last day."""
    said = " ".join(purposes)
    db.execute(update(entry).where(entry.c.id == id).values(purposes=said, expires_on=until))
    tombstones.add(db, tombstones.NARROWED, [f"{id} {until.isoformat()} {said}"], day=day)


def blank(db: Connection, cards: Iterable[str]) -> None:
    """Let the heads of *cards* say nothing; they are made anew of the entries that are left."""
    values = {"sealed": heading.BLANK, "version": card.c.version + 1}
    db.execute(update(card).where(card.c.id.in_(list(cards))).values(values))


def release(db: Connection, id: str) -> None:
    """No restriction, and nothing left to tell the person of: what stays, stays by law."""
    db.execute(update(card).where(card.c.id == id).values(restricted=False, inform_by=None, informed_on=None))


def add_statement(db: Connection, values: Mapping[str, Any]) -> None:
    """Keep the line that an erasure was carried out; *values* are all of its columns."""
    db.execute(insert(dossier).values(**values))


def statement(db: Connection, id: str) -> RowMapping | None:
    """That line, not opened."""
    row = db.execute(select(dossier).where(dossier.c.id == id, dossier.c.kind == KIND)).mappings()
    return row.one_or_none()


def _ids(db: Connection, table: Table, some: Any) -> list[str]:
    return list(db.execute(select(table.c.id).where(some).order_by(table.c.seq)).scalars())
