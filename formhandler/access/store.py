"""The SQL of an access package: what names a card, beyond what the rooms of each thing can tell."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, RowMapping, func, select

from formhandler.schema import consent_event, dossier, message, unsubscribe_link


def threads(db: Connection, references: Iterable[str]) -> set[str]:
    """The conversations that the messages with these references are in."""
    some = message.c.reference.in_(list(references)) & (message.c.kind == "message")
    return set(db.execute(select(message.c.thread).where(some)).scalars())


def first_references(db: Connection, threads: Iterable[str]) -> list[str]:
    """The reference of each conversation's first message, the oldest first; none of one without messages."""
    first = select(func.min(message.c.seq)).where(message.c.thread.in_(list(threads)))
    seqs = first.group_by(message.c.thread)
    return list(
        db.execute(
            select(message.c.reference).where(message.c.seq.in_(seqs)).order_by(message.c.seq)
        ).scalars()
    )


def notes(db: Connection, cards: Iterable[str], kind: str) -> Sequence[RowMapping]:
    """Lines of the law's logs of *kind* that are about one of *cards*, the oldest first, not opened."""
    some = dossier.c.card.in_(list(cards)) & (dossier.c.kind == kind)
    return db.execute(select(dossier).where(some).order_by(dossier.c.at, dossier.c.seq)).mappings().all()


def notes_of_all(db: Connection, kind: str, *, since: int) -> Sequence[RowMapping]:
    """The same of lines that are about no card by itself, from that second UTC on."""
    some = dossier.c.card.is_(None) & (dossier.c.kind == kind) & (dossier.c.at >= since)
    return db.execute(select(dossier).where(some).order_by(dossier.c.at, dossier.c.seq)).mappings().all()


def lists(db: Connection, cards: Iterable[str]) -> list[tuple[str, date]]:
    """The marketing lists that one of *cards* was on: channel and day."""
    columns = (unsubscribe_link.c.channel, unsubscribe_link.c.day)
    some = select(*columns).where(unsubscribe_link.c.card.in_(list(cards))).distinct()
    return [(row.channel, row.day) for row in db.execute(some.order_by(unsubscribe_link.c.day))]


def events(db: Connection, ids: Iterable[str]) -> Mapping[str, str]:
    """The bodies of these events of the consent record, by id; what was erased is left out."""
    some = select(consent_event.c.id, consent_event.c.body).where(consent_event.c.id.in_(list(ids)))
    return {row.id: row.body for row in db.execute(some)}
