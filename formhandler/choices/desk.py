"""Where an answer becomes an event: in one transaction, before anybody is told that it was taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine

from formhandler import db as database
from formhandler import pages
from formhandler.choices.answer import Answer, Asked
from formhandler.consent import rows, store
from formhandler.consent.event import Event
from formhandler.consent.rows import Row
from formhandler.contact import rates
from formhandler.contact.rates import Rates
from formhandler.writer import Writer
from record import Record

#: Answers that one network may send within WINDOW; people rarely need more than a few.
MANY = 30
WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What an answer is handled with; made once by init_app."""

    record: Record
    meaning: str  # of the record
    asked: Asked
    site: Path  # the built site, which knows the notice that stands on it
    engine: Engine
    writer: Writer
    reader: Engine
    key: bytes  # of the consent record's chain
    answers: Rates
    shown: Rates  # of the question, as the banner's script tells

    def take(self, answer: Answer, before: str | None, *, now: datetime) -> Event:
        """
        Put *answer* into the consent record, and return its event once it is on the disk.

        The same answer from the same page is one event, however often it comes.

        Args:
            before: The id in the browser's cookie.
        Raises:
            pages.SiteMissing: The site says other things than the record, so nobody has read what is asked.
            database.Moved, Unavailable: Nothing can be written now.
        """
        pages.check_same(self.site, self.record)
        database.check_in_place(self.engine)
        notice = pages.site(self.site)["notice"]
        return self.writer.submit(partial(self._add, answer, before, notice, now))

    def _add(
        self, answer: Answer, before: str | None, notice: dict[str, str], now: datetime, db: Connection
    ) -> Event:
        row = rows.named(db, before) if before else None
        earlier = _event(row)
        submission = answer.submission
        if submission and row and earlier and (row.submission or "").startswith(submission):
            return earlier  # sent again after it was taken
        event = answer.event(self.record, earlier, notice=notice, meaning=self.meaning, now=now)
        # With what was before, for a page that lay open while another answer was given is a new answer.
        whole = f"{submission}.{earlier.id if earlier else ''}" if submission else None
        return store.add(db, event, answer.question.text, self.key, submission=whole, now=now)

    def too_many(self, counted: Rates, address: str | None, *, now: datetime) -> bool:
        """Count one more from *address*; this machine's own says nothing about who it was."""
        return counted.add(address, now=now, within=WINDOW) > MANY and not rates.local(address)


def _event(row: Row | None) -> Event | None:
    """The choice in *row*; None of what is erased, unreadable, or the box of a form."""
    try:
        event = Event.read(row.body) if row and row.body else None
    except ValueError:
        return None
    return event if event and event.surface != "form" else None
