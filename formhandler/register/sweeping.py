"""
The SQL of what goes on its day. It reads what lies in clear alone: the vault may be locked.

Each function that deletes is one job for the writer and takes at most `store.MOST` rows, so that nobody waits
long; the caller repeats it until it returns 0. With every row that has an id goes a tombstone, in the same
transaction. Links and confirmations have none: after a restore they go again by their own day.

What is on a restricted card stays until the restriction ends: restricted data may only be stored, and
somebody may need it for a claim (GDPR Art. 18(1)(b)–(c), 18(2)).
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, or_, select, update

from formhandler import clock
from formhandler.backups import tombstones
from formhandler.register import heading, store
from formhandler.schema import card, confirmation, dossier, entry, message, permission, request

#: Tables of lines, each of which goes by itself.
LINES = (permission, dossier, request)


def count_entries(db: Connection, *, today: date) -> int:
    """How many entries are past their last day."""
    return db.execute(select(func.count()).select_from(entry).where(_past(entry, today))).scalar_one()


def count_lines(db: Connection, *, today: date) -> int:
    """How many lines of the ledger, notes for the law and requests are past their last day."""
    counts = [select(func.count()).select_from(table).where(_past(table, today)) for table in LINES]
    return sum(db.execute(query).scalar_one() for query in counts)


def coming(db: Connection, *, today: date, until: date) -> list[tuple[date, str, int]]:
    """What of the entries will go: last day (from *today* to *until*), id of the data group, how many."""
    soon = entry.c.expires_on.between(today, until) & ~_restricted(entry)
    days = select(entry.c.expires_on, entry.c.data_group, func.count()).where(soon)
    grouped = days.group_by(entry.c.expires_on, entry.c.data_group)
    return [(day, group, n) for day, group, n in db.execute(grouped.order_by(*grouped.selected_columns[:2]))]


def expire_entries(db: Connection, *, today: date) -> int:
    """Delete entries past their last day, and whatever the heads of their cards repeat of them."""
    query = select(entry.c.id, entry.c.card).where(_past(entry, today)).order_by(entry.c.seq)
    due = db.execute(query.limit(store.MOST)).all()
    ids = [one.id for one in due]
    store.remove_entries(db, ids)
    tombstones.add(db, "entry", ids, day=today)
    cards = sorted({one.card for one in due})
    # A card that went into one of these has a head as well, of the day of the merge.
    beheaded = or_(card.c.id.in_(cards), card.c.merged_into.in_(cards))
    values = {"sealed": heading.BLANK, "version": card.c.version + 1}
    db.execute(update(card).where(beheaded).values(values))
    return len(ids)


def expire_lines(db: Connection, table: Table, *, today: date) -> int:
    """Delete lines of *table*, one of LINES, past their last day."""
    query = select(table.c.id).where(_past(table, today)).order_by(table.c.seq).limit(store.MOST)
    ids = list(db.execute(query).scalars())
    db.execute(delete(table).where(table.c.id.in_(ids)))
    tombstones.add(db, table.name, ids, day=today)
    return len(ids)


def erase_shells(db: Connection, *, today: date) -> int:
    """
    Delete cards on which nothing is left, with those that went into them.

    A prohibition is no reason to keep a card: it outlives it as a keyed hash.
    """
    bare = select(card.c.id).where(card.c.merged_into.is_(None), _bare(today)).order_by(card.c.seq)
    ids = list(db.execute(bare.limit(store.MOST)).scalars())
    merged = list(db.execute(select(card.c.id).where(card.c.merged_into.in_(ids))).scalars())
    for some in (merged, ids):
        db.execute(delete(permission).where(permission.c.card.in_(some)))
        db.execute(delete(card).where(card.c.id.in_(some)))
    tombstones.add(db, "card", merged + ids, day=today)
    return len(ids)


def expire_confirmations(db: Connection, *, now: datetime) -> int:
    """
    Delete what asked an address to confirm a box and may no longer be answered.

    An answer waits longer, until its message is put on a card or gone.
    """
    gone_message = ~exists().where(message.c.id == confirmation.c.message)
    over = confirmation.c.confirmed_at.is_(None) | confirmation.c.card.is_not(None) | gone_message
    late = (confirmation.c.expires_at < clock.seconds(now)) & over
    gone: int = db.execute(delete(confirmation).where(late)).rowcount
    return gone


def _past(table: Table, today: date) -> ColumnElement[bool]:
    past = table.c.expires_on < today
    if table is entry:
        return past & ~_restricted(table)
    if table is permission:
        return past & ~_restricted(table) & ~_outlived(today)
    return past


def _restricted(table: Table) -> ColumnElement[bool]:
    return table.c.card.in_(select(card.c.id).where(card.c.restricted))


def _outlived(today: date) -> ColumnElement[bool]:
    """
    Whether an older line of the same card and channel stays.

    The newest line is what holds. If it went before an older one, a permission that
    had ended would hold again.
    """
    older = permission.alias()
    same = (older.c.card == permission.c.card) & (older.c.channel == permission.c.channel)
    return exists().where(same, older.c.seq < permission.c.seq, older.c.expires_on >= today)


def _bare(today: date) -> ColumnElement[bool]:
    """A card without entries, contacts or a permission that holds; one made today may still get them."""
    people, newer = card.alias(), permission.alias()
    same = (newer.c.card == permission.c.card) & (newer.c.channel == permission.c.channel)
    superseded = exists().where(same, newer.c.seq > permission.c.seq)
    holds = (permission.c.state == "permitted") & ~superseded
    return (
        (card.c.day < today)
        & ~card.c.restricted
        & ~exists().where(entry.c.card == card.c.id)
        & ~exists().where(people.c.organisation == card.c.id)
        & ~exists().where(permission.c.card == card.c.id, holds)
    )
