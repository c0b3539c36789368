"""Whose a request is, and what it may do."""

import hmac
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from formhandler import clock, origin
from formhandler.config import Config
from formhandler.owner.session import LONGEST, Session, Sessions
from formhandler.vault import slots
from formhandler.vault.errors import SlotChanged
from formhandler.vault.slots import Unlocked

#: With this prefix a browser refuses it without Secure, with a Domain or another path (RFC 6265bis, 4.1.3).
COOKIE = "__Host-hallinta"
TOKEN = "csrf_token"  # noqa: S105  # a field's name, no secret
#: What the owner's side gives to everybody: none reads the cookie.
ASSETS = ("css", "script", "seal")
#: Bytes of a post: an answer of 20,000 characters takes twelve each at worst, and may be too long by half.
LONGEST_POST = 400_000

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def enter() -> ResponseReturnValue | None:
    """Before each view: find the session, and let nobody but our own pages post."""
    request.max_content_length = LONGEST_POST
    g.session = g.unlocked = None
    name = (request.endpoint or "").partition(".")[2]
    if name in ASSETS:
        return None
    if request.method == "POST" and origin.verdict(request) is not origin.Origin.SAME:
        abort(403)
    awake = name != "open" or "elossa" in request.args  # a page that only asks how long it has left
    if session := sessions().get(cookie(), now=clock.utcnow(), awake=awake):
        _present(session)
    return None


def _present(session: Session) -> None:
    """Go by the slot as it stands on the disk: its user may be gone, have another role, another key."""
    config: Config = current_app.extensions["config"]
    try:
        unlocked = slots.resume(config.data, session.slot, session.wrapping)
    except SlotChanged:
        sessions().lock(cookie())
        return
    assert unlocked.user is not None  # Sessions.open takes users alone
    g.unlocked = unlocked
    g.session = replace(session, user=unlocked.user, keyring=unlocked.keyring, own=unlocked.own)


def signed_in(role: str, *, unfinished: bool = False, carry: bool = True) -> Callable[[View], View]:
    """
    Guard a view: for users whose role includes *role* ("reader", "staff", "owner").

    Without a session the sign-in page answers, and carries what was posted, so that nothing typed is lost. A
    post without the session's own token is refused.

    Args:
        unfinished: Also for a user who has yet to choose a passphrase or set up the one-time codes.
        carry: False where secrets are posted, which no page must repeat.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **values: object) -> ResponseReturnValue:
            if g.session is None:
                return _ask(carry)
            if not g.session.user.may(role):
                abort(403)
            if request.method == "POST" and not _token_holds(g.session):
                abort(403)
            if not unfinished and (step := unfinished_step(g.session)):
                return redirect(url_for(step), code=303)
            return view(*args, **values)

        return guarded  # type: ignore[return-value]  # the same arguments and answer

    return guard


def unfinished_step(session: Session) -> str | None:
    """The page where the user ends what their first sign-in began, or None."""
    if session.user.initial:
        return ".passphrase"
    return ".codes" if not session.user.totp else None


def _ask(carry: bool) -> ResponseReturnValue:
    from formhandler.owner import sign_in  # it needs this module

    if request.method == "POST" and carry:
        return sign_in.carrying(request.full_path.rstrip("?"), request.form)
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(".sign_in", next=here), code=303)


def app() -> Flask:
    """The app itself, for what runs beyond this request."""
    found: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's documented way
    return found


def sessions() -> Sessions:
    """This process's open sessions."""
    found: Sessions = current_app.extensions["sessions"]
    return found


def cookie() -> str:
    """What the browser sent; empty without one."""
    return request.cookies.get(COOKIE, "")


def csrf() -> Markup:
    """The field that every form of a signed-in page carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN, g.session.token)


def aside() -> dict[str, Any]:
    """What this session keeps for its later pages alone, as a new kit's words."""
    return sessions().aside(cookie())


def put_aside(**values: Any) -> None:
    """Keep *values* for the session's later pages; None takes one away."""
    sessions().put_aside(cookie(), **values)


def renew(unlocked: Unlocked) -> None:
    """Go on with *unlocked*: the user has another passphrase, other codes."""
    sessions().renew(cookie(), unlocked)
    _present(replace(g.session, wrapping=unlocked.wrapping))


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
    return hmac.compare_digest(request.form.get(TOKEN, "").encode(), session.token.encode())
