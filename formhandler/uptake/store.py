"""The SQL of the page of consents that consent/store.py has not."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from formhandler import clock
from formhandler.schema import consent_event, consent_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words that somebody answered to."""

    hash: str  # SHA-256 of the body, hex
    lang: str
    body: str
    first: datetime  # when somebody first answered to them, UTC


def texts(db: Connection) -> list[Text]:
    """Every text that was ever answered to, the newest first."""
    rows = db.execute(select(consent_text).order_by(consent_text.c.first_used_at.desc(), consent_text.c.hash))
    return [
        Text(hash=row.hash, lang=row.lang, body=row.body, first=moment)
        for row in rows
        if (moment := clock.moment(row.first_used_at))
    ]


def ticked(db: Connection) -> list[str]:
    """
    The bodies of the events that came from a form's box and are still kept.

    They have no last day as long as the consent holds, so the index on the day leaves the many others out.
    """
    form = consent_event.c.body.contains('"surface":"form"', autoescape=True)
    rows = db.execute(select(consent_event.c.body).where(consent_event.c.expires_on.is_(None), form))
    return list(rows.scalars())
