"""Whose a request is, and what it may do."""

import hmac
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from flask import Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from formhandler import clock, origin
from formhandler.owner.session import LONGEST, Session, Sessions

#: With this prefix a browser refuses it without Secure, with a Domain or another path (RFC 6265bis, 4.1.3).
COOKIE = "__Host-hallinta"
TOKEN = "csrf_token"  # noqa: S105  # a field's name, no secret

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def enter() -> ResponseReturnValue | None:
    """Before each view: find the session, and let nobody but our own pages post."""
    g.session = sessions().get(request.cookies.get(COOKIE, ""), now=clock.utcnow())
    if request.method == "POST" and origin.verdict(request) is not origin.Origin.SAME:
        abort(403)
    return None


def signed_in(role: str) -> Callable[[View], View]:
    """
    Guard a view: for users whose role includes *role* ("reader", "staff", "owner").

    Without a session the sign-in page answers, and carries what was posted, so that nothing typed is lost. A
    post without the session's own token is refused.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **values: object) -> ResponseReturnValue:
            if g.session is None:
                return redirect(url_for(".sign_in", next=request.full_path.rstrip("?")), code=303)
            if not g.session.user.may(role):
                abort(403)
            if request.method == "POST" and not _token_holds(g.session):
                abort(403)
            return view(*args, **values)

        return guarded  # type: ignore[return-value]  # the same arguments and answer

    return guard


def sessions() -> Sessions:
    """This process's open sessions."""
    found: Sessions = current_app.extensions["sessions"]
    return found


def csrf() -> Markup:
    """The field that every form of a signed-in page carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN, g.session.token)


def set_cookie(response: Response, value: str) -> None:
    """Give the browser the key of its session."""
    response.set_cookie(
        COOKIE,
        value,
        secure=True,
        httponly=True,
        samesite="Strict",
        path="/",
        max_age=int(LONGEST.total_seconds()),
    )


def delete_cookie(response: Response) -> None:
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict", path="/")


def _token_holds(session: Session) -> bool:
    return hmac.compare_digest(request.form.get(TOKEN, ""), session.token)
