"""
What somebody at the desk does with a request: from it and a form, the request as it will be.

Each function is pure; `Rejected` names, for each field of the form, what is wrong with it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from formhandler import clock
from formhandler.rights import deadlines
from formhandler.rights.case import ACTIONS, ARTICLES, DONE, IDENTITIES, OUTCOMES, WAYS, Case, Step
from record import Record
from texts import Translator
from texts.dates import format_date

LONGEST = 20_000  # characters of one field
CARD = re.compile(r"[0-9a-f]{32}")


class Rejected(Exception):
    """Nothing was changed; *faults* says of each field what is wrong."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who does it, when, and in which language a fault is told."""

    actor: str
    now: datetime
    record: Record
    t: Translator

    @property
    def today(self) -> date:
        return clock.day(self.now)


Form = Mapping[str, str]


def make(form: Form, by: By) -> Case:
    """A request that came by letter, by phone, by mail or at the counter."""
    found = _details(form, by)
    case = Case(**found, card=_card(form), due_on=date.max)
    return _with(replace(case, due_on=case.due(by.record)), by, "made")


def details(case: Case, form: Form, by: By) -> Case:
    """Correct what was written down of the request; its clock is counted anew."""
    changed = replace(case, **_details(form, by))
    kept = {name: note for name, note in case.done.items() if name in ACTIONS[changed.article]}
    return _with(replace(changed, due_on=changed.due(by.record), done=kept), by, "details")


def identity(case: Case, form: Form, by: By) -> Case:
    """How somebody made sure who asks."""
    how = form.get("identity", "")
    if how not in IDENTITIES:
        raise Rejected({"identity": by.t("Choose how you made sure who asks.")})
    note = _text(form, "identity_note")
    return _with(replace(case, identity=how, identity_note=note), by, "identity", note)


def card(case: Case, form: Form, by: By) -> Case:
    """Join the request to a card, by its id or the address of its page; nothing parts them."""
    if form.get("card", "").strip() and _card(form) is None:
        raise Rejected({"card": by.t("Paste the address of the card’s page.")})
    return _with(replace(case, card=_card(form)), by, "card")


def action(case: Case, form: Form, by: By) -> Case:
    """Tick one thing that was done, with a note; ticked once more it is not done."""
    name = form.get("action", "")
    if name not in ACTIONS[case.article]:
        raise Rejected({"action": by.t("This is not one of the steps of this request.")})
    if name in case.done:
        left = {other: note for other, note in case.done.items() if other != name}
        return _with(replace(case, done=left), by, "undone")
    note = _text(form, "note")
    return _with(replace(case, done={**case.done, name: note}), by, name, note)


def noted(case: Case, what: str, note: str, by: By) -> Case:
    """Write a step into the history, and nothing else."""
    return _with(case, by, what, note)


def extend(case: Case, form: Form, by: By) -> Case:
    """Two further months, if the person was told of them and of the reasons within the first (Art. 12(3))."""
    t, faults = by.t, {}
    reasons, told = _text(form, "reasons"), _day(form, "extended_on")
    if case.extended_on:
        faults["extended_on"] = t("The time has been extended once; the law knows no second extension.")
    elif told is None or not case.received_on <= told <= by.today:
        faults["extended_on"] = t("Write the day when you told the person, between receipt and today.")
    elif told > case.may_extend_until:
        faults["extended_on"] = t(
            "The time can no longer be extended: the person had to be told by %(date)s, within a month of "
            "receipt (GDPR Article 12(3)). Answer as soon as you can.",
            date=format_date(case.may_extend_until, t.lang),
        )
    if not reasons:
        faults["reasons"] = t("Write the reasons as you told them: the law asks for them.")
    if faults:
        raise Rejected(faults)
    extended = replace(case, extended_on=told, reasons=reasons, due_on=deadlines.extended(case.received_on))
    return _with(extended, by, "extended", reasons)


def close(case: Case, form: Form, by: By) -> Case:
    """The request was answered: all of it, a part, or with a refusal that says why (Art. 12(4))."""
    t, faults = by.t, {}
    outcome, day = form.get("outcome", ""), _day(form, "closed_on")
    ground, answer = _text(form, "ground"), _text(form, "answer")
    if outcome not in OUTCOMES:
        faults["outcome"] = t("Choose how it ended.")
    if day is None or not case.received_on <= day <= by.today:
        faults["closed_on"] = t("Write the day when you answered, between receipt and today.")
    if not answer:
        faults["answer"] = t("Write what you answered, and how you sent it.")
    if outcome in OUTCOMES and outcome != DONE:
        if not ground:
            faults["ground"] = t("Write why not all of it was done: the person has to be told.")
        if "told_remedies" not in form:
            faults["told_remedies-1"] = t(
                "Tell the person that they can complain to the authority and go to court; then tick this "
                "(GDPR Article 12(4))."
            )
    if faults or day is None:
        raise Rejected(faults)
    closed = replace(
        case,
        outcome=outcome,
        ground="" if outcome == DONE else ground,
        answer=answer,
        evidence=_text(form, "evidence"),
        closed_on=day,
        expires_on=kept_until(by.record, day),
    )
    return _with(closed, by, "closed", outcome)


def reopen(case: Case, form: Form, by: By) -> Case:
    """Take the answer back, or go on with it; what was answered stays in view."""
    return _with(replace(case, closed_on=None, expires_on=date.max), by, "reopened")


def kept_until(record: Record, closed: date) -> date:
    """The last day of a request that was answered on *closed*. Raises ValueError when nothing may be kept."""
    return max(rule.last_day(closed) for rule in record.retentions if rule.clock == "request.closed")


def keeps(record: Record) -> bool:
    """Whether the record says how long a request is kept; else none may be stored."""
    return any(rule.clock == "request.closed" for rule in record.retentions)


CHANGES: Mapping[str, Callable[[Case, Form, By], Case]] = {
    "details": details,
    "identity": identity,
    "card": card,
    "action": action,
    "extend": extend,
    "close": close,
    "reopen": reopen,
}


def fits(what: str, case: Case) -> bool:
    """Whether *what* of CHANGES can be done with the request as it stands."""
    return what == "card" or (what == "reopen") != case.open


def _details(form: Form, by: By) -> dict[str, Any]:
    t, faults = by.t, {}
    article, way, day = form.get("article", ""), form.get("way", ""), _day(form, "received_on")
    who, asked = _text(form, "who"), _text(form, "asked")
    if article not in ARTICLES:
        faults["article"] = t("Choose what the person asks for.")
    if way not in WAYS:
        faults["way"] = t("Choose how the request came.")
    if day is None or day > by.today:
        faults["received_on"] = t("Write the day when the request came; it cannot be to come.")
    if not who:
        faults["who"] = t("Write who asks, or what you know of them.")
    if not asked:
        faults["asked"] = t("Write what was asked, in the person’s own words if you can.")
    if faults:
        raise Rejected(faults)
    contact = _text(form, "contact")
    return {
        "article": article, "way": way, "received_on": day, "who": who, "asked": asked, "contact": contact
    }  # fmt: skip


def _with(case: Case, by: By, what: str, note: str = "") -> Case:
    step = Step(at=by.now.isoformat(timespec="seconds"), who=by.actor, what=what, note=note)
    return replace(case, steps=(*case.steps, step))


def _text(form: Form, name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()[:LONGEST]


def _card(form: Form) -> str | None:
    found = CARD.search(form.get("card", "").strip())
    return found[0] if found else None


def _day(form: Form, name: str) -> date | None:
    """As a browser sends it; None of what is no day, or one that no request can be of."""
    try:
        day = date.fromisoformat(form.get(name, "").strip())
    except ValueError:
        return None
    return day if day.year >= 2000 else None
