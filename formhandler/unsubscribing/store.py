"""The SQL of links, and of what they forbid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from formhandler import clock
from formhandler.schema import card, suppression, unsubscribe_link


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where a link leads: what it forbids, and since when that is forbidden."""

    channel: str  # one of permissions/channels.py
    suppression: bytes  # the hash to suppress, 32 bytes
    card: str  # maybe erased since
    since: date | None  # Europe/Helsinki; None: not forbidden


def add_links(db: Connection, links: Iterable[tuple[bytes, bytes, str]], *, channel: str, day: date) -> None:
    """Keep new links: of each its lookup, the hash it suppresses and its card's id."""
    names = ("lookup", "suppression", "card")
    rows = [{**dict(zip(names, link, strict=True)), "channel": channel, "day": day} for link in links]
    if rows:
        db.execute(insert(unsubscribe_link), rows)


def find(db: Connection, lookup: bytes) -> Link | None:
    """The link with *lookup*; None when there is none (any more)."""
    there = unsubscribe_link.outerjoin(suppression, unsubscribe_link.c.suppression == suppression.c.hash)
    columns = [unsubscribe_link.c[name] for name in ("channel", "suppression", "card")]
    query = select(*columns, suppression.c.day.label("since")).select_from(there)
    row = db.execute(query.where(unsubscribe_link.c.lookup == lookup)).mappings().one_or_none()
    return Link(**row) if row else None


def use(db: Connection, lookup: bytes, *, now: datetime) -> None:
    """Note that the link was pressed; the first time stays."""
    unused = (unsubscribe_link.c.lookup == lookup) & unsubscribe_link.c.used_at.is_(None)
    db.execute(update(unsubscribe_link).where(unused).values(used_at=clock.seconds(now)))


def living(db: Connection, id: str) -> str | None:
    """The card *id*, or the one that took its place; None once it is erased."""
    seen = {id}
    while (row := db.execute(select(card.c.merged_into).where(card.c.id == id)).one_or_none()) is not None:
        if row.merged_into is None or row.merged_into in seen:
            return id
        id = row.merged_into
        seen.add(id)
    return None


def expire_links(db: Connection, before: date) -> int:
    """Delete the links of lists made before this day, and return how many there were."""
    gone: int = db.execute(delete(unsubscribe_link).where(unsubscribe_link.c.day < before)).rowcount
    return gone
