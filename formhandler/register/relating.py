"""The form that says whether somebody is a customer, or until when they were."""

from datetime import date

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from formhandler import clock
from formhandler.owner import flash, page
from formhandler.owner.access import signed_in
from formhandler.register import changing, clocks, fields, forms, pages, posting, words
from formhandler.register.card import Card
from formhandler.register.posting import By
from formhandler.register.store import Stale
from formhandler.writer import Unavailable
from texts import Translator, translator


def routes(bp: Blueprint) -> None:
    """Add /kortti/<id>/suhde."""
    bp.add_url_rule("/kortti/<id>/suhde", "relation", relation, methods=["GET", "POST"])


@signed_in("staff")
def relation(id: str) -> ResponseReturnValue:
    """A contact person has none of their own: theirs is the organisation's."""
    t, (card, _) = translator(page.lang()), pages.to_write_on(id)
    if card.kind == fields.CONTACT:
        abort(404)
    if request.method == "GET":
        return _page(card, t)
    problems = _problems(t)
    if problems:
        return _page(card, t, problems), 422
    try:
        posting.submit(_change(id))
    except Stale:
        return _page(pages.to_write_on(id)[0], t, stale=True), 409
    except Unavailable:
        return _page(card, t, {"main": posting.unsaved(t)}), 503
    flash.say(t("Saved. The last days of the entries were counted anew."))
    return redirect(url_for(".card", id=id), code=303)


def _problems(t: Translator) -> dict[str, str]:
    chosen = request.form.get("relation", "")
    if chosen not in clocks.RELATIONS:
        return {"relation-none": t("Choose one of these.")}
    if chosen == clocks.ENDED and _ended_on() is None:
        return {"ended_on": t("Write a day that has been, as 31.12.2026.")}
    return {}


def _change(id: str) -> posting.Change:
    chosen, version = request.form["relation"], posting.version()
    ended_on = _ended_on() if chosen == clocks.ENDED else None

    def change(db: Connection, by: By) -> str:
        changing.relate(db, by.record, id, version, chosen, ended_on)
        return id

    return change


def _ended_on() -> date | None:
    return forms.past_day(request.form.get("ended_on", ""), clock.day(clock.utcnow()))


def _page(card: Card, t: Translator, problems: dict[str, str] | None = None, *, stale: bool = False) -> str:
    ended = forms.finnish(card.ended_on) if card.ended_on else ""
    return page.render(
        "register/relation.html",
        title=t("Customer relationship"),
        card=card,
        chosen=request.form.get("relation", card.relation),
        ended_on=request.form.get("ended_on", ended),
        present=words.relation(card.relation, card.ended_on, t, page.lang()),
        problems=problems or {},
        stale=stale,
    )
