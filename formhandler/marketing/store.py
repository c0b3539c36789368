"""The SQL of lists: in which language somebody is spoken to, and whether anything changed meanwhile."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from formhandler.permissions.channels import PERMITTED
from formhandler.schema import card, consent_text, entry, permission, suppression


def languages(db: Connection) -> Mapping[str, str]:
    """Card's id → the language of the newest words of a form that its person accepted."""
    words = permission.join(consent_text, permission.c.text == consent_text.c.hash)
    query = select(permission.c.card, consent_text.c.lang).select_from(words)
    accepted = db.execute(query.where(permission.c.state == PERMITTED).order_by(permission.c.seq))
    return {row.card: row.lang for row in accepted}


def mark(db: Connection) -> tuple[int | None, ...]:
    """
    What is another as soon as anybody said something, or a card was changed, erased, restricted or merged.

    So a list that was put together outside the writer's transaction is known to be the one of now.
    """
    found = (
        select(func.max(permission.c.seq), func.count(permission.c.seq)),
        select(func.count(suppression.c.hash)),
        select(func.max(card.c.seq), func.count(card.c.seq), func.sum(card.c.version)),
        select(func.max(entry.c.seq), func.count(entry.c.seq)),
    )
    return tuple(value for query in found for value in db.execute(query).one())
