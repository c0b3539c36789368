"""A row of a file corrects the card that there is of the same person or company."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from formhandler import clock
from formhandler.exchange.judging import Held
from formhandler.register import changing, store
from formhandler.register.card import Card, Entry, New
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.rows import Rows
from record import Record


def overwrite(
    db: Connection, rows: Rows, record: Record, id: str, news: Sequence[New], *, actor: str, now: datetime
) -> bool | Held:
    """
    Write what a row says in the place of what the card says; what the row leaves open stays.

    Permissions, prohibitions and the customer relationship are not touched.

    Returns:
        Whether anything was different; or why nothing may be written.
    """
    try:
        card = changing.opened(db, rows, id)
    except EnvelopeError:
        return Held.CLOSED
    if card is None or card.merged_into is not None:
        return Held.GONE
    if card.restricted:
        return Held.RESTRICTED
    changes = [(old, new) for new in news if (old := _before(card, new)) is None or _differs(old, new)]
    version = card.version
    for old, new in changes:
        if old is None:
            changing.add(db, rows, record, id, version, new, actor=actor, now=now)
        else:
            whole = replace(new, values={**old.values, **new.values}, purposes=old.purposes)
            changing.correct(db, rows, record, version, old, whole, actor=actor, now=now)
        version += 1
    if changes:
        _inform(db, record, card, version, [new for _, new in changes], now)
    return bool(changes)


def _before(card: Card, new: New) -> Entry | None:
    """The newest entry of the same group that has one of the same columns."""
    alike = (
        one for one in reversed(card.current) if one.group == new.group and one.values.keys() & new.values
    )
    return next(alike, None)


def _differs(old: Entry, new: New) -> bool:
    return any(old.values.get(column) != text for column, text in new.values.items())


def _inform(
    db: Connection, record: Record, card: Card, version: int, news: Sequence[New], now: datetime
) -> None:
    """The clock of GDPR Art. 14(3) begins with the first fact from somebody else."""
    due = changing.inform_by(record, news, clock.day(now))
    if due is not None and card.inform_by is None and card.informed_on is None:
        store.change_card(db, card.id, version, inform_by=due)
