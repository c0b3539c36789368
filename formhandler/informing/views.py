"""The page of those who have to be told, and the letter of each."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import RowMapping

from formhandler import clock
from formhandler.informing import letter, store
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.register import forms, heading, pages, posting, reading
from formhandler.register.card import Head
from formhandler.rights import words
from formhandler.rights.store import count_uninformed
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.rows import Rows
from formhandler.writer import Unavailable
from texts import LANGUAGES, Translator, translator

ON_PAGE = 100
WAYS = ("post", "email", "phone", "known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One who waits to be told."""

    id: str
    name: str  # empty: none, or the card does not open
    until: date


def routes(bp: Blueprint) -> None:
    """Add /ilmoitettavat and /kortti/<id>/ilmoitus."""
    bp.add_url_rule("/ilmoitettavat", "informing", show, methods=["GET"])
    bp.add_url_rule("/ilmoitettavat", "informed", tell, methods=["POST"])
    bp.add_url_rule("/kortti/<id>/ilmoitus", "inform_letter", write, methods=["GET"])


@signed_in("reader")
def show() -> ResponseReturnValue:
    """The most urgent first; the late ones say so."""
    return _page({})


@signed_in("staff")
def tell() -> ResponseReturnValue:
    """Write down that the chosen ones were told."""
    t, now = translator(page.lang()), clock.utcnow()
    chosen, way = request.form.getlist("card"), request.form.get("way", "")
    day = forms.past_day(request.form.get("day", ""), clock.day(now))
    problems = _problems(chosen, way, day, t)
    if problems or day is None:
        return _page(problems), 422
    try:
        told = current_app.extensions["writer"].submit(partial(store.tell, ids=chosen, day=day))
    except Unavailable:
        return _page({"main": posting.unsaved(t)}), 503
    for id in told:
        log.note(log.What.INFORMED, f"{id} {way}", now=now)
    flash.say(t.n("One person is marked as told.", "%(n)s people are marked as told.", len(told)))
    return redirect(url_for(".informing"), code=303)


@signed_in("staff")
def write(id: str) -> ResponseReturnValue:
    """The letter, to print or to copy into a mail."""
    t, (card, _) = translator(page.lang()), pages.to_write_on(id)
    asked = request.args.get("kieli", "")
    lang = asked if asked in LANGUAGES else page.lang()
    log.note(log.What.CARD_OPENED, id, now=clock.utcnow())
    return page.render(
        "informing/letter.html",
        title=t("Letter to a person"),
        card=card,
        chosen=lang,
        parts=letter.of(card, posting.record(), translator(lang)),
        subject=letter.subject(translator(lang)),
    )


def _problems(chosen: list[str], way: str, day: date | None, t: Translator) -> dict[str, str]:
    found = {}
    if not chosen:
        found["main"] = t("Choose at least one person.")
    if way not in WAYS:
        found["way-post"] = t("Choose how they were told.")
    if day is None:
        found["day"] = t("Write a day that has been, as 31.12.2026.")
    return found


def _page(problems: dict[str, str]) -> str:
    t, today = translator(page.lang()), clock.day(clock.utcnow())
    number = max(1, request.args.get("sivu", 1, type=int))
    with current_app.extensions["reader"].connect() as db:
        last = max(1, -(-count_uninformed(db) // ON_PAGE))
        number = min(number, last)
        rows = reading.rows()
        waiting = store.waiting(db, limit=ON_PAGE, offset=(number - 1) * ON_PAGE)
        lines = [Line(id=row["id"], name=_name(rows, row), until=row["inform_by"]) for row in waiting]
    return page.render(
        "informing/list.html",
        title=t("People to be told"),
        lines=lines,
        number=number,
        last=last,
        left=partial(words.left, today=today, t=t),
        may=g.session.user.may("staff"),
        chosen=request.form.getlist("card"),
        way=request.form.get("way", ""),
        day=request.form.get("day", forms.finnish(today)),
        ways={
            "post": t("by letter"),
            "email": t("by email"),
            "phone": t("by telephone"),
            "known": t("they knew it already (GDPR Article 14(5)(a))"),
        },
        problems=problems,
    )


def _name(rows: Rows, row: RowMapping) -> str:
    try:
        if row["sealed"] == heading.BLANK:
            return ""
        return Head.from_content(rows.open(row["key_id"], "card", row["id"], row["sealed"])).name
    except EnvelopeError:
        return ""
