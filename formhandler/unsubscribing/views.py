"""
/peruutus/<token>: the page with one button for people, and the post that mail providers send for them.

GET and HEAD change nothing: programs that look for harm in a mail open every link in it. A post may come from
any site and carries no cookie (RFC 8058, 3.2); the token alone says what it is for. So a known link is taken
however many come from one network, as a provider's do for all of its users. Counted are unknown ones.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from formhandler import clock, pages
from formhandler import db as database
from formhandler.contact import rates
from formhandler.contact.rates import Rates
from formhandler.contact.views import not_kept
from formhandler.unsubscribing import ending, link, store
from formhandler.unsubscribing.store import Link
from formhandler.writer import Unavailable, Writer
from record import Record
from texts import Translator, translator

logger = logging.getLogger(__name__)

#: Unknown links that one network may try within WINDOW before it gets no whole page any more.
MANY = 30
WINDOW = timedelta(minutes=10)
AGAIN = "60"  # seconds until a post that could not be stored is worth another try

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What a press is handled with; made once by init_app."""

    record: Record
    engine: Engine
    reader: Engine
    writer: Writer
    unknown: Rates

    def find(self, lookup: bytes | None) -> Link | None:
        """Where a link leads, and nothing changed."""
        if lookup is None:
            return None
        with self.reader.connect() as db:
            return store.find(db, lookup)

    def end(self, lookup: bytes, how: str) -> Link | None:
        """Forbid what it is for. Raises db.Moved, Unavailable: nothing can be written now."""
        database.check_in_place(self.engine)
        job = partial(ending.end, record=self.record, lookup=lookup, how=how, now=clock.utcnow())
        try:
            return self.writer.submit(job)
        except IntegrityError:
            return self.writer.submit(job)  # another handler on the same PostgreSQL forbade it meanwhile


def blueprint(door: Door) -> Blueprint:
    """The address in each language; whatever stands below it gets an answer that helps."""
    bp = Blueprint("unsubscribing", __name__, template_folder="templates")
    for lang in door.record.languages:
        rule = f"{link.prefix(door.record, lang)}/<path:key>"
        bp.add_url_rule(rule, f"link_{lang}", _show(door, lang), methods=["GET"])
        bp.add_url_rule(rule, f"end_{lang}", _end(door, lang), methods=["POST"])
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


def _end(door: Door, lang: str) -> View:
    def view(key: str) -> ResponseReturnValue:
        """No redirect answers: a mail provider follows none (RFC 8058, 3.1)."""
        lookup = link.lookup(key.rstrip("/"))
        try:
            found = door.find(lookup)
            if found is None or lookup is None:
                return _unknown(door, lang)
            if (how := _how()) is None:
                return _page(door, lang, key, found), 422
            found = door.end(lookup, how)
        except (Unavailable, SQLAlchemyError, database.Moved) as error:
            return _closed(door, lang, key, error)
        return _page(door, lang, key, found) if found else _unknown(door, lang)

    return view


def _how() -> str | None:
    """The way that the posted form tells; None of a form that is neither the provider's nor ours."""
    for how, (name, value) in (("one-click", link.ONE_CLICK), ("web", link.BUTTON)):
        if request.form.get(name, "").strip().casefold() == value.casefold():
            return how
    return None


def _page(door: Door, lang: str, key: str, found: Link) -> str:
    t = translator(lang)
    return pages.render(
        "unsubscribing/link.html",
        lang,
        title=t("The marketing has ended") if found.since else _title(found.channel, t),
        page_url_by_lang=_addresses(door, key),
        since=found.since,
        button=link.BUTTON,
        action=_addresses(door, key)[lang],
    )


def _title(channel: str, t: Translator) -> str:
    said = {"email": t("Stop marketing by email"), "sms": t("Stop marketing by text message")}
    return said.get(channel, t("Stop the marketing"))


def _unknown(door: Door, lang: str) -> ResponseReturnValue:
    """A page that says how to tell us otherwise; one line to a network that tries many."""
    t, address, now = translator(lang), request.remote_addr, clock.utcnow()
    if door.unknown.add(address, now=now, within=WINDOW) > MANY and not rates.local(address):
        line = t("Too many unknown links have come from your network. Wait ten minutes and try again.")
        later = {"Retry-After": str(int(WINDOW.total_seconds()))}
        return Response(f"{line}\n", 429, later, mimetype="text/plain")
    return pages.render("unsubscribing/unknown.html", lang, title=t("We don't know this link")), 404


def _closed(door: Door, lang: str, key: str, error: Exception) -> ResponseReturnValue:
    logger.error("An unsubscribing was not stored, its sender was told so: %s", type(error).__name__)
    t = translator(lang)
    page = pages.render(
        "unsubscribing/closed.html",
        lang,
        title=t("This can't be stored just now"),
        button=link.BUTTON,
        action=_addresses(door, key)[lang],
    )
    return page, 503, {"Retry-After": AGAIN}


def _addresses(door: Door, key: str) -> dict[str, str]:
    return {lang: link.address(door.record, "", lang, key) for lang in door.record.languages}
