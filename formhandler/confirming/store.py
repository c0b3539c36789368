"""The SQL of confirmations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from formhandler import clock
from formhandler.schema import confirmation, consent_text, permission, suppression

#: Mails to one address while none of them was answered: whoever types in another's address is no nuisance.
MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a link leads to."""

    lookup: bytes
    event: str
    text: str  # hash of the words
    words: str
    lang: str  # of the words
    suppression: bytes  # of channel and address
    card: str | None
    confirmed_at: int | None  # seconds UTC


def add(db: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep what waits, unless its address was asked MOST times already and said nothing."""
    for row in rows:
        open_ = (confirmation.c.suppression == row["suppression"]) & confirmation.c.confirmed_at.is_(None)
        late = confirmation.c.expires_at <= row["created_at"]
        asked = select(func.count()).select_from(confirmation).where(open_, ~late)
        if db.execute(asked).scalar_one() < MOST:
            db.execute(insert(confirmation).values(**row))


def find(db: Connection, lookup: bytes, *, now: datetime) -> Waiting | None:
    """What waits for an answer, or has it; None when there is no such link, or its time is over."""
    known = confirmation.join(consent_text, confirmation.c.text == consent_text.c.hash)
    names = ("lookup", "event", "text", "suppression", "card", "confirmed_at")
    words = (consent_text.c.body.label("words"), consent_text.c.lang)
    query = select(*(confirmation.c[name] for name in names), *words).select_from(known)
    in_time = (confirmation.c.expires_at > clock.seconds(now)) | confirmation.c.confirmed_at.is_not(None)
    found = db.execute(query.where(confirmation.c.lookup == lookup, in_time)).mappings().one_or_none()
    return Waiting(**found) if found else None


def confirm(db: Connection, lookup: bytes, *, now: datetime) -> bool:
    """Note the answer; False when it was noted before."""
    unanswered = (confirmation.c.lookup == lookup) & confirmation.c.confirmed_at.is_(None)
    return (
        db.execute(update(confirmation).where(unanswered).values(confirmed_at=clock.seconds(now))).rowcount
        > 0
    )


def of_message(db: Connection, message: str) -> Sequence[RowMapping]:
    """What the boxes of a message wait for, or have."""
    return db.execute(select(confirmation).where(confirmation.c.message == message)).mappings().all()


def put_on(db: Connection, lookup: bytes, card: str) -> None:
    """The message lies on *card*, which has the address."""
    db.execute(update(confirmation).where(confirmation.c.lookup == lookup).values(card=card))


def since(db: Connection, card: str, hash: bytes, channel: str) -> tuple[int | None, date | None]:
    """When the card's ledger last heard of *channel* (seconds UTC), and since when *hash* is forbidden."""
    line = (permission.c.card == card) & (permission.c.channel == channel)
    at = db.execute(select(func.max(permission.c.at)).where(line)).scalar_one()
    day = db.execute(select(suppression.c.day).where(suppression.c.hash == hash)).scalar_one_or_none()
    return at, day


def unsent(db: Connection, *, now: datetime, most: int) -> Sequence[RowMapping]:
    """Mails that are to go out, the oldest first, sealed."""
    waits = confirmation.c.mail.is_not(None) & (confirmation.c.expires_at > clock.seconds(now))
    return (
        db.execute(select(confirmation).where(waits).order_by(confirmation.c.created_at).limit(most))
        .mappings()
        .all()
    )


def take(db: Connection, lookup: bytes) -> bool:
    """Take the mail to send it; False when another process has it."""
    there = (confirmation.c.lookup == lookup) & confirmation.c.mail.is_not(None)
    return db.execute(update(confirmation).where(there).values(mail=None)).rowcount > 0


def put_back(db: Connection, lookup: bytes, mail: bytes) -> None:
    """It did not go out."""
    db.execute(update(confirmation).where(confirmation.c.lookup == lookup).values(mail=mail))
