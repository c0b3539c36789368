"""
Letters: the owner's answers on their way by mail.

compose.py  an answer as a mail from our own domain
key.py      the outbox key, and one mail sealed under it
store.py    the letters that wait, and what became of each
asking.py   the mail that asks an address to confirm a box that was ticked (double opt-in)
deliver.py  from there to the mail server, never twice
words.py    how a letter stands, in the owner's language
"""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import Connection

from formhandler.clock import seconds
from formhandler.letters import asking, store
from formhandler.letters.compose import BadAddress, compose
from formhandler.letters.deliver import Report, deliver_due
from formhandler.letters.key import load as outbox_key
from formhandler.letters.key import publish, seal
from formhandler.letters.store import (
    Counts,
    State,
    cancel,
    count,
    forget,
    leave,
    mark_bounced,
    resend,
    states,
)
from formhandler.letters.words import words

#: How long the owner may take an answer back.
UNDO = timedelta(seconds=20)

__all__ = [
    "UNDO",
    "BadAddress",
    "Counts",
    "Report",
    "State",
    "asking",
    "cancel",
    "compose",
    "count",
    "deliver_due",
    "forget",
    "leave",
    "mark_bounced",
    "outbox_key",
    "publish",
    "queue",
    "resend",
    "states",
    "words",
]


def queue(
    db: Connection,
    key: bytes,
    *,
    document: str,
    mail: EmailMessage,
    now: datetime,
    delay: timedelta = UNDO,
) -> None:
    """
    Let *mail* leave, *delay* from now, in the transaction that keeps the answer *document*.

    Args:
        key: From `outbox_key(config.data)`.
        mail: From `compose`; it is dated *now*, also if it has to wait for days.
    """
    del mail["Date"]
    mail["Date"] = format_datetime(now)
    mail_id = mail["Message-ID"].strip("<>").partition("@")[0]
    store.queue(
        db,
        document=document,
        mail_id=mail_id,
        sealed=seal(key, document, mail_id, mail),
        now=seconds(now),
        due_at=seconds(now + delay),
    )
