"""The page of one request, and all that can be done with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.register import reading
from formhandler.rights import changing, desk, restricting, store, words
from formhandler.rights.case import ACTIONS, ARTICLES, WAYS, Case
from formhandler.rights.changing import Rejected
from formhandler.rights.store import Stale
from formhandler.vault.errors import VaultError
from formhandler.writer import Unavailable
from record.text import Text, Unstated
from texts import Translator, translator


def routes(bp: Blueprint) -> None:
    """Add /pyynto/<id>."""
    bp.add_url_rule("/pyynto/<id>", "request", show, methods=["GET"])
    bp.add_url_rule("/pyynto/<id>", "request_change", change, methods=["POST"])


@signed_in("reader")
def show(id: str) -> ResponseReturnValue:
    """What was asked, by when it is answered, what was done."""
    case = found(id)
    log.note(log.What.REQUEST_OPENED, id, now=clock.utcnow())
    return shown(case, {}, {})


@signed_in("staff")
def change(id: str) -> ResponseReturnValue:
    """Do one thing, named by the button; what was typed survives every fault."""
    doing, case = desk.by(), found(id)
    what = request.form.get("do", "")
    if what not in changing.CHANGES:
        abort(400)
    if request.form.get("version") != str(case.version):
        return stale(case, doing.t)
    if not changing.fits(what, case):
        return redirect(url_for(".request", id=id), code=303)
    try:
        changed = changing.CHANGES[what](case, request.form, doing)
        desk.known_card(changed, doing.t)
        writing = partial(store.change, rows=reading.rows(), case=changed)
        current_app.extensions["writer"].submit(writing)
    except Rejected as rejected:
        return shown(case, request.form, rejected.faults), 422
    except Stale:
        return stale(found(id), doing.t)
    except (Unavailable, VaultError):
        sorry = doing.t("Nothing can be written now. What you typed is here; try again in a while.")
        return shown(case, request.form, {"main": sorry}), 503
    log.note(log.What.REQUEST_CHANGED, id, now=doing.now)
    flash.say(doing.t("The request is saved."))
    return redirect(url_for(".request", id=id), code=303)


def found(id: str) -> Case:
    with current_app.extensions["reader"].connect() as db:
        case = store.one(db, reading.rows(), id)
    if case is None:
        abort(404)
    return case


def stale(case: Case, t: Translator) -> ResponseReturnValue:
    """Somebody else was quicker: their change is in view, and what was typed still stands in the form."""
    last = case.steps[-1]
    told = t(
        "%(name)s changed this request meanwhile: %(what)s. Look at it below, and send yours again if it "
        "still holds.",
        name=last.who,
        what=words.step(last.what, t),
    )
    return shown(case, request.form, {"main": told}), 409


def shown(case: Case, typed: Mapping[str, str], faults: Mapping[str, str]) -> str:
    t, record, today = translator(page.lang()), current_app.extensions["record"], clock.day(clock.utcnow())
    return page.render(
        "rights/request.html",
        title=words.article(record, case.article, t),
        case=case,
        typed=_typed(case, typed),
        faults=faults,
        today=today,
        left=words.left(case.due_on, today, t),
        next_step=words.next_step(case, t),
        month_full=replace(case, extended_on=None).due(record),
        may_extend=case.extended_on is None,
        in_time=today <= case.may_extend_until,
        actions={name: words.actions(t)[name] for name in ACTIONS[case.article]},
        identities=words.identities(t),
        outcomes=words.outcomes(t),
        ways={way: words.ways(t)[way] for way in WAYS},
        articles={number: words.article(record, number, t) for number in ARTICLES},
        step=partial(words.step, t=t),
        at=datetime.fromisoformat,
        authority=record.law.authorities[record.authority.personal_data],
        card_url=url_for(".card", id=case.card) if case.card else "",
        may=g.session.user.may("staff"),
        links=_links(case, t),
        recipients=[_said(one.name, t) for one in record.recipients],
        restricted=restricting.is_restricted(case),
    )


def _links(case: Case, t: Translator) -> dict[str, tuple[str, str]]:
    """Where what an action names is done, once it is known whose card it is."""
    if case.card is None:
        return {}
    to = {name: url_for(f".{name}", id=case.card) for name in ("card", "permissions")}
    to["erasure"] = url_for(".erasure", id=case.card, pyynto=case.id)
    package = url_for(".package_of_request", id=case.id)
    return {
        "find": (t("The person’s card"), to["card"]),
        "correct": (t("The person’s card"), to["card"]),
        "prohibit": (t("Permissions and prohibitions"), to["permissions"]),
        "stop": (t("Permissions and prohibitions"), to["permissions"]),
        "copy": (t("The package of the person’s data"), package),
        "file": (t("The file of the person’s data"), package),
        "erase": (t("What can be erased, and what has to stay"), to["erasure"]),
    }


def _said(name: Text | Unstated, t: Translator) -> str:
    return t("(not named yet)") if isinstance(name, Unstated) else name[t.lang]


def _typed(case: Case, typed: Mapping[str, str]) -> dict[str, str]:
    """What the forms hold: what was typed, or what the request says."""
    today = clock.day(clock.utcnow()).isoformat()
    kept = {
        "article": case.article, "way": case.way, "received_on": case.received_on.isoformat(),
        "who": case.who, "contact": case.contact, "asked": case.asked, "card": case.card or "",
        "identity": case.identity, "identity_note": case.identity_note, "action": "", "note": "",
        "extended_on": today, "reasons": "", "closed_on": today, "outcome": case.outcome,
        "ground": case.ground, "answer": case.answer, "evidence": case.evidence,
        "told_remedies": "", "told_lift": "", "do": "",
    }  # fmt: skip
    return {name: typed.get(name, value) for name, value in kept.items()} if typed else kept
