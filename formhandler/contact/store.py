"""All of the public side's SQL for messages. It adds; it never reads back what a visitor wrote."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, bindparam, delete, func, insert, select, text

from counting.view import Sent
from formhandler import clock, mail
from formhandler.confirming import store as confirming
from formhandler.consent import store as consent
from formhandler.consent.event import Event
from formhandler.contact import reference
from formhandler.contact.ticket import Ticket
from formhandler.counts import store as counts
from formhandler.db import go_alone
from formhandler.schema import blocked as blocked_table
from formhandler.schema import message, spam_count, ticket

# Built once: building a statement costs more than running it.
ADD = insert(message)
EARLIER = (
    select(message.c.reference, message.c.digest, message.c.thread)
    .where(message.c.submission == bindparam("submission"))
    .order_by(message.c.seq)
)
# Both databases read these two alike; SQLAlchemy has the clause only in each dialect's own insert().
SPEND = text("INSERT INTO ticket (nonce, expires_at) VALUES (:nonce, :expires_at) ON CONFLICT DO NOTHING")
COUNT = text(
    "INSERT INTO spam_count (day, code, n) VALUES (:day, :code, :n) "
    "ON CONFLICT (day, code) DO UPDATE SET n = spam_count.n + excluded.n"
).bindparams(bindparam("day", type_=Date()))


def archive(
    db: Connection,
    *,
    id: str,
    submission: str,
    digest: bytes,
    kind: str,
    day: date,
    expires_on: date,
    key_id: str,
    envelope: bytes,
    now: datetime,
    receipt_key: bytes | None = None,
    thread: str = "",
    paid: Ticket | None = None,
    signs: Iterable[str] = (),
    ticked: Sequence[tuple[Event, str]] = (),
    chain_key: bytes = b"",
    confirmations: Sequence[Mapping[str, Any]] = (),
    counted: Sent | None = None,
    most: int = 0,
) -> str | None:
    """
    Keep one sealed message with its consents and queue the owner's notice, in the caller's transaction.

    Args:
        id: 32 hexadecimal digits, bound into the envelope.
        submission: What the check page's id leads to. The same one with the same content is the same message,
            sent twice; with other content it continues the conversation.
        digest: Keyed hash of the content (HMAC-SHA-256), which tells those two cases apart.
        kind: "message" or "quarantine".
        day: Day of receipt in Europe/Helsinki.
        expires_on: Last day the message is kept, from the record's retention rule.
        now: UTC.
        receipt_key: The envelope's data key, wrapped to the conversation's key.
        thread: The conversation that it continues; empty when it begins one.
        paid: The ticket for which the message is taken without a check page; it is used up.
        signs: What the layers against spam saw; each is counted.
        ticked: The event of each box that was ticked, and the words beside it.
        chain_key: The consent record's.
        confirmations: Rows of what the address has to confirm (confirming/asking.py).
        counted: The form that it came by, to be counted; None: it is not. *most* as of counts.store.add.
    Returns:
        The visitor's reference: a new one, or that of the message already kept. None when the ticket was
        used for another message: then nothing is kept.
    """
    if ticked or counted:  # before anything is locked that another handler could wait for meanwhile
        go_alone(db)
    unused = paid is not None and spend(db, paid)
    earlier = [] if unused else db.execute(EARLIER, {"submission": submission}).all()
    same: str | None = next((row.reference for row in earlier if row.digest == digest), None)
    if same or (paid and not unused):
        return same
    given = reference.new()
    row = {
        "id": id,
        "submission": submission,
        "digest": digest,
        "kind": kind,
        "day": day,
        "expires_on": expires_on,
        "key_id": key_id,
        "envelope": envelope,
        "reference": given,
        "thread": thread or (earlier[0].thread if earlier else id),
        "receipt_key": receipt_key,
    }
    db.execute(ADD, row)
    for event, words in ticked:
        consent.add(db, event, words, chain_key, now=now)
    confirming.add(db, confirmations)
    count(db, day=day, codes=signs)
    if kind == "message":
        mail.queue_notice(db, now=now)
        if counted:
            counts.add(db, (counted,), most=most)
    return given


def expire(db: Connection, *, today: date) -> int:
    """
    Delete the messages whose last day has passed and return how many there were.

    The day was written on the message when it was sealed, from the record that the notice prints
    (GDPR Art. 5(1)(e)). Those that went from quarantine are counted as "purged".

    Args:
        today: Calendar date in Europe/Helsinki. A message is kept for the whole of its last day.
    """
    quarantined = select(func.count()).where(message.c.expires_on < today, message.c.kind == "quarantine")
    if purged := db.execute(quarantined).scalar_one():
        count(db, day=today, codes=("purged",), n=purged)
    return db.execute(delete(message).where(message.c.expires_on < today)).rowcount


def count_expired(db: Connection, *, today: date) -> int:
    """Return how many messages `expire` would delete on *today*."""
    return db.execute(select(func.count()).where(message.c.expires_on < today)).scalar_one()


def spend(db: Connection, paid: Ticket) -> bool:
    """Use the ticket up. False when it was used before: the library would take it any number of times."""
    row = {"nonce": paid.nonce, "expires_at": clock.seconds(paid.expires)}
    return db.execute(SPEND, row).rowcount == 1


def count(db: Connection, *, day: date, codes: Iterable[str], n: int = 1) -> None:
    """Add *n* to the sum of each of *codes* on *day*, a date in Europe/Helsinki."""
    rows = [{"day": day, "code": code, "n": n} for code in sorted(codes)]
    if not rows:
        return
    go_alone(db)
    db.execute(COUNT, rows)


def forget_tickets(db: Connection, *, now: datetime) -> int:
    """Delete the used tickets that could not be used again anyway, and return how many there were."""
    return db.execute(delete(ticket).where(ticket.c.expires_at <= clock.seconds(now))).rowcount


def forget_counts(db: Connection, *, before: date) -> int:
    """Delete the sums of the days before *before*, and return how many there were."""
    return db.execute(delete(spam_count).where(spam_count.c.day < before)).rowcount


def blocked(db: Connection) -> frozenset[bytes]:
    """Return the hashes of everything on the owner's lists."""
    return frozenset(db.execute(select(blocked_table.c.hash)).scalars())


def block(db: Connection, hashes: Iterable[bytes]) -> None:
    """Put *hashes* in the place of those that were there."""
    db.execute(delete(blocked_table))
    rows = [{"hash": one} for one in sorted(hashes)]
    if rows:
        db.execute(insert(blocked_table), rows)
