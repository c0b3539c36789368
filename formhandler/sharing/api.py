"""
GET /luvut.json?from=2026-10-01&to=2026-10-31 with `Authorization: Bearer <token>`, for the owner's programs.

There is no CORS: a page of another site has no business with these. Every answer is JSON, errors, too.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.datastructures import Headers

from formhandler import clock
from formhandler.figures import asked as asking
from formhandler.figures import period, reading
from formhandler.figures.asked import Asked, Fault
from formhandler.figures.period import Period
from formhandler.sharing import store, token
from formhandler.sharing.answer import answer
from formhandler.sharing.store import Opens

PATH = "/luvut.json"
EXAMPLE = f"{PATH}?from=2026-10-01&to=2026-10-31"
KNOWN = {"from", "to"}
USUAL = timedelta(days=29)  # before today

_MEANT = f"Write both days as in {EXAMPLE}."


class Refused(Exception):
    """No figures: the HTTP status, what is wrong in one word, and what to do."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def blueprint() -> Blueprint:
    bp = Blueprint("figures_api", __name__)
    bp.add_url_rule(PATH, "figures", figures, methods=["GET"])
    bp.after_request(_private)
    return bp


def figures() -> ResponseReturnValue:
    """The figures of the days that are asked for; of the last 30 without any."""
    now = clock.utcnow()
    with current_app.extensions["reader"].connect() as db:
        try:
            _let_in(db, request.headers)
            found = reading.read(db, _period(db, request.args, now=now), now=now)
        except Refused as error:
            return _refusal(error)
    return jsonify(answer(found))


def _let_in(db: Connection, headers: Headers) -> None:
    """Raises Refused unless the token is the one that is kept (RFC 6750)."""
    kept = store.kept(db, Opens.TOKEN)
    if kept is None:
        raise Refused(
            404, "off", "The API is switched off. The owner makes a token at /hallinta/kaynnit/jako."
        )
    scheme, _, given = headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refused(401, "no_token", "Send the token in the header: Authorization: Bearer <token>.")
    if not token.fits(given.strip(), kept):
        raise Refused(
            401,
            "invalid_token",
            "This token opens nothing (any more). The owner makes a new one at /hallinta/kaynnit/jako.",
        )


def _period(db: Connection, args: Mapping[str, str], *, now: datetime) -> Period:
    """Which days; raises Refused when they cannot be told, or nothing is kept of them."""
    if unknown := sorted(set(args) - KNOWN):
        raise Refused(400, "unknown_argument", f"There is no argument {unknown[0][:40]!r}. {_MEANT}")
    start, end = args.get("from", ""), args.get("to", "")
    if bool(start) != bool(end):
        raise Refused(400, "one_day", f"Only one of from and to is there. {_MEANT}")
    today = clock.day(now)
    first = reading.first_day(db, today=today) or today
    if not start:
        usual = period.between(today - USUAL, today, first=first, today=today)
        assert usual is not None  # today is in it
        return usual
    found, fault = asking.days(Asked(start=start, end=end), first=first, today=today)
    if fault is not None:
        raise _fault(fault, first=first, today=today)
    return found


def _fault(fault: Fault, *, first: date, today: date) -> Refused:
    message = {
        Fault.ORDER: f"to is before from. {_MEANT}",
        Fault.FUTURE: f"from is after today, {today} in Finland.",
        Fault.NOTHING: f"Nothing is kept of these days: the first day is {first}.",
    }.get(fault, f"from or to is no day. {_MEANT}")
    code = "no_date" if fault is Fault.UNKNOWN else fault.value
    return Refused(400, code, message)


def _refusal(error: Refused) -> Response:
    response: Response = jsonify(error={"code": error.code, "message": error.message})
    response.status_code = error.status
    if error.status == 401:
        invalid = ', error="invalid_token"' if error.code == "invalid_token" else ""
        response.headers["WWW-Authenticate"] = f'Bearer realm="luvut"{invalid}'
    return response


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
