"""The owner's page of consents."""

import csv
from contextlib import suppress
from datetime import datetime
from functools import partial
from io import StringIO

from babel.numbers import format_decimal, format_percent
from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.charts import swatch
from formhandler.consent import chain, checked, rows, verifying, words
from formhandler.consent.commands import notices
from formhandler.consent.store import weeks
from formhandler.consent.verifying import Report
from formhandler.owner import page
from formhandler.owner.access import signed_in
from formhandler.uptake import asked, spans, store
from formhandler.uptake.pictures import pictures
from formhandler.uptake.spans import Span, Sum
from formhandler.writer import Unavailable
from record import Record
from texts import Translator, translator
from texts.dates import LOCALES, format_day, format_month

SHOWN = 100  # faults; the rest is told by the command
# A spreadsheet in Finland expects semicolons, and the mark at the beginning, which says that it is UTF-8.
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def routes(bp: Blueprint) -> None:
    """Add /suostumukset."""
    bp.add_url_rule("/suostumukset", "consents", show, methods=["GET"])
    bp.add_url_rule("/suostumukset", "verify_consents", verify, methods=["POST"])
    bp.add_url_rule("/suostumukset.csv", "consents_table", table, methods=["GET"])


@signed_in("reader")
def show() -> ResponseReturnValue:
    """What was asked and answered, and in which words."""
    return _page(now=clock.utcnow())


@signed_in("owner")
def verify() -> ResponseReturnValue:
    """Go through the whole record, and say what is wrong with it."""
    now = clock.utcnow()
    with rows.frozen(current_app.extensions["reader"]) as db:
        key, there = chain.key(current_app.extensions["secret"]), notices(current_app.extensions["config"])
        report = verifying.verify(db, key, notices=there)
    note = partial(checked.note, at=now, events=report.events, faults=len(report.faults))
    with suppress(Unavailable):  # what was found is told all the same; only the time of it is not kept
        current_app.extensions["writer"].submit(note)
    return _page(now=now, report=report)


@signed_in("reader")
def table() -> ResponseReturnValue:
    """The numbers week by week, for a spreadsheet."""
    t, span = translator(page.lang()), _span()
    lines = StringIO()
    writer = csv.writer(lines, delimiter=";")
    writer.writerow(
        [
            t("Week from"),
            t("Shown"),
            t("Allowed all"),
            t("Allowed in part"),
            t("Refused"),
            t("Withdrew"),
        ]
    )
    for week in _weekly(span, now=clock.utcnow()):
        writer.writerow([week.start, week.asked, week.given, week.partly, week.refused, week.withdrawn])
    name = t("consents")
    headers = {"Content-Disposition": f'attachment; filename="{name}-{span}.csv"'}
    return Response(MARK + lines.getvalue(), mimetype="text/csv", headers=headers)


def _page(*, now: datetime, report: Report | None = None) -> str:
    t, span = translator(page.lang()), _span()
    record: Record = current_app.extensions["record"]
    with current_app.extensions["reader"].connect() as db:
        answered, ticked, last = store.texts(db), store.ticked(db), checked.last(db)
    sums = _sums(span, now=now)
    every = spans.total(sums)
    present = asked.present(record, answered)
    return page.render(
        "uptake/consents.html",
        title=t("Consents"),
        span=span,
        spans=_spans(t),
        sums=sums[::-1],
        total=every,
        pictures=[] if every.empty else pictures(sums, t, monthly=span.monthly),
        swatch=swatch,
        named=partial(_named, t=t, monthly=span.monthly),
        number=partial(format_decimal, locale=LOCALES[t.lang]),
        percent=partial(format_percent, locale=LOCALES[t.lang]),
        present=present,
        earlier=asked.earlier(present, answered),
        boxes=asked.boxes(record, ticked, t.lang),
        last=last,
        report=report,
        faults=[words.sentence(fault, t) for fault in report.faults] if report else [],
        SHOWN=SHOWN,
    )


def _span() -> Span:
    try:
        return Span(request.args.get("jakso", Span.QUARTER))
    except ValueError:
        return Span.QUARTER


def _spans(t: Translator) -> dict[Span, str]:
    return {
        Span.QUARTER: t("13 weeks"),
        Span.YEAR: t("A year"),
        Span.ALL: t("All that is kept"),
    }


def _sums(span: Span, *, now: datetime) -> list[Sum]:
    weekly = _weekly(span, now=now)
    return spans.monthly(weekly) if span.monthly else weekly


def _weekly(span: Span, *, now: datetime) -> list[Sum]:
    today = clock.day(now)
    start = spans.since(span, today)
    with current_app.extensions["reader"].connect() as db:
        return spans.weekly(weeks(db, start), start=start, today=today)


def _named(each: Sum, t: Translator, monthly: bool) -> str:
    return format_month(each.start, t.lang) if monthly else format_day(each.start, t.lang, year=True)
