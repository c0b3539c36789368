"""
What one press does, all in one transaction: whoever gets an answer has it on the disk.

A second press, also years later, forbids again what was permitted meanwhile, and else changes nothing.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from formhandler import clock
from formhandler.permissions import ledger
from formhandler.permissions import store as permissions
from formhandler.permissions.channels import PROHIBITED
from formhandler.permissions.ledger import Said
from formhandler.unsubscribing import store
from formhandler.unsubscribing.store import Link
from record import Record


def end(db: Connection, record: Record, lookup: bytes, *, how: str, now: datetime) -> Link | None:
    """
    Forbid what the link with *lookup* is for, and return it as it stands then; None of an unknown one.

    Args:
        how: One of permissions.channels.WAYS.
    """
    link, day = store.find(db, lookup), clock.day(now)
    if link is None:
        return None
    store.use(db, lookup, now=now)
    card = store.living(db, link.card)
    if card and permissions.newest(db, card).get(link.channel) != PROHIBITED:
        said = Said(channel=link.channel, state=PROHIBITED, how=how)
        ledger.say(db, None, record, b"", card, said, now=now, known=[link.suppression])
    elif link.since is None:
        ledger.forbid(db, link.channel, [link.suppression], day=day)
    return link if link.since else replace(link, since=day)
