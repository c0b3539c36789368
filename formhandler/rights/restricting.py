"""Restricting a card, and lifting that again: what is on it may be stored alone (GDPR Art. 18(2))."""

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from formhandler.owner import flash, log
from formhandler.owner.access import signed_in
from formhandler.register import reading
from formhandler.register import store as cards
from formhandler.rights import changing, desk, one, store
from formhandler.rights.case import Case
from formhandler.rights.store import Stale
from formhandler.vault.errors import VaultError
from formhandler.vault.rows import Rows
from formhandler.writer import Unavailable

RESTRICT, LIFTED = "restrict", "lifted"


def routes(bp: Blueprint) -> None:
    """Add the two buttons of a request."""
    bp.add_url_rule("/pyynto/<id>/rajoita", "request_restrict", restrict, methods=["POST"])
    bp.add_url_rule("/pyynto/<id>/vapauta", "request_lift", lift, methods=["POST"])


def is_restricted(case: Case) -> bool:
    """Whether the card that the request is joined to is restricted."""
    if case.card is None:
        return False
    with current_app.extensions["reader"].connect() as db:
        row = cards.card_row(db, case.card)
    return bool(row and row["restricted"])


@signed_in("staff")
def restrict(id: str) -> ResponseReturnValue:
    """Restrict the card of the request, and tick that it was done, both or neither."""
    doing, case = desk.by(), one.found(id)
    ticked = changing.action(case, {"action": RESTRICT}, doing) if RESTRICT in case.to_do else None
    if ticked is None or case.card is None:
        abort(400)
    return _do(
        case,
        ticked,
        restricted=True,
        said=doing.t("The card is restricted. It is on no list, and nothing is added."),
    )


@signed_in("staff")
def lift(id: str) -> ResponseReturnValue:
    """Lift the restriction; the person has to know before (Art. 18(3))."""
    doing, case, told = desk.by(), one.found(id), request.form.get("told_lift", "").strip()
    if case.card is None:
        abort(400)
    if not told:
        fault = doing.t(
            "Write when and how the person was told: they have to know before (GDPR Article 18(3))."
        )
        return one.shown(case, request.form, {"told_lift": fault}), 422
    lifted = changing.noted(case, LIFTED, told[: changing.LONGEST], doing)
    return _do(case, lifted, restricted=False, said=doing.t("The restriction is lifted."))


def _do(case: Case, changed: Case, *, restricted: bool, said: str) -> ResponseReturnValue:
    doing = desk.by()
    typed: Mapping[str, str] = request.form
    if request.form.get("version") != str(case.version):
        return one.stale(case, doing.t)
    try:
        job = partial(_write, rows=reading.rows(), case=changed, restricted=restricted)
        current_app.extensions["writer"].submit(job)
    except Stale:
        return one.stale(one.found(case.id), doing.t)
    except (Unavailable, VaultError):
        sorry = doing.t("Nothing can be written now. What you typed is here; try again in a while.")
        return one.shown(case, typed, {"main": sorry}), 503
    log.note(log.What.REQUEST_CHANGED, case.id, now=doing.now)
    flash.say(said)
    return redirect(url_for(".request", id=case.id), code=303)


def _write(db: Connection, rows: Rows, case: Case, *, restricted: bool) -> None:
    card = cards.card_row(db, case.card or "")
    if card is None:
        raise Stale(case.id)
    cards.change_card(db, card["id"], card["version"], restricted=restricted)
    store.change(db, rows, case)
