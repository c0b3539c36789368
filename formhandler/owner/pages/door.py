"""The door: signing in, locking, and how long the desk stays open."""

from flask import Blueprint, Response, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.owner import access, page, sign_in
from formhandler.owner.access import signed_in
from formhandler.vault import state
from texts import translator


def routes(bp: Blueprint) -> None:
    bp.add_url_rule("/kirjaudu", "sign_in", sign_in.view, methods=["GET", "POST"])
    bp.add_url_rule("/sisaan", "entered", entered, methods=["GET"])
    bp.add_url_rule("/lukitse", "lock", lock, methods=["POST"])
    bp.add_url_rule("/auki", "open", open_, methods=["GET"])


def entered() -> ResponseReturnValue:
    """The first page after signing in: sees whether the browser kept the cookie, then goes on."""
    where = request.args.get("next", "")
    if g.session is None:
        t = translator(page.lang())
        return page.render("owner/no_cookie.html", title=t("Your browser did not keep the sign-in")), 403
    if step := access.unfinished_step(g.session):
        return redirect(url_for(step), code=303)
    if sign_in.local(where, "GET"):
        return redirect(where, code=303)
    return redirect(url_for(_first()), code=303)


def _first() -> str:
    """The inbox; for an owner whose form is closed until the kit is proven, the kit."""
    known = state.load(current_app.extensions["config"].data)
    closed = known.opens == state.SEALED and not known.proven
    return ".kit" if closed and g.session.user.may("owner") else ".inbox"


@signed_in("reader", unfinished=True)
def lock() -> ResponseReturnValue:
    """Lock this session now."""
    access.sessions().lock(access.cookie())
    g.session = g.unlocked = None
    answer = make_response(redirect(url_for(".sign_in"), code=303))
    access.delete_cookie(answer)
    return answer


def open_() -> ResponseReturnValue:
    """How many seconds the session has left, for lock.js: "0" once it is locked. Asking prolongs nothing."""
    left = access.sessions().left(g.session.id, now=clock.utcnow()) if g.session else None
    return Response(str(int(left.total_seconds())) if left else "0", mimetype="text/plain")
