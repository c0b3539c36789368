"""Until when what is on a card is kept, counted anew from what lies in clear: the vault may be locked."""

from datetime import date

from sqlalchemy import Connection, RowMapping, select

from formhandler import clock
from formhandler.register import clocks, store
from formhandler.register.clocks import Standing
from formhandler.schema import permission
from record import Record
from record.model.purpose import CONSENT


def recount(db: Connection, record: Record, card: str) -> None:
    """Give every entry of *card* the last day that the record and the card's standing give it now."""
    row = store.card_row(db, card)
    if row is None:
        return
    at = standing(db, record, row)
    for one in store.entry_rows(db, card):
        until = max(clocks.last_day(record, one["purposes"].split(), one["of"], at), one["day"])
        if until != one["expires_on"]:
            store.change_entry(db, one["id"], expires_on=until)
    for contact in store.contacts(db, card):
        recount(db, record, contact["id"])


def standing(db: Connection, record: Record, row: RowMapping) -> Standing:
    """What starts the clocks of the entries of the card in *row*; a contact is a customer as its firm is."""
    permitted, ended = _permissions(db, record, row["id"])
    firm = store.card_row(db, row["organisation"]) if row["organisation"] else None
    related = firm or row
    return Standing(
        relation=related["relation"],
        ended_on=related["ended_on"],
        permitted=permitted,
        permission_ended=ended,
    )


def consented(db: Connection, record: Record, card: str, group: str) -> tuple[str, ...]:
    """The purposes to which the card's person has consented by the ledger, and that *group* serves."""
    newest = _newest(db, record, card)
    found = (
        record.purpose(channel.purpose)
        for channel in record.channels
        if channel.id in newest and newest[channel.id][0] == "permitted"
    )
    return tuple(dict.fromkeys(purpose.id for purpose in found if group in purpose.groups))


def _permissions(db: Connection, record: Record, card: str) -> tuple[bool, date | None]:
    """Whether a consent of the ledger is in force, and when the last one ended."""
    newest = _newest(db, record, card)
    permitted = any(state == "permitted" for state, _ in newest.values())
    ends = [at for state, at in newest.values() if state != "permitted"]
    last = clock.moment(max(ends)) if ends else None
    return permitted, clock.day(last) if last else None


def _newest(db: Connection, record: Record, card: str) -> dict[str, tuple[str, int]]:
    """Channel → state and moment of its newest line, of the channels whose purpose rests on consent."""
    asking = {channel.id for channel in record.channels if CONSENT in record.purpose(channel.purpose).bases}
    lines = db.execute(
        select(permission.c.channel, permission.c.state, permission.c.at)
        .where(permission.c.card == card)
        .order_by(permission.c.seq)
    )
    return {channel: (state, at) for channel, state, at in lines if channel in asking}
