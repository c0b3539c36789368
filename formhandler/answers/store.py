"""All the SQL of answers, drafts and templates: rows of `document`, and the conversation they belong to."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from formhandler.schema import document, message
from formhandler.vault.envelope import Bound

ANSWER, DRAFT, TEMPLATE = "answer", "draft", "template"
MOST = 500  # ids in one question; SQLite takes 32,766 values


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One row of `document`, not opened."""

    id: str
    kind: str
    thread: str | None
    day: date
    expires_on: date
    key_id: str
    envelope: bytes
    receipt_key: bytes | None
    seq: int = 0  # order of writing; 0 before it is kept

    @property
    def bound(self) -> Bound:
        """What the envelope is bound to."""
        return Bound(id=self.id, kind=self.kind, day=self.day, expires_on=self.expires_on)


@dataclass(frozen=True, slots=True)
class Newest:
    """How far a conversation has come: the order numbers of its latest answer and message, 0 for none."""

    answer: int
    message: int

    def goes_beyond(self, seen: "Newest") -> bool:
        return self.answer > seen.answer or self.message > seen.message


_COLUMNS = [document.c[field.name] for field in fields(Sealed)]


def of_threads(db: Connection, threads: Iterable[str], kind: str = ANSWER) -> list[Sealed]:
    """The answers (or drafts) of these conversations, the oldest first."""
    asked, found = list(threads), []
    for start in range(0, len(asked), MOST):
        some = document.c.thread.in_(asked[start : start + MOST])
        found += _all(db, (document.c.kind == kind) & some)
    return sorted(found, key=lambda sealed: sealed.seq)


def by_seq(db: Connection, seqs: Iterable[int]) -> Iterator[Sealed]:
    """Yield the answers of these order numbers, the oldest first; in parts, so that few lie in memory."""
    asked = sorted(seqs)
    for start in range(0, len(asked), MOST):
        some = document.c.seq.in_(asked[start : start + MOST])
        yield from _all(db, (document.c.kind == ANSWER) & some)


def templates(db: Connection) -> list[Sealed]:
    """Every template, in the order they were first written."""
    return _all(db, document.c.kind == TEMPLATE)


def one(db: Connection, id: str, kind: str) -> Sealed | None:
    """The document *id* if it is of *kind*."""
    return next(iter(_all(db, (document.c.id == id) & (document.c.kind == kind))), None)


def draft(db: Connection, thread: str) -> Sealed | None:
    """The conversation's draft."""
    return next(iter(of_threads(db, [thread], DRAFT)), None)


def add(db: Connection, sealed: Sealed) -> None:
    """Keep one document; its order number is the database's to give."""
    row = asdict(sealed)
    del row["seq"]
    db.execute(insert(document).values(row))


def replace(db: Connection, sealed: Sealed) -> bool:
    """Write the document of this id and kind anew, in its place; False if it is no longer there."""
    row = asdict(sealed)
    same = (document.c.id == row.pop("id")) & (document.c.kind == row.pop("kind"))
    del row["seq"]
    return db.execute(update(document).where(same).values(row)).rowcount == 1


def remove(db: Connection, id: str, kind: str) -> bool:
    """Delete one document; False if it was not there."""
    return db.execute(delete(document).where(document.c.id == id, document.c.kind == kind)).rowcount == 1


def remove_draft(db: Connection, thread: str) -> None:
    """Delete the conversation's draft, if there is one."""
    db.execute(delete(document).where(document.c.thread == thread, document.c.kind == DRAFT))


def expire(db: Connection, *, today: date) -> int:
    """
    Delete the documents of every kind whose last day has passed, and return how many there were.

    Args:
        today: Calendar date in Europe/Helsinki. A document is kept for the whole of its last day.
    """
    return db.execute(delete(document).where(document.c.expires_on < today)).rowcount


def thread_of(db: Connection, reference: str) -> str | None:
    """The conversation of the message with *reference*."""
    return db.execute(select(message.c.thread).where(message.c.reference == reference)).scalar_one_or_none()


def newest(db: Connection, thread: str) -> Newest:
    """How far the conversation has come."""
    answers = select(func.max(document.c.seq)).where(document.c.thread == thread, document.c.kind == ANSWER)
    sent = select(func.max(message.c.seq)).where(message.c.thread == thread)
    return Newest(db.execute(answers).scalar_one() or 0, db.execute(sent).scalar_one() or 0)


def mark(db: Connection, thread: str, state: str) -> int:
    """Set the state of the conversation's messages; returns how many there are."""
    return db.execute(update(message).where(message.c.thread == thread).values(state=state)).rowcount


def _all(db: Connection, which: ColumnElement[bool]) -> list[Sealed]:
    rows = db.execute(select(*_COLUMNS).where(which).order_by(document.c.seq))
    return [Sealed(**row) for row in rows.mappings()]
