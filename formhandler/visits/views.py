"""The owner's page of visits, its files, and the notes beside the figures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from counting.view import OTHER
from formhandler import clock
from formhandler.figures import asked as asking
from formhandler.figures import files, reading
from formhandler.figures.asked import Asked, Fault
from formhandler.figures.period import Period, month_before, next_month
from formhandler.figures.shown import PageShown, Shown, show, show_page
from formhandler.owner import flash, page
from formhandler.owner.access import signed_in
from formhandler.owner.flash import Undo
from formhandler.visits import notes, store
from formhandler.visits.notes import Typed
from formhandler.writer import Unavailable
from record import Record
from texts import Translator, translator

LATEST = 12  # notes that are shown at once; the earlier ones unfold


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an address leads to; nothing is shown before the first visit."""

    asked: Asked
    first: date | None  # of which figures are kept
    fault: Fault | None = None
    period: Period | None = None
    shown: Shown | None = None


def routes(bp: Blueprint) -> None:
    """Add /kaynnit."""
    bp.add_url_rule("/kaynnit", "visits", show_visits, methods=["GET"])
    bp.add_url_rule("/kaynnit/sivu", "visited_page", show_one, methods=["GET"])
    bp.add_url_rule("/kaynnit.csv", "visits_table", table, methods=["GET"])
    bp.add_url_rule("/kaynnit.json", "visits_json", everything, methods=["GET"])
    bp.add_url_rule("/kaynnit/merkinta", "add_note", add_note, methods=["POST"])
    bp.add_url_rule("/kaynnit/merkinta/poisto", "remove_note", remove_note, methods=["POST"])


@signed_in("reader")
def show_visits() -> ResponseReturnValue:
    """The figures of the period that is asked for."""
    return _page(_seen(), Typed())


@signed_in("reader")
def show_one() -> ResponseReturnValue:
    """One page's own days. Where people came to it from is not counted with it."""
    t, asked, now = translator(page.lang()), asking.asked(request.args), clock.utcnow()
    if not asked.page:
        return redirect(url_for(".visits", **asked.args()), code=303)
    with _reader() as db:
        first = reading.first_day(db, today=clock.day(now))
        if first is None:
            return redirect(url_for(".visits"), code=303)
        period, fault = asking.days(asked, first=first, today=clock.day(now))
        shown = show_page(reading.read_page(db, asked.page, period), t)
    return _one(asked, period, fault, shown, t)


@signed_in("reader")
def table() -> ResponseReturnValue:
    """One table for a spreadsheet, with the rows and the order of the page that the link stands on."""
    seen, lang = _seen(), page.lang()
    tables = seen.shown.tables if seen.shown else {}
    if seen.fault or (found := tables.get(request.args.get("taulu", ""))) is None:
        abort(404)
    return _file(files.table_csv(found, lang), "text/csv", f"{found.id}-{_span(seen)}.csv")


@signed_in("reader")
def everything() -> ResponseReturnValue:
    """All tables of the page, for a program."""
    seen = _seen()
    if seen.fault or seen.shown is None:
        abort(404)
    t = translator(page.lang())
    name = t("visits")
    return _file(files.json_text(seen.shown), "application/json", f"{name}-{_span(seen)}.json")


@signed_in("staff")
def add_note() -> ResponseReturnValue:
    """Keep a note, or show it again with what has to be mended."""
    t, seen = translator(page.lang()), _seen()
    typed = notes.read(request.form, t, first=seen.first, today=clock.day(clock.utcnow()))
    if typed.errors:
        return _page(seen, typed), 422
    try:
        _write(partial(store.add, day=typed.on, body=typed.body, most=notes.MOST))
    except store.Full:
        full = t("This day has %(n)s notes already. Remove one, or put two into one.", n=notes.MOST)
        return _page(seen, Typed(day=typed.day, body=typed.body, errors={"body": full})), 409
    except Unavailable:
        sorry = t("The note could not be kept just now. It is here as you typed it; try again in a while.")
        return _page(seen, Typed(day=typed.day, body=typed.body, errors={"body": sorry})), 503
    flash.say(t("The note is kept."))
    return redirect(_here(seen.asked), code=303)


@signed_in("staff")
def remove_note() -> ResponseReturnValue:
    """Take a note away; the next page offers it back."""
    t, asked = translator(page.lang()), asking.asked(request.args)
    given = request.form.get("id", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        abort(404)
    try:
        gone = _write(partial(store.remove, id=int(given)))
    except Unavailable:
        flash.say(t("The note could not be removed just now. Try again in a while."))
        return redirect(_here(asked), code=303)
    if gone:
        day, body = gone
        undo = Undo(url=url_for(".add_note", **asked.args()), fields={"day": day.isoformat(), "body": body})
        flash.say(t("The note is removed."), undo)
    return redirect(_here(asked), code=303)


def _seen() -> Seen:
    """Read what the address asks for, all at one moment."""
    now, asked = clock.utcnow(), asking.asked(request.args)
    today = clock.day(now)
    with _reader() as db:
        first = reading.first_day(db, today=today)
        if first is None:
            return Seen(asked=asked, first=None)
        period, fault = asking.days(asked, first=first, today=today)
        figures = reading.read(db, period, now=now)
    shown = show(figures, _record(), asked, translator(page.lang()))
    return Seen(asked=asked, first=first, fault=fault, period=period, shown=shown)


def _page(seen: Seen, typed: Typed) -> str:
    t = translator(page.lang())
    asked = seen.asked
    return page.render(
        "visits/visits.html",
        title=t("Visits"),
        asked=asked,
        shown=seen.shown,
        period=seen.period,
        fault=_fault(seen, t),
        link=partial(_link, ".visits", asked),
        page_link=partial(_page_link, asked),
        csv=lambda id: url_for(".visits_table", taulu=id, **asked.args()),
        typed=typed,
        LONGEST=notes.LONGEST,
        LATEST=LATEST,
        **_months(seen.period),
    )


def _one(asked: Asked, period: Period, fault: Fault | None, shown: PageShown, t: Translator) -> str:
    seen = Seen(asked=asked, first=period.first, fault=fault, period=period)
    return page.render(
        "visits/page.html",
        title=t("Visits to one page"),
        asked=asked,
        path=t("Other addresses") if asked.page == OTHER else asked.page,
        shown=shown,
        period=period,
        fault=_fault(seen, t),
        link=partial(_link, ".visited_page", asked),
    )


def _fault(seen: Seen, t: Translator) -> str:
    """Why the page shows other days than those that were asked for; "" when it shows those."""
    if seen.fault is None:
        return ""
    why = {
        Fault.UNKNOWN: t("There is no such period."),
        Fault.NO_DATE: t("One of the days is no date."),
        Fault.ORDER: t("The last day is before the first."),
        Fault.FUTURE: t("These days have not come yet."),
        Fault.NOTHING: t("No figures are kept of these days."),
    }[seen.fault]
    return why + " " + t("Here are the last 30 days instead.")


def _months(period: Period | None) -> dict[str, date | None]:
    """The months before and after the one that is shown, where there is anything of them."""
    if period is None or not period.month:
        return {"earlier": None, "later": None}
    start = period.days.start
    earlier, later = month_before(start), next_month(start)
    return {
        "earlier": earlier if period.first < start.replace(day=1) else None,
        "later": later if later <= period.today else None,
    }


def _link(endpoint: str, asked: Asked, **changes: str) -> str:
    return url_for(endpoint, **asked.args(**changes))


def _page_link(asked: Asked, path: str) -> str:
    return url_for(".visited_page", **asked.args(page=path, sort="views"))


def _here(asked: Asked) -> str:
    return url_for(".visits", **asked.args()) + "#noted"


def _span(seen: Seen) -> str:
    assert seen.period is not None
    return f"{seen.period.days.start}-{seen.period.days.end}"


def _file(text: str, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=mimetype, headers=headers)


def _reader() -> Connection:
    connection: Connection = current_app.extensions["reader"].connect()
    return connection


def _record() -> Record:
    record: Record = current_app.extensions["record"]
    return record


def _write(job: Callable[[Connection], tuple[date, str] | None]) -> tuple[date, str] | None:
    found: tuple[date, str] | None = current_app.extensions["writer"].submit(job)
    return found
