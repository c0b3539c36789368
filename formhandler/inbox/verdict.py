"""The owner's verdict: a message into quarantine, or out of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from sqlalchemy import Connection

from formhandler import keeping
from formhandler.contact import store as counts
from formhandler.inbox import store
from formhandler.inbox.opened import open_message
from formhandler.inbox.store import MESSAGE, QUARANTINE, Move, Sealed
from formhandler.vault.envelope import Bound, EnvelopeError, reseal
from formhandler.vault.keys import Keyring
from formhandler.writer import Writer
from record import Record
from record.model.form import Form

#: How the verdicts are counted beside what the layers caught.
CODES = {QUARANTINE: "verdict-spam", MESSAGE: "verdict-ham"}


@dataclass(slots=True)
class Judged:
    """What became of each message, by its reference."""

    moved: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)  # somebody else was quicker, or it was clicked twice
    gone: list[str] = field(default_factory=list)  # erased meanwhile
    unreadable: list[str] = field(default_factory=list)  # what does not open can't be sealed anew


def judge(
    references: Iterable[str],
    kind: str,
    *,
    keys: Keyring,
    record: Record,
    db: Connection,
    writer: Writer,
    today: date,
    counted: bool = True,
) -> Judged:
    """
    Move these messages to *kind*, in one transaction. Their state and receipt codes stay as they are.

    Nothing is queued: the owner who moves a message needs no notice of it.

    Args:
        kind: "quarantine" or "message".
        db: To read from.
        today: Calendar date in Europe/Helsinki; the period of a quarantine begins with it.
        counted: False when an earlier verdict is taken back.
    Raises:
        writer.Unavailable: nothing was moved.
    """
    judged = Judged()
    moves: dict[str, tuple[str, Move]] = {}
    for reference in dict.fromkeys(references):
        sealed = store.one(db, reference)
        if sealed is None:
            judged.gone.append(reference)
        elif sealed.kind == kind:
            judged.already.append(sealed.reference)
        else:
            try:
                moves[sealed.id] = (sealed.reference, _move(sealed, kind, keys, record, today))
            except EnvelopeError:
                judged.unreadable.append(sealed.reference)
    if moves:
        code = CODES[kind] if counted else ""
        done = writer.submit(partial(_keep, moves=[move for _, move in moves.values()], code=code, day=today))
        for id, (reference, _) in moves.items():
            (judged.moved if id in done else judged.already).append(reference)
    return judged


def _move(sealed: Sealed, kind: str, keys: Keyring, record: Record, today: date) -> Move:
    """
    The same message as one of *kind*. Raises EnvelopeError.

    Sealed to the key that it was sealed to: while the key is being changed, the change takes its turn.
    """
    form = keeping.form_of(record, open_message(sealed, keys).form)
    until = _until(sealed, kind, record, form, today)
    as_ = Bound(id=sealed.id, kind=kind, day=sealed.day, expires_on=until)
    private = keys.get(sealed.key_id)
    assert private is not None  # open_message has just used it
    resealed = reseal(keys, sealed.envelope, sealed.bound, to=private.public, as_=as_)
    return Move(id=sealed.id, envelope=sealed.envelope, kind=kind, expires_on=until, resealed=resealed)


def _until(sealed: Sealed, kind: str, record: Record, form: Form, today: date) -> date:
    if kind == MESSAGE:
        return keeping.last_day(record, form, MESSAGE, sealed.day)
    # The clock of quarantine starts now; it never keeps a message longer than it was to be kept.
    return min(keeping.last_day(record, form, QUARANTINE, today), sealed.expires_on)


def _keep(db: Connection, *, moves: list[Move], code: str, day: date) -> list[str]:
    done = store.move(db, moves)
    if done and code:
        counts.count(db, day=day, codes=(code,), n=len(done))
    return done
