"""All of the owner's side's SQL for messages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import Connection, bindparam, func, select, update

from formhandler.schema import document, message
from formhandler.vault.envelope import Bound

MESSAGE, QUARANTINE = "message", "quarantine"
NEW, OPEN, ANSWERED = "new", "open", "answered"
MOST = 500  # values in one question; SQLite takes 32,766


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One row of the archive, not opened."""

    seq: int  # order of receipt
    id: str
    reference: str
    kind: str  # "message" or "quarantine"
    day: date
    expires_on: date
    key_id: str
    envelope: bytes
    thread: str  # id of the conversation's first message
    state: str  # "new" (unread), "open", "answered"

    @property
    def bound(self) -> Bound:
        """What the envelope is bound to."""
        return Bound(id=self.id, kind=self.kind, day=self.day, expires_on=self.expires_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the database knows of a message without opening it."""

    seq: int
    id: str
    reference: str
    kind: str
    state: str
    day: date
    expires_on: date
    thread: str


@dataclass(frozen=True, slots=True)
class Tally:
    """By which it shows that messages or answers came or went. The last two are None in an empty table."""

    n: int
    newest: int | None
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A message into quarantine or out of it: its envelope as it is, and as it will be."""

    id: str
    envelope: bytes
    kind: str
    expires_on: date
    resealed: bytes


_COLUMNS = [message.c[field.name] for field in fields(Sealed)]
_STATUS = [message.c[field.name] for field in fields(Status)]

# Built once: these run with every page of the desk.
_TALLY = select(func.count(message.c.seq), func.max(message.c.seq), func.sum(message.c.seq))
_ANSWERS = select(func.count(document.c.seq), func.max(document.c.seq), func.sum(document.c.seq)).where(
    document.c.kind == "answer"
)
_NUMBERS = select(message.c.kind, message.c.state, func.count()).group_by(message.c.kind, message.c.state)


def messages(db: Connection, kinds: tuple[str, ...]) -> Iterator[Sealed]:
    """Yield the messages of *kinds*, the newest first."""
    rows = db.execute(select(*_COLUMNS).where(message.c.kind.in_(kinds)).order_by(message.c.seq.desc()))
    return (Sealed(**row) for row in rows.mappings())


def one(db: Connection, reference: str) -> Sealed | None:
    """Return the message of any kind with *reference*, typed in any case, with or without its dash."""
    typed = reference.upper().replace("-", "").replace(" ", "")
    row = (
        db.execute(select(*_COLUMNS).where(message.c.reference == f"{typed[:4]}-{typed[4:]}"))
        .mappings()
        .one_or_none()
    )
    return Sealed(**row) if row else None


def thread(db: Connection, thread: str) -> list[Sealed]:
    """The messages of one conversation, the oldest first."""
    rows = db.execute(select(*_COLUMNS).where(message.c.thread == thread).order_by(message.c.seq))
    return [Sealed(**row) for row in rows.mappings()]


def count(db: Connection, kind: str) -> int:
    """Return how many messages of *kind* there are."""
    return db.execute(select(func.count()).where(message.c.kind == kind)).scalar_one()


def numbers(db: Connection) -> Mapping[tuple[str, str], int]:
    """How many messages there are of each (kind, state); those with none are left out."""
    return {(kind, state): n for kind, state, n in db.execute(_NUMBERS)}


def tally(db: Connection) -> tuple[Tally, Tally]:
    """Of the messages, and of the answers."""
    return Tally(*db.execute(_TALLY).one()), Tally(*db.execute(_ANSWERS).one())


def sequence(db: Connection) -> set[int]:
    """The order number of every message."""
    return set(db.execute(select(message.c.seq)).scalars())


def answers(db: Connection) -> set[int]:
    """The order number of every answer."""
    return set(db.execute(select(document.c.seq).where(document.c.kind == "answer")).scalars())


def by_seq(db: Connection, seqs: Iterable[int]) -> Iterator[Sealed]:
    """Yield the messages of these order numbers, the oldest first; few at a time lie in memory."""
    asked = sorted(seqs)
    for start in range(0, len(asked), MOST):
        some = message.c.seq.in_(asked[start : start + MOST])
        for row in db.execute(select(*_COLUMNS).where(some).order_by(message.c.seq)).mappings():
            yield Sealed(**row)


def page(db: Connection, kind: str, states: Sequence[str], *, limit: int, offset: int = 0) -> list[Status]:
    """The messages of *kind* in one of *states* (in any, when none is named), the newest first."""
    some = message.c.kind == kind
    if states:
        some &= message.c.state.in_(states)
    # The numbers alone first: an index holds them, while the rows lie far apart, each beside its envelope.
    newest = select(message.c.seq).where(some).order_by(message.c.seq.desc()).limit(limit).offset(offset)
    seqs = list(db.execute(newest).scalars())
    found = statuses(db, seqs)
    return [found[seq] for seq in seqs if seq in found]


def statuses(db: Connection, seqs: Sequence[int]) -> dict[int, Status]:
    """How these messages stand; one that is gone is left out."""
    found: dict[int, Status] = {}
    for start in range(0, len(seqs), MOST):
        some = select(*_STATUS).where(message.c.seq.in_(seqs[start : start + MOST]))
        found |= {row["seq"]: Status(**row) for row in db.execute(some).mappings()}
    return found


def set_state(db: Connection, ids: Iterable[str], state: str, *, only: Sequence[str] = ()) -> int:
    """
    Set the state of the messages *ids*; doing it again changes nothing.

    Args:
        only: Change those alone that are in one of these states.
    Returns:
        How many are changed.
    """
    some = message.c.id.in_(list(ids)) & (message.c.state != state)
    if only:
        some &= message.c.state.in_(only)
    return db.execute(update(message).where(some).values(state=state)).rowcount


_MOVE = (
    update(message)
    .where(message.c.id == bindparam("moved"), message.c.envelope == bindparam("as_it_was"))
    .values(kind=bindparam("to"), expires_on=bindparam("until"), envelope=bindparam("resealed"))
)


def move(db: Connection, moves: Iterable[Move]) -> list[str]:
    """
    Give each message its other kind, last day and envelope; its receipt key opens it as before.

    One whose envelope is no longer what it was is left alone: somebody moved it meanwhile, or it was erased.

    Returns:
        The ids of those that were moved.
    """
    done = []
    for move in moves:
        values = {"moved": move.id, "as_it_was": move.envelope, "to": move.kind, "until": move.expires_on}
        if db.execute(_MOVE, {**values, "resealed": move.resealed}).rowcount:
            done.append(move.id)
    return done
