"""Setting up: the first owner, and how the archive is kept."""

from flask import Blueprint, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock, gate
from formhandler.owner import access, page, sign_in
from formhandler.owner import setup as first
from formhandler.owner.access import signed_in
from formhandler.owner.chosen import Chosen
from formhandler.owner.pages import rotation
from formhandler.turnstile import Full
from formhandler.vault import state
from formhandler.vault.errors import UnfitPassphrase
from texts import translator


def routes(bp: Blueprint) -> None:
    bp.add_url_rule("/alku", "setup", setup, methods=["GET", "POST"])
    bp.add_url_rule("/alku/tapa", "keeping", keeping, methods=["GET", "POST"])
    bp.add_url_rule("/alku/valmis", "ready", ready, methods=["GET"])


def setup() -> ResponseReturnValue:
    """The set-up code, then name and passphrase of the first owner."""
    t, now = translator(page.lang()), clock.utcnow()
    here: first.SetUp = current_app.extensions["setup"]
    if not here.needed:
        return redirect(url_for(".sign_in"), code=303)
    if request.method == "GET":
        return page.render("owner/setup_code.html", title=t("Set up the desk"), problem="")
    tries = current_app.extensions["tries"]
    if (until := tries.until(request.remote_addr, now=now)) > now:
        status, problem, headers = sign_in.explain(sign_in.TooSoon(until), t, now=now)
        return (
            page.render("owner/setup_code.html", title=t("Set up the desk"), problem=problem),
            status,
            headers,
        )
    if not here.right(request.form.get("setup_code", "")):
        tries.missed(request.remote_addr, now=now)
        problem = t("This is not the set-up code that was printed at the last start.")
        return page.render("owner/setup_code.html", title=t("Set up the desk"), problem=problem), 403
    return _first_owner()


def _first_owner() -> ResponseReturnValue:
    t, app = translator(page.lang()), access.app()
    chosen = Chosen.read(request.form, t)
    problems = {} if request.form.get("step") != "owner" else chosen.problems(t, named=True)
    if request.form.get("step") == "owner" and not chosen.propose and not problems:
        try:
            with sign_in.slowly(app):
                unlocked = first.first_owner(app, chosen.name, chosen.new)
        except UnfitPassphrase:
            problems = {"new": t("Write 15 to 1,000 characters.")}
        except Full as error:
            problems = {"new": sign_in.explain(error, t, now=clock.utcnow())[1]}
        else:
            value = sign_in.begin(unlocked, now=clock.utcnow())
            access.sessions().put_aside(value, setup=True)
            answer = make_response(redirect(url_for(".entered"), code=303))
            access.set_cookie(answer, value)
            return answer
    shown = page.render(
        "owner/setup_owner.html",
        title=t("You, the owner"),
        chosen=chosen,
        problems=problems,
        setup_code=request.form.get("setup_code", ""),
    )
    return shown, 422 if problems else 200


@signed_in("owner")
def keeping() -> ResponseReturnValue:
    """Sealed with a printed kit, or with a key file: the owner's choice, while there is a key file."""
    t = translator(page.lang())
    known = state.load(current_app.extensions["config"].data)
    if known.opens == state.SEALED:
        return redirect(url_for(".key"), code=303)
    if request.method == "POST" and request.form.get("keeping") in (state.SEALED, state.MANAGED):
        if request.form["keeping"] == state.MANAGED:
            return redirect(url_for(".ready"), code=303)
        if known.proven:
            return rotation.seal_off()
        access.put_aside(sealing=True)
        return redirect(url_for(".kit"), code=303)
    return page.render("owner/keeping.html", title=t("How the archive is kept"))


@signed_in("owner")
def ready() -> ResponseReturnValue:
    """The end of the set-up: is the form open?"""
    t = translator(page.lang())
    access.put_aside(setup=None)
    found: gate.Gate = current_app.extensions["gate"]
    found.look_again()
    try:
        found.key()
        closed = ""
    except gate.Closed as error:
        closed = str(error)
    known = state.load(current_app.extensions["config"].data)
    return page.render(
        "owner/ready.html", title=t("Ready") if not closed else t("Almost ready"), closed=closed, state=known
    )


def next_step() -> str:
    """Where to go once the one-time codes are set up."""
    if not access.aside().get("setup") or not g.session.user.may("owner"):
        return ".inbox"
    known = state.load(current_app.extensions["config"].data)
    if known.opens == state.MANAGED:
        return ".keeping"
    return ".ready" if known.proven else ".kit"
