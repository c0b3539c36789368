"""The page behind the link, in every language, and its files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock, pages
from formhandler.figures import asked as asking
from formhandler.figures import files, reading
from formhandler.figures.asked import Asked, Fault
from formhandler.figures.period import Period
from formhandler.figures.shown import Shown, show
from formhandler.sharing import public, store, style, token
from formhandler.sharing.store import Opens
from record import Record
from texts import translator

PATH = "/luvut"
View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an address leads to; nothing is shown before the first visit."""

    asked: Asked
    fault: Fault | None = None
    period: Period | None = None
    shown: Shown | None = None
    untold: frozenset[str] = frozenset()  # tables that are not shown


def prefix(record: Record, lang: str) -> str:
    """What the addresses in *lang* begin with."""
    return PATH if lang == record.binding else f"/{lang}{PATH}"


def blueprint(record: Record) -> Blueprint:
    """The routes in each language; the sheet has one address for all."""
    bp = Blueprint("shared", __name__, template_folder="templates")
    for lang in record.languages:
        path = f"{prefix(record, lang)}/<key>"
        for suffix, name, view in (
            ("", "page", _page),
            ("/luvut.csv", "table", _table),
            ("/luvut.json", "json", _json),
        ):
            bp.add_url_rule(
                f"{path}{suffix}", f"{name}_{lang}", _opened(partial(view, lang)), methods=["GET"]
            )
    bp.add_url_rule(f"{PATH}/tyyli.<version>.css", "css", _css, methods=["GET"])
    return bp


def _opened(view: View) -> View:
    """Only with the token that is kept; without, nothing tells that there is such a page at all."""

    def opened(key: str) -> ResponseReturnValue:
        with current_app.extensions["reader"].connect() as db:
            kept = store.kept(db, Opens.LINK)
        if not token.fits(key, kept):
            abort(404)
        response = make_response(view(key))
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


def _page(lang: str, key: str) -> ResponseReturnValue:
    record, seen = _record(), _seen(lang)
    asked = seen.asked
    return pages.render(
        "sharing/shared.html",
        lang,
        title=translator(lang)("Visits"),
        page_url_by_lang={
            code: url_for(f".page_{code}", key=key, **asked.args()) for code in record.languages
        },
        style_url=url_for(".css", version=style.fingerprint()),
        shown=seen.shown,
        period=seen.period,
        fault=seen.fault,
        untold=seen.untold,
        few=seen.shown is not None and seen.shown.figures.visits < public.FEW,
        FEW=public.FEW,
        action=url_for(f".page_{lang}", key=key),
        link=lambda **changes: url_for(f".page_{lang}", key=key, **asked.args(**changes)),
        csv=lambda id: url_for(f".table_{lang}", key=key, taulu=id, **asked.args()),
        json=url_for(f".json_{lang}", key=key, **asked.args()),
    )


def _table(lang: str, key: str) -> ResponseReturnValue:
    seen, id = _seen(lang), request.args.get("taulu", "")
    if seen.shown is None or seen.fault or id in seen.untold or id not in seen.shown.tables:
        abort(404)
    return _file(files.table_csv(seen.shown.tables[id], lang), "text/csv", f"{id}-{_span(seen)}.csv")


def _json(lang: str, key: str) -> ResponseReturnValue:
    seen = _seen(lang)
    if seen.shown is None or seen.fault:
        abort(404)
    found = files.as_json(seen.shown)
    found["tables"] = {id: table for id, table in found["tables"].items() if id not in seen.untold}
    response: Response = jsonify(found)
    name = f"{translator(lang)('visits')}-{_span(seen)}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _css(version: str) -> ResponseReturnValue:
    if version != style.fingerprint():
        abort(404)
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(style.sheet(), mimetype="text/css", headers=kept)


def _seen(lang: str) -> Seen:
    """Read what the address asks for, all at one moment."""
    now, asked = clock.utcnow(), asking.asked(request.args)
    today: date = clock.day(now)
    with current_app.extensions["reader"].connect() as db:
        first = reading.first_day(db, today=today)
        if first is None:
            return Seen(asked=asked)
        period, fault = asking.days(asked, first=first, today=today)
        figures = public.public(reading.read(db, period, now=now))
    shown = show(figures, _record(), asked, translator(lang))
    untold = public.untold(figures, shown.tables)
    return Seen(asked=asked, fault=fault, period=period, shown=shown, untold=untold)


def _span(seen: Seen) -> str:
    assert seen.period is not None
    return f"{seen.period.days.start}-{seen.period.days.end}"


def _file(text: str, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=mimetype, headers=headers)


def _record() -> Record:
    record: Record = current_app.extensions["record"]
    return record
