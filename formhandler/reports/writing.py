"""The mail, and the same as a file."""

from collections.abc import Callable
from datetime import date, datetime
from email.message import EmailMessage

from flask import Flask

from formhandler.reports import bars, plain
from formhandler.reports.month import Report, report


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
        mail.set_content(plain.text(found), cte="quoted-printable")
        mail.add_alternative(as_html(app, found), subtype="html", cte="quoted-printable")
        return mail

    return write
