"""All the SQL that goes through the record in its order: for verifying, exporting and erasing it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Date, Engine, bindparam, text

from formhandler.consent.chain import START, Checkpoint

MANY = 500  # rows held in memory at a time

_DAYS = {"expires_on": Date()}
_ROW = "SELECT seq, id, submission, body, expires_on, ended_by, digest, link, erased FROM consent_event "
ALL = text(_ROW + "ORDER BY seq").columns(**_DAYS)
ONE = text(_ROW + "WHERE seq = :seq").columns(**_DAYS)
NAMED = text(_ROW + "WHERE id = :id").columns(**_DAYS)
DUE = (
    text(_ROW + "WHERE expires_on < :today AND seq > :after ORDER BY seq LIMIT :limit")
    .bindparams(bindparam("today", type_=Date()))
    .columns(**_DAYS)
)
COUNT_DUE = text("SELECT count(*) FROM consent_event WHERE expires_on < :today").bindparams(
    bindparam("today", type_=Date())
)
ERASE = text(
    "UPDATE consent_event SET id = NULL, submission = NULL, body = NULL, expires_on = NULL, ended_by = NULL, "
    "erased = :erased WHERE seq = :seq"
)
LAST = text("SELECT max(seq) FROM consent_event")
LINK = text("SELECT link FROM consent_event WHERE seq = :seq")
CHECKPOINTS = text("SELECT day, seq, link, mac FROM consent_checkpoint ORDER BY day").columns(day=Date())
TEXTS = text("SELECT hash, lang, body FROM consent_text ORDER BY hash")


@dataclass(frozen=True, slots=True)
class Row:
    """An event as it lies in the database; nothing of it is believed yet."""

    seq: int
    id: str | None
    submission: str | None
    body: str | None  # None: erased
    expires_on: date | None
    ended_by: int | None
    digest: bytes
    link: bytes
    erased: bytes | None


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it lies in the database."""

    hash: str
    lang: str
    body: str


@contextmanager
def frozen(engine: Engine) -> Iterator[Connection]:
    """A connection for which nothing changes meanwhile, whatever is written."""
    with engine.connect() as db:
        if db.dialect.name == "postgresql":  # in SQLite a transaction that reads is so by itself
            db = db.execution_options(isolation_level="REPEATABLE READ")
        with db.begin():
            yield db


def every(db: Connection) -> Iterator[Row]:
    """The whole record in its order, a few rows at a time."""
    for row in db.execution_options(yield_per=MANY).execute(ALL):
        yield Row(*row)


def one(db: Connection, seq: int) -> Row | None:
    row = db.execute(ONE, {"seq": seq}).first()
    return Row(*row) if row else None


def named(db: Connection, id: str) -> Row | None:
    row = db.execute(NAMED, {"id": id}).first()
    return Row(*row) if row else None


def due(db: Connection, *, today: date, after: int, limit: int) -> list[Row]:
    """The first *limit* events past number *after* whose last day was before *today*."""
    return [Row(*row) for row in db.execute(DUE, {"today": today, "after": after, "limit": limit})]


def count_due(db: Connection, *, today: date) -> int:
    found: int = db.execute(COUNT_DUE, {"today": today}).scalar_one()
    return found


def erase(db: Connection, seq: int, erased: bytes) -> None:
    """Leave of event *seq* its number, its digest and its link alone, and *erased* as the sign of it."""
    db.execute(ERASE, {"seq": seq, "erased": erased})


def last(db: Connection) -> int:
    """The number of the last event; 0 while there is none."""
    return db.execute(LAST).scalar() or 0


def link(db: Connection, seq: int) -> bytes | None:
    """The link of event *seq*, before the first one `START`; None when there is no such event."""
    if seq == 0:
        return START
    found: bytes | None = db.execute(LINK, {"seq": seq}).scalar()
    return found


def checkpoints(db: Connection) -> list[Checkpoint]:
    """Every checkpoint, the oldest first."""
    return [Checkpoint(*row) for row in db.execute(CHECKPOINTS)]


def texts(db: Connection) -> dict[str, Words]:
    """Every text by the hash that it is kept under."""
    return {row.hash: Words(*row) for row in db.execute(TEXTS)}
