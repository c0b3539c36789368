"""
What one press does, all in one transaction: whoever gets an answer has it on the disk.

A second press, also years later, forbids again what was permitted meanwhile, and else changes nothing.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from formhandler import clock
from formhandler.backups import tombstones
from formhandler.permissions.channels import PROHIBITED
from formhandler.register import expiring
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
    if link.since is None:
        store.suppress(db, link.suppression, link.channel, day=day)
        tombstones.add(db, tombstones.SUPPRESSED, [f"{link.channel} {link.suppression.hex()}"], day=day)
        link = replace(link, since=day)
    card = store.living(db, link.card)
    if card and store.state(db, card, link.channel) != PROHIBITED:
        store.prohibit(db, card, link.channel, how=how, now=now)
        expiring.recount(db, record, card)
    return link
