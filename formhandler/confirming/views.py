"""
/vahvistus/<token>: the words that were ticked, and one button.

GET and HEAD change nothing: programs that look for harm in a mail open every link in it. The token alone says
what is confirmed, so there is no sign-in and no cookie. Unknown links are counted by network.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import Blueprint, Flask, Response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import clock, pages
from formhandler import db as database
from formhandler.config import Config
from formhandler.confirming import answering, link, store
from formhandler.confirming.store import Waiting
from formhandler.contact import rates
from formhandler.contact.rates import Rates
from formhandler.contact.views import not_kept
from formhandler.writer import Unavailable, Writer
from record import Record
from texts import translator

logger = logging.getLogger(__name__)

#: Unknown links that one network may try within WINDOW before it gets no whole page any more.
MANY = 30
WINDOW = timedelta(minutes=10)
AGAIN = "60"  # seconds until a post that could not be stored is worth another try

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What an answer is handled with; made once by init_app."""

    record: Record
    engine: Engine
    reader: Engine
    writer: Writer
    unknown: Rates

    def find(self, lookup: bytes | None) -> Waiting | None:
        """What a link leads to, and nothing changed."""
        if lookup is None:
            return None
        with self.reader.connect() as db:
            return store.find(db, lookup, now=clock.utcnow())

    def confirm(self, lookup: bytes | None) -> Waiting | None:
        """Note the answer. Raises db.Moved, Unavailable: nothing can be written now."""
        if lookup is None:
            return None
        database.check_in_place(self.engine)
        job = partial(answering.confirm, record=self.record, lookup=lookup, now=clock.utcnow())
        return self.writer.submit(job)


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Add the address, whatever the record says of marketing now: links that went out go on working."""
    door = Door(
        record=record,
        engine=app.extensions["engine"],
        reader=app.extensions["reader"],
        writer=app.extensions["writer"],
        unknown=Rates(),
    )
    app.register_blueprint(blueprint(door))
    app.extensions["memories"].append(door.unknown)


def blueprint(door: Door) -> Blueprint:
    """The address in each language; whatever stands below it gets an answer that helps."""
    bp = Blueprint("confirming", __name__, template_folder="templates")
    for lang in door.record.languages:
        rule = f"{link.prefix(door.record, lang)}/<path:key>"
        bp.add_url_rule(rule, f"ask_{lang}", _show(door, lang), methods=["GET"])
        bp.add_url_rule(rule, f"confirm_{lang}", _confirm(door, lang), methods=["POST"])
    bp.after_request(not_kept)
    bp.after_request(_unlisted)
    return bp


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _show(door: Door, lang: str) -> View:
    def view(key: str) -> ResponseReturnValue:
        try:
            found = door.find(link.lookup(key.rstrip("/")))
        except SQLAlchemyError as error:
            return _closed(door, lang, key, error)
        return _page(door, lang, key, found) if found else _unknown(door, lang)

    return view


def _confirm(door: Door, lang: str) -> View:
    def view(key: str) -> ResponseReturnValue:
        try:
            found = door.confirm(link.lookup(key.rstrip("/")))
        except (Unavailable, SQLAlchemyError, database.Moved) as error:
            return _closed(door, lang, key, error)
        return redirect(_addresses(door, key)[lang], code=303) if found else _unknown(door, lang)

    return view


def _page(door: Door, lang: str, key: str, found: Waiting) -> str:
    t, at = translator(lang), clock.moment(found.confirmed_at)
    return pages.render(
        "confirming/link.html",
        lang,
        title=t("Your permission is confirmed") if at else t("Confirm your permission"),
        page_url_by_lang=_addresses(door, key),
        since=clock.day(at) if at else None,
        words=found.words,
        words_lang=found.lang,
        action=_addresses(door, key)[lang],
    )


def _unknown(door: Door, lang: str) -> ResponseReturnValue:
    """A page that says what to do; one line to a network that tries many."""
    t, address, now = translator(lang), request.remote_addr, clock.utcnow()
    if door.unknown.add(address, now=now, within=WINDOW) > MANY and not rates.local(address):
        line = t("Too many unknown links have come from your network. Wait ten minutes and try again.")
        later = {"Retry-After": str(int(WINDOW.total_seconds()))}
        return Response(f"{line}\n", 429, later, mimetype="text/plain")
    return pages.render("confirming/unknown.html", lang, title=t("This link is not open")), 404


def _closed(door: Door, lang: str, key: str, error: Exception) -> ResponseReturnValue:
    logger.error("A confirmation was not stored, its sender was told so: %s", type(error).__name__)
    title = translator(lang)("This can't be stored just now")
    action = _addresses(door, key)[lang]
    page = pages.render("confirming/closed.html", lang, title=title, action=action)
    return page, 503, {"Retry-After": AGAIN}


def _addresses(door: Door, key: str) -> dict[str, str]:
    return {lang: link.address(door.record, "", lang, key) for lang in door.record.languages}
