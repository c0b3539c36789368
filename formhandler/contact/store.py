"""All of the public side's SQL for messages. It adds; it never reads back what a visitor wrote."""

from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from formhandler import mail
from formhandler.contact import reference
from formhandler.schema import message

# Built once: building a statement costs more than running it.
ADD = insert(message)
EARLIER = select(message.c.reference).where(
    message.c.submission == bindparam("submission"), message.c.digest == bindparam("digest")
)


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
    thread: str = "",
) -> str:
    """
    Keep one sealed message and queue the owner's notice, in the caller's transaction.

    Args:
        id: 32 hexadecimal digits, bound into the envelope.
        submission: The check page's id. The same one with the same content is the same message, sent twice.
        digest: Keyed hash of the content (HMAC-SHA-256), which tells those two cases apart.
        kind: "message" or "quarantine".
        day: Day of receipt in Europe/Helsinki.
        expires_on: Last day the message is kept, from the record's retention rule.
        now: UTC.
        thread: The conversation that it continues; empty when it begins one.
    Returns:
        The visitor's reference: a new one, or that of the message already kept.
    """
    earlier: str | None = db.execute(
        EARLIER, {"submission": submission, "digest": digest}
    ).scalar_one_or_none()
    if earlier:
        return earlier
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
        "thread": thread or id,
    }
    db.execute(ADD, row)
    if kind == "message":
        mail.queue_notice(db, now=now)
    return given


def expire(db: Connection, *, today: date) -> int:
    """
    Delete the messages whose last day has passed and return how many there were.

    The day was written on the message when it was sealed, from the record that the notice prints
    (GDPR Art. 5(1)(e)).

    Args:
        today: Calendar date in Europe/Helsinki. A message is kept for the whole of its last day.
    """
    return db.execute(delete(message).where(message.c.expires_on < today)).rowcount


def count_expired(db: Connection, *, today: date) -> int:
    """Return how many messages `expire` would delete on *today*."""
    return db.execute(select(func.count()).where(message.c.expires_on < today)).scalar_one()
