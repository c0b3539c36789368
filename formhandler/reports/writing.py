"""A month's report: the mail, and the same as a file. It holds sums alone, and no mistyped address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

from flask import Flask

from formhandler import figures
from formhandler.counts import dims
from formhandler.figures import words
from formhandler.figures.shown import Shown
from formhandler.figures.table import Table
from formhandler.reports import bars, plain
from record import Record, Unstated
from texts import Translator, translator

#: In this order; those over time are the bars. Addresses without a page can hold what somebody pasted: a mail
#: goes through the hands of others, so it tells how many there were, and the owner's page tells which.
TABLES = ("pages", "sources", "campaigns", "forms", "devices", "languages")
PAGE = "/hallinta/kaynnit"  # formhandler/visits/views.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What there is to tell of a month, in one language."""

    t: Translator
    record: Record
    title: str
    page: str  # the address of the owner's page; only its path while the site's address is not stated
    shown: Shown | None  # None: nothing is kept of that month

    @property
    def tables(self) -> list[Table]:
        found = self.shown.tables if self.shown else {}
        return [found[id] for id in TABLES if id in found and found[id].rows]

    @property
    def beside(self) -> list[str]:
        """What else there was, a sentence each."""
        if self.shown is None:
            return []
        missing, left = (sum(self.shown.figures.sums[dim].values()) for dim in (dims.MISSING, dims.LEFT))
        said, numbers = [], self.shown.numbers
        if missing:
            said.append(
                self.t(
                    "Addresses without a page were asked for %(n)s times; the page of visits tells which.",
                    n=numbers.count(missing),
                )
            )
        if left:
            said.append(
                self.t(
                    "%(n)s requests were left out of the count: bots, and people who do not want to be "
                    "counted.",
                    n=numbers.count(left),
                )
            )
        if not self.shown.figures.balance.whole:
            said.append(
                self.t(
                    "The sums do not fit each other, so something is broken. The page of visits tells more."
                )
            )
        return said


def report(app: Flask, month: date, *, now: datetime, lang: str = "") -> Report:
    """The report of *month*, which this is the first day of; in the record's binding language, or *lang*."""
    record: Record = app.extensions["record"]
    lang = lang or record.binding
    with app.extensions["reader"].connect() as db:
        shown = figures.month(db, record, month.year, month.month, now=now, lang=lang)
    t = translator(lang)
    site = "" if isinstance(record.site.url, Unstated) else record.site.url
    return Report(
        t=t,
        record=record,
        title=t("Visits: %(month)s", month=words.month(month, lang)),
        page=f"{site}{PAGE}?jakso={month:%Y-%m}",
        shown=shown,
    )


def as_html(app: Flask, found: Report) -> str:
    """A page by itself, and the mail's: styles inside, nothing to load."""
    spans = found.shown.figures.spans if found.shown else []
    return app.jinja_env.get_template("reports/report.html").render(
        report=found,
        shown=found.shown,
        lang=found.t.lang,
        t=found.t,
        record=found.record,
        bars=bars.bars(spans),
        names=bars.names(spans),
        HEIGHT=bars.HEIGHT,
    )


def as_text(app: Flask, found: Report) -> str:
    return app.jinja_env.get_template("reports/report.txt").render(
        report=found, shown=found.shown, lang=found.t.lang, t=found.t, record=found.record, plain=plain
    )


def writer_of(app: Flask, *, now: datetime) -> Callable[[date], EmailMessage]:
    """Return a function that writes the mail of a month, in the record's binding language."""

    def write(month: date) -> EmailMessage:
        config, record = app.extensions["config"], app.extensions["record"]
        found = report(app, month, now=now)
        mail = EmailMessage()
        mail["From"] = config.mail_from or record.contact.email
        mail["To"] = config.mail_to or record.contact.email
        mail["Subject"] = found.title
        mail["Content-Language"] = found.t.lang
        mail.set_content(as_text(app, found), cte="quoted-printable")
        mail.add_alternative(as_html(app, found), subtype="html", cte="quoted-printable")
        return mail

    return write
