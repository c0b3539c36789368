"""
What is kept when a box for marketing is ticked: that it waits, and the mail that asks, sealed.

In clear lie hashes, ids and times alone. The mail lies under HPKE to the public half of the outbox key
(vault/envelope.py), so that this side, which sealed it, cannot open it again.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from formhandler import clock
from formhandler.confirming import link
from formhandler.permissions import channels
from formhandler.permissions.channels import EMAIL
from formhandler.vault.envelope import Bound, seal
from formhandler.vault.keys import PublicKey
from record import Record, asking

SCHEMA = 1  # of the sealed mail; letters/asking.py reads it
KIND = "confirmation"
#: Time for an answer: a holiday is passed over, and an address that never agreed is soon forgotten.
OPEN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One box that was ticked, and with which address."""

    message: str  # message.id
    purpose: str
    event: str  # of the consent record
    email: str
    lang: str
    now: datetime  # UTC


def asks(record: Record, purpose: str) -> bool:
    """Whether marketing by e-mail rests on this purpose, so that the address has to confirm it."""
    return any(one.enabled and one.id == EMAIL and one.purpose == purpose for one in record.channels)


def row(record: Record, asked: Asked, outbox: PublicKey, key: bytes) -> dict[str, Any]:
    """
    The row of `confirmation`.

    Args:
        outbox: Public half of the outbox key.
        key: channels.suppression_key.
    """
    token, box = link.new(), asking.box(record, asked.purpose, asked.lang)
    lookup, created_at = link.digest(token), clock.seconds(asked.now)
    expires_at = clock.seconds(asked.now + OPEN)
    mail = {"schema": SCHEMA, "to": asked.email, "lang": asked.lang, "token": token, "words": box.text}
    payload = json.dumps(mail, ensure_ascii=False).encode()
    sealed, _ = seal(outbox, bound(lookup, created_at, expires_at), payload)
    return {
        "lookup": lookup,
        "message": asked.message,
        "purpose": asked.purpose,
        "event": asked.event,
        "text": box.hash,
        "suppression": channels.suppression(key, EMAIL, asked.email),
        "mail": sealed,
        "created_at": created_at,
        "expires_at": expires_at,
    }


def bound(lookup: bytes, created_at: int, expires_at: int) -> Bound:
    """What lies beside the sealed mail in its row: changed there, it does not open."""
    first, last = (clock.day(datetime.fromtimestamp(at, UTC)) for at in (created_at, expires_at))
    return Bound(id=lookup.hex(), kind=KIND, day=first, expires_on=last)
