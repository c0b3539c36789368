"""The pages of breaches: a list with what is left of the 72 hours, and one breach, filled in by and by."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import partial

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import RowMapping

from formhandler import clock
from formhandler.clock import HELSINKI
from formhandler.duties import breach, keeping, store
from formhandler.duties.breach import Breach
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.register import reading
from formhandler.vault.rows import Rows
from record import Record
from texts import Translator, translator

SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One breach as a page shows it."""

    id: str
    version: int
    known: datetime
    due: datetime
    closed_on: date | None
    kept_until: date | None  # None while it is open
    breach: Breach

    def hours_left(self, now: datetime) -> int:
        """Whole hours until the authority has to know; negative when they are over."""
        return int((self.due - now).total_seconds() // 3600)


def routes(bp: Blueprint) -> None:
    """Add /loukkaukset and the page of one."""
    bp.add_url_rule("/loukkaukset", "breaches", every, methods=["GET"])
    bp.add_url_rule("/loukkaukset", "breach_new", begin, methods=["POST"])
    bp.add_url_rule("/loukkaus/<id>", "breach", show, methods=["GET"])
    bp.add_url_rule("/loukkaus/<id>", "breach_save", save, methods=["POST"])


@signed_in("staff")
def every() -> ResponseReturnValue:
    return _list({})


def _list(errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    t = translator(page.lang())
    with current_app.extensions["reader"].connect() as db:
        found = store.newest(db, store.BREACH, limit=SHOWN)
    rows, now = reading.rows(), clock.utcnow()
    cases = [_case(rows, row) for row in found]
    shown = page.render(
        "duties/breaches.html",
        title=t("Data breaches"),
        cases=[(case, _left(case, t, now)) for case in cases],
        may_keep=keeping.declared(current_app.extensions["record"], "breach"),
        typed=request.form,
        today=now.astimezone(HELSINKI),
        errors=errors,
    )
    return shown, status


@signed_in("staff")
def begin() -> ResponseReturnValue:
    """The clock runs from the moment that somebody here knew of it."""
    t = translator(page.lang())
    record: Record = current_app.extensions["record"]
    if not keeping.declared(record, "breach"):
        abort(404)
    now, what = clock.utcnow(), request.form.get("what", "").strip()[: breach.LONGEST]
    known, errors = _moment(request.form.get("day", ""), request.form.get("time", "")), {}
    if known is None or known > now:
        errors["day"] = t("Write the day and the time when it became known to you; they cannot be to come.")
    if not what:
        errors["what"] = t("Tell in a sentence what happened.")
    if errors or known is None:
        return _list(errors, 422)
    contact = f"{record.contact.role[page.lang()]}: {record.contact.email}, {record.contact.phone}"
    content = Breach(what=what, contact=contact).as_content(reading.actor())
    id = current_app.extensions["writer"].submit(
        partial(
            store.add,
            rows=reading.rows(),
            kind=store.BREACH,
            content=content,
            at=known,
            due=breach.due(known),
            expires_on=keeping.FOREVER,
        )
    )
    log.note(log.What.BREACH, id[:8], now=now)
    return redirect(url_for(".breach", id=id), code=303)


@signed_in("staff")
def show(id: str) -> ResponseReturnValue:
    return _one(_found(id), {})


def _one(case: Case, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    t, now = translator(page.lang()), clock.utcnow()
    record: Record = current_app.extensions["record"]
    shown = page.render(
        "duties/breach.html",
        title=t("Data breach"),
        case=case,
        left=_left(case, t, now),
        authority=record.law.authorities[record.authority.personal_data],
        errors=errors,
    )
    return shown, status


@signed_in("staff")
def save(id: str) -> ResponseReturnValue:
    """Keep what is known by now; "close" ends the matter, once the law's questions are answered."""
    t, record = translator(page.lang()), current_app.extensions["record"]
    case, typed = _found(id), _typed()
    version = request.form.get("version", type=int) or 0
    closing, today = "close" in request.form, clock.day(clock.utcnow())
    errors = _unfinished(typed, case, t) if closing else {}
    if errors:
        return _one(replace(case, version=version, breach=typed), errors, 422)
    closed_on = today if closing else case.closed_on
    until = keeping.last_day(record, "breach", closed_on) if closed_on else keeping.FOREVER
    try:
        current_app.extensions["writer"].submit(
            partial(
                store.change,
                rows=reading.rows(),
                id=id,
                version=version,
                content=typed.as_content(reading.actor()),
                closed_on=closed_on,
                expires_on=until,
            )
        )
    except store.Stale:
        words = t(
            "Somebody else changed this meanwhile. "
            "Your text is kept here; save it once more to replace theirs."
        )
        return _one(replace(_found(id), breach=typed), {"what": words}, 409)
    flash.say(t("The breach is closed.") if closing else t("Saved."))
    return redirect(url_for(".breach", id=id), code=303)


def _unfinished(typed: Breach, case: Case, t: Translator) -> dict[str, str]:
    """What has to be answered before a breach is closed."""
    errors = {name: t("The law asks for this (GDPR Article 33(3)).") for name in typed.missing()}
    if not typed.told_people:
        errors["told_people"] = t("Write when the people were told, or why they need not be.")
    if not typed.no_risk and clock.utcnow() > case.due and not typed.late:
        errors["late"] = t("The 72 hours are over: write why it took longer, or why no risk is likely.")
    return errors


def _typed() -> Breach:
    texts = {field.name: request.form.get(field.name, "").strip() for field in fields(Breach)}
    return Breach(**{name: text[: breach.LONGEST] for name, text in texts.items()})


def _found(id: str) -> Case:
    with current_app.extensions["reader"].connect() as db:
        row = store.one(db, store.BREACH, id)
    if row is None:
        abort(404)
    return _case(reading.rows(), row)


def _case(rows: Rows, row: RowMapping) -> Case:
    known, due = clock.moment(row["at"]), clock.moment(row["due_at"])
    assert known is not None and due is not None  # a breach has both
    return Case(
        id=row["id"],
        version=row["version"],
        known=known,
        due=due,
        closed_on=row["closed_on"],
        kept_until=None if row["expires_on"] == keeping.FOREVER else row["expires_on"],
        breach=Breach.from_content(store.opened(rows, row)),
    )


def _left(case: Case, t: Translator, now: datetime) -> tuple[str, str]:
    """A mark of owner/_parts.html and its words: how the clock stands."""
    if case.closed_on:
        return "done", t("closed")
    if case.breach.no_risk:
        return "none", t("no notification: no risk is likely")
    hours = case.hours_left(now)
    if hours < 0:
        return "wrong", t("the 72 hours are over")
    return "wait", t.n("%(n)s hour left", "%(n)s hours left", hours)


def _moment(day: str, time: str) -> datetime | None:
    """Day and time of a Finnish clock, as UTC; None when they are none."""
    try:
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=HELSINKI).astimezone(UTC)
    except ValueError:
        return None
