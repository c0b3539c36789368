"""The page of a card's ledger: how each channel stands, what was said, and a form for what is said now."""

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from formhandler import clock
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.permissions import channels, ledger, shown, store, words
from formhandler.permissions.channels import EXCEPTION
from formhandler.permissions.form import HEARD, Typed
from formhandler.permissions.ledger import Refused
from formhandler.register import pages, posting, reading
from formhandler.register.posting import By
from formhandler.register.store import Stale
from formhandler.writer import Unavailable
from record.model.purpose import CONSENT
from texts import Translator, translator


def routes(bp: Blueprint) -> None:
    """Add /kortti/<id>/luvat."""
    bp.add_url_rule("/kortti/<id>/luvat", "permissions", show, methods=["GET"])
    bp.add_url_rule("/kortti/<id>/luvat", "permit", write, methods=["POST"])


@signed_in("reader")
def show(id: str) -> ResponseReturnValue:
    """The ledger of a card; that somebody read it is written down first."""
    log.note(log.What.CARD_OPENED, id, now=clock.utcnow())
    return _page(id, Typed(), {}, translator(page.lang()))


@signed_in("staff")
def write(id: str) -> ResponseReturnValue:
    """Write down what was said; whatever goes wrong, what was typed is still there."""
    t, typed = translator(page.lang()), Typed.from_form(request.form)
    pages.to_write_on(id)
    if problems := typed.problems(t):
        return _page(id, typed, problems, t), 422
    try:
        posting.submit(_change(id, typed))
    except Refused as refusal:
        return _page(id, typed, {"main": words.refused(str(refusal), t)}, t), 422
    except Stale:
        return _page(id, typed, {}, t, stale=True), 409
    except Unavailable:
        return _page(id, typed, {"main": posting.unsaved(t)}, t), 503
    flash.say(t("Written in the ledger."))
    return redirect(url_for(".permissions", id=id), code=303)


def _change(id: str, typed: Typed) -> posting.Change:
    seen = request.form.get("lines", type=int)
    key = _key()

    def change(db: Connection, by: By) -> str:
        if len(store.lines(db, id)) != seen:
            raise Stale(id)
        for said in typed.lines(by.actor):
            ledger.say(db, by.rows, by.record, key, id, said, now=by.now)
        return id

    return change


def _page(id: str, typed: Typed, problems: dict[str, str], t: Translator, *, stale: bool = False) -> str:
    record, (card, standing) = posting.record(), pages.to_write_on(id)
    with current_app.extensions["reader"].connect() as db:
        lines = ledger.lines(db, reading.rows(), id)
        ways = shown.ways(db, record, _key(), card, standing, lines, t)
    states = words.states(t)
    return page.render(
        "permissions/card.html",
        title=t("Permissions"),
        card=card,
        ways=ways,
        lines=lines,
        may=g.session.user.may("staff"),
        typed=typed,
        problems=problems,
        stale=stale,
        named=words.channels(record, t),
        said=states,
        offered={one: states[one] for one in states if one != EXCEPTION or shown.exceptions(record)},
        heard={way: words.ways(t)[way] for way in HEARD},
        how=words.ways(t),
        whys=words.whys(t),
        asked=[p.consent for p in record.purposes if CONSENT in p.bases and p.consent],
    )


def _key() -> bytes:
    return channels.suppression_key(current_app.extensions["secret"])
