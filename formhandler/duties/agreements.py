"""
The page of agreements with processors (GDPR Art. 28) and of balancing notes (Art. 6(1)(f)).

Which there are, the record says; here stands when somebody last looked at each agreement, and looks again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from formhandler import clock
from formhandler.duties import keeping, store
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.register import checking, forms, reading
from formhandler.register.checking import Rejected
from formhandler.register.posting import record as present
from formhandler.register.posting import unsaved
from formhandler.vault.rows import Rows
from formhandler.writer import Unavailable
from record import Record, Unstated
from record.loading import project_root
from record.model.purpose import Purpose
from record.model.sharing import Recipient
from texts import Translator, translator

AGREEMENT = "agreement"
SCHEMA = 1
LONGEST = 2000  # characters of a note
YEAR = 365  # days until the next look, unless somebody says otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Processor:
    """Somebody who works on the data for the business."""

    id: str
    name: str
    task: str
    agreement: str  # file or address; empty: the record names none
    looked: date | None  # when somebody last looked at it
    next: date | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A purpose that rests on a legitimate interest."""

    name: str
    interest: str
    file: str  # empty: the record names none
    text: str  # what the file says; empty: it is not there


def routes(bp: Blueprint) -> None:
    """Add /sopimukset."""
    bp.add_url_rule("/sopimukset", "agreements", show, methods=["GET"])
    bp.add_url_rule("/sopimukset", "agreement_seen", look, methods=["POST"])


@signed_in("staff")
def show() -> ResponseReturnValue:
    return _page({})


@signed_in("staff")
def look() -> ResponseReturnValue:
    """Write down that somebody looked at an agreement."""
    t, now, form = translator(page.lang()), clock.utcnow(), request.form
    today = clock.day(now)
    on, following = forms.past_day(form.get("on", ""), today), _day(form.get("next", ""))
    note = form.get("note", "").strip()
    problems = {}
    if form.get("who") not in {one.id for one in _processors(present())}:
        problems["main"] = t("Choose one of these.")
    if on is None:
        problems["on"] = t("Write a day that has been, as 31.12.2026.")
    if following is None or following <= today:
        problems["next"] = t("Write a day to come, as 31.12.2026.")
    if len(note) > LONGEST:
        problems["note"] = t("This is too long: %(n)s characters at most.", n=LONGEST)
    if problems or on is None or following is None:
        return _page(problems), 422
    content = {
        "schema": SCHEMA, "who": form["who"], "on": on.isoformat(), "next": following.isoformat(),
        "note": note, "actor": reading.actor(),
    }  # fmt: skip
    try:
        job = partial(_add, rows=reading.rows(), content=content, now=now)
        current_app.extensions["writer"].submit(job)
    except Unavailable:
        return _page({"main": unsaved(t)}), 503
    log.note(log.What.AGREEMENT, form["who"], now=now)
    flash.say(t("Written down."))
    return redirect(url_for(".agreements"), code=303)


def _day(text: str) -> date | None:
    try:
        return checking.day(text)
    except Rejected:
        return None


def _add(db: Connection, rows: Rows, content: Mapping[str, Any], now: datetime) -> str:
    return store.add(db, rows, AGREEMENT, content, at=now, expires_on=keeping.FOREVER)


def _page(problems: Mapping[str, str]) -> str:
    t, record, today = translator(page.lang()), present(), clock.day(clock.utcnow())
    with current_app.extensions["reader"].connect() as db:
        looked = _looked(db, reading.rows())
    return page.render(
        "duties/agreements.html",
        title=t("Agreements and balancing notes"),
        processors=[_processor(one, looked.get(one.id), t) for one in _processors(record)],
        weighed=[_weighed(one, t) for one in record.purposes if "6(1)(f)" in one.bases],
        today=today,
        may=g.session.user.may("staff"),
        typed=request.form,
        on=request.form.get("on", forms.finnish(today)),
        next=request.form.get("next", forms.finnish(date.fromordinal(today.toordinal() + YEAR))),
        problems=problems,
    )


def _looked(db: Connection, rows: Rows) -> dict[str, Mapping[str, str]]:
    """Recipient → the newest look at their agreement."""
    found: dict[str, Mapping[str, str]] = {}
    for row in store.newest(db, AGREEMENT, limit=1000):
        content = store.opened(rows, row)
        found.setdefault(content["who"], content)
    return found


def _processors(record: Record) -> list[Recipient]:
    return [one for one in record.recipients if one.role == "processor"]


def _processor(one: Recipient, look: Mapping[str, str] | None, t: Translator) -> Processor:
    stated = isinstance(one.agreement, str)
    return Processor(
        id=one.id,
        name=t("(not named yet)") if isinstance(one.name, Unstated) else one.name[t.lang],
        task=one.task[t.lang],
        agreement=str(one.agreement) if stated else "",
        looked=date.fromisoformat(look["on"]) if look else None,
        next=date.fromisoformat(look["next"]) if look else None,
        note=look["note"] if look else "",
    )


def _weighed(purpose: Purpose, t: Translator) -> Weighed:
    return Weighed(
        name=purpose.name[t.lang],
        interest=purpose.interest[t.lang] if purpose.interest else "",
        file=purpose.balancing or "",
        text=_text(purpose.balancing) if purpose.balancing else "",
    )


def _text(file: str) -> str:
    """What a note says; it lies where the record's own check looks for it."""
    try:
        return (project_root(current_app.extensions["config"].record) / file).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
