"""
The mail of the week: how much presses by the law's clocks, and nothing of whom.

It is counted from what lies in clear, so it goes out while the archive is locked. A week in which nothing
presses has none.
"""

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from functools import partial

from flask import Flask
from sqlalchemy import Connection, Engine

from formhandler import clock, mail
from formhandler.register import sweeping
from formhandler.rights import store
from formhandler.writer import Writer
from record.period import ONE_MONTH
from texts import Translator, translator

#: When it goes, by the clock in Finland.
MORNING = time(6)
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressing:
    """How much presses."""

    late: int  # requests whose last day is past
    soon: int  # to be answered within SOON
    open: int  # all that wait for an answer
    breaches: int  # that are not closed
    uninformed: int  # people who have to be told where their data is from
    going: int  # entries whose last day comes within a month

    @property
    def any(self) -> bool:
        return any(astuple(self))


def count(db: Connection, *, today: date) -> Pressing:
    """Needs no key."""
    late = store.count_due(db, by=today - timedelta(days=1))
    going = sweeping.coming(db, today=today, until=ONE_MONTH.add_to(today))
    return Pressing(
        late=late,
        soon=store.count_due(db, by=today + SOON) - late,
        open=len(store.open_rows(db)),
        breaches=store.count_breaches(db),
        uninformed=store.count_uninformed(db),
        going=sum(n for _, _, n in going),
    )


def due(writer: Writer, engine: Engine, *, now: datetime) -> bool:
    """
    Queue the mail of this week, once, when something presses; whether it was.

    Raises:
        Unavailable: the database cannot be written; ask again.
    """
    today = clock.day(now)
    monday = today - timedelta(days=today.weekday())
    with engine.connect() as db:
        if mail.has_week(db, monday) or not count(db, today=today).any:
            return False
    at = max(datetime.combine(monday, MORNING, tzinfo=clock.HELSINKI), now)
    return writer.submit(partial(mail.queue_week, monday=monday, due=at, now=now))


def writer_of(app: Flask, *, now: datetime) -> Callable[[date], EmailMessage]:
    """Return a function that writes the mail, counted when it goes, in the record's binding language."""

    def write(monday: date) -> EmailMessage:
        config, record = app.extensions["config"], app.extensions["record"]
        t = translator(record.binding)
        with app.extensions["engine"].connect() as db:
            found = count(db, today=clock.day(now))
        letter = EmailMessage()
        letter["From"] = config.mail_from or record.contact.email
        letter["To"] = config.mail_to or record.contact.email
        letter["Subject"] = t("Data protection this week")
        letter["Content-Language"] = t.lang
        page = t("All of it is on the page of requests: /hallinta/pyynnot")
        letter.set_content("\n".join((*lines(found, t), "", page, "")))
        return letter

    return write


def lines(found: Pressing, t: Translator) -> Iterator[str]:
    """A sentence for each thing that presses."""
    said = {
        t.n("One request is late.", "%(n)s requests are late.", found.late): found.late,
        t.n(
            "One request has to be answered within a week.",
            "%(n)s requests have to be answered within a week.",
            found.soon,
        ): found.soon,
        t.n(
            "One request waits for an answer in all.",
            "%(n)s requests wait for an answer in all.",
            found.open,
        ): found.open,
        t.n("One data breach is open.", "%(n)s data breaches are open.", found.breaches): found.breaches,
        t.n(
            "One person has to be told where their data is from.",
            "%(n)s people have to be told where their data is from.",
            found.uninformed,
        ): found.uninformed,
        t.n(
            "One entry of the register goes within a month.",
            "%(n)s entries of the register go within a month.",
            found.going,
        ): found.going,
    }
    yield from [sentence for sentence, n in said.items() if n] or [t("Nothing presses any more.")]
