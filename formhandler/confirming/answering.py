"""
An answer becomes a permission: at once when the message is on a card already, else when it is put on one.

A card gets the permission only if the address that confirmed is the card's: a message may be put on the card
of a firm, or of somebody else. What was said after the answer holds against it.
"""

from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping

from formhandler import clock
from formhandler.confirming import store
from formhandler.confirming.store import Waiting
from formhandler.permissions import channels, ledger, points
from formhandler.permissions.channels import EMAIL, PERMITTED
from formhandler.permissions.ledger import Said
from formhandler.register import changing
from formhandler.unsubscribing import store as cards
from formhandler.vault.rows import Rows
from record import Record


def confirm(db: Connection, record: Record, lookup: bytes, *, now: datetime) -> Waiting | None:
    """Note the answer, and return what it was to; None of an unknown or late link. Again changes nothing."""
    waiting = store.find(db, lookup, now=now)
    if waiting is None or not store.confirm(db, lookup, now=now):
        return waiting
    if waiting.card and (card := cards.living(db, waiting.card)):
        said = _said(waiting.text, waiting.event)
        ledger.say(db, None, record, b"", card, said, now=now, known=[waiting.suppression])
    return store.find(db, lookup, now=now)


def put_on(
    db: Connection, rows: Rows, record: Record, key: bytes, message: str, card: str, *, now: datetime
) -> int:
    """
    Give *card* what the address of *message* confirmed, and let it have what it confirms later.

    Returns:
        How many boxes of the message wait for an answer still.
    Raises:
        EnvelopeError: the card does not open.
    """
    found = store.of_message(db, message)
    if not found or (one := changing.opened(db, rows, card)) is None:
        return 0
    own = {channels.suppression(key, EMAIL, point) for point in points.of_head(one.head, EMAIL)}
    for row in found:
        if row["card"] is None and row["suppression"] in own:
            store.put_on(db, row["lookup"], card)
            if row["confirmed_at"] is not None and not _overtaken(db, row, card):
                said = _said(row["text"], row["event"])
                ledger.say(db, None, record, key, card, said, now=now, known=[row["suppression"]])
    return sum(row["confirmed_at"] is None and row["expires_at"] > clock.seconds(now) for row in found)


def _said(text: str, event: str) -> Said:
    return Said(channel=EMAIL, state=PERMITTED, how="form", text=text, event=event)


def _overtaken(db: Connection, row: RowMapping, card: str) -> bool:
    """Whether something was said of the address after it had confirmed; of the same day, maybe after."""
    at, forbidden = store.since(db, card, row["suppression"], EMAIL)
    confirmed = clock.day(datetime.fromtimestamp(row["confirmed_at"], UTC))
    return (at is not None and at >= row["confirmed_at"]) or (
        forbidden is not None and forbidden >= confirmed
    )
