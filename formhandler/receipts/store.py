"""All of the receipt code's SQL."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, or_, select

from formhandler.schema import document, installation, message, receipt
from formhandler.vault.envelope import Bound
from formhandler.vault.keys import PublicKey

SALT = "receipt salt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the database knows of one code."""

    thread: str
    public: bytes  # X25519, of the conversation's key
    private: bytes  # its other half, sealed under the code


@dataclass(frozen=True, slots=True)
class Sealed:
    """A message or an answer that somebody with the code may open."""

    bound: Bound
    envelope: bytes
    receipt_key: bytes
    reference: str  # of a message; "" of an answer


def salt(db: Connection) -> bytes | None:
    """The installation's salt for Argon2id, None before the first code."""
    return db.execute(select(installation.c.value).where(installation.c.name == SALT)).scalar_one_or_none()


def make_salt(db: Connection, size: int) -> bytes:
    """Make the salt unless it is there already, and return the one that counts."""
    if (made := salt(db)) is None:
        made = secrets.token_bytes(size)
        db.execute(insert(installation).values(name=SALT, value=made))
    return made


def thread_of(db: Connection, submission: str, reference: str) -> str | None:
    """The conversation that the message with both is in, None when there is no such message."""
    query = select(message.c.thread).where(
        message.c.submission == submission, message.c.reference == reference
    )
    return db.execute(query).scalar_one_or_none()


def known(db: Connection, thread: str) -> bool:
    """Tell whether *thread* has a code."""
    return bool(db.execute(select(exists().where(receipt.c.thread == thread))).scalar_one())


def public_of(db: Connection, thread: str) -> PublicKey | None:
    """The key that an answer in *thread* is wrapped to, None when no code was ever shown for it."""
    raw = db.execute(select(receipt.c.public).where(receipt.c.thread == thread)).scalar_one_or_none()
    return None if raw is None else PublicKey(raw)


def add(db: Connection, *, lookup: bytes, thread: str, public: bytes, private: bytes) -> bool:
    """
    Keep a code, unless it is kept already: a page that is loaded twice makes one.

    Returns:
        Whether the code opens *thread*; it does not when it opens another.
    """
    if found := find(db, lookup):
        return found.thread == thread
    row = {"lookup": lookup, "thread": thread, "public": public, "private": private}
    db.execute(insert(receipt).values(row))
    return True


def find(db: Connection, lookup: bytes) -> Receipt | None:
    """The conversation that a code opens."""
    columns = (receipt.c.thread, receipt.c.public, receipt.c.private)
    row = db.execute(select(*columns).where(receipt.c.lookup == lookup)).one_or_none()
    return Receipt(*row) if row else None


def messages(db: Connection, thread: str) -> list[Sealed]:
    """What the visitor wrote, quarantined or not, in the order of receipt."""
    query = select(message).where(message.c.thread == thread, message.c.receipt_key.is_not(None))
    return [_sealed(row, row.reference) for row in db.execute(query.order_by(message.c.seq))]


def answers(db: Connection, thread: str) -> list[Sealed]:
    """The answers that were sealed to the code, too, in the order of writing."""
    query = select(document).where(
        document.c.thread == thread, document.c.kind == "answer", document.c.receipt_key.is_not(None)
    )
    return [_sealed(row, "") for row in db.execute(query.order_by(document.c.seq))]


def packages(db: Connection, thread: str, *, today: date) -> list[Sealed]:
    """What of their data a person can take away with the code, the oldest first."""
    query = select(document).where(
        document.c.thread == thread,
        document.c.kind == "package",
        document.c.receipt_key.is_not(None),
        document.c.expires_on >= today,
    )
    return [_sealed(row, "") for row in db.execute(query.order_by(document.c.seq))]


def expire(db: Connection) -> int:
    """Delete the codes that have nothing left to open, and return how many there were."""
    left = or_(
        exists().where(message.c.thread == receipt.c.thread),
        exists().where(document.c.thread == receipt.c.thread),
    )
    return db.execute(delete(receipt).where(~left)).rowcount


def _sealed(row: Row[Any], reference: str) -> Sealed:
    bound = Bound(id=row.id, kind=row.kind, day=row.day, expires_on=row.expires_on)
    return Sealed(bound, row.envelope, row.receipt_key, reference)
