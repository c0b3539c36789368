"""A user's own passphrase, one-time codes and recovery codes."""

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from formhandler import clock
from formhandler.owner import access, confirm, flash, log, page, sign_in
from formhandler.owner.access import signed_in
from formhandler.owner.chosen import Chosen
from formhandler.owner.pages.setup import next_step
from formhandler.turnstile import Full
from formhandler.vault import codes as second
from formhandler.vault import qr, users
from formhandler.vault.errors import PassphraseTaken, WrongCode
from texts import Translator, translator


def routes(bp: Blueprint) -> None:
    bp.add_url_rule("/oma/salalause", "passphrase", passphrase, methods=["GET", "POST"])
    bp.add_url_rule("/oma/kertakoodit", "codes", codes, methods=["GET", "POST"])
    bp.add_url_rule("/oma/varakoodit", "recovery", recovery, methods=["GET", "POST"])


@signed_in("reader", unfinished=True, carry=False)
def passphrase() -> ResponseReturnValue:
    """Another passphrase; the first one, where another person gave it."""
    t, user = translator(page.lang()), g.session.user
    chosen, problems, problem = Chosen.read(request.form, t), {}, ""
    if request.method == "POST" and not chosen.propose:
        problems = chosen.problems(t)
        problem = "" if user.initial or problems else confirm.problem(t)
        if not problems and not problem and not (problems := _change(chosen.new, t)):
            return redirect(url_for(access.unfinished_step(g.session) or ".key"), code=303)
    shown = page.render(
        "owner/passphrase.html", title=t("Your passphrase"), chosen=chosen, problems=problems, problem=problem
    )
    return shown, 422 if problems or problem else 200


def _change(new: str, t: Translator) -> dict[str, str]:
    """Change it and return nothing, or what is wrong with it."""
    try:
        with sign_in.slowly(access.app()):
            access.renew(users.change_passphrase(current_app.extensions["config"].data, g.unlocked, new))
    except PassphraseTaken:
        return {"new": t("Choose another passphrase.")}  # that it is somebody's is not for this user to know
    except Full as error:
        return {"new": sign_in.explain(error, t, now=clock.utcnow())[1]}
    log.note(log.What.PASSPHRASE_CHANGED, now=clock.utcnow())
    flash.say(t("Your passphrase is changed. The old one opens nothing any more."))
    return {}


@signed_in("reader", unfinished=True, carry=False)
def codes() -> ResponseReturnValue:
    """Set up the one-time codes, or set them up anew on another phone."""
    t, now = translator(page.lang()), clock.utcnow()
    if g.session.user.initial:
        return redirect(url_for(".passphrase"), code=303)
    secret = access.aside().get("totp") or second.new_secret()
    access.put_aside(totp=secret)
    wrong, problem = "", ""
    if request.method == "POST" and not (problem := confirm.problem(t) if g.session.user.totp else ""):
        try:
            unlocked, given = users.enrol(
                current_app.extensions["config"].data, g.unlocked, secret, request.form.get("code", ""), now
            )
        except WrongCode:
            wrong = t(
                "The phone shows another code. Codes change every 30 seconds; see that its clock is right."
            )
        else:
            access.renew(unlocked)
            access.put_aside(totp=None, recovery=given)
            log.note(log.What.CODES_CHANGED, now=now)
            return redirect(url_for(".recovery"), code=303)
    shown = page.render(
        "owner/codes.html",
        title=t("One-time codes"),
        qr=Markup(qr.svg(second.provisioning_uri(secret, _trader(), g.session.user.name))),  # noqa: S704  # segno's own
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        wrong=wrong,
        problem=problem,
    )
    return shown, 422 if wrong or problem else 200


@signed_in("reader", carry=False)
def recovery() -> ResponseReturnValue:
    """Ten recovery codes, shown until they are stored; or a button that makes ten others."""
    t, problem = translator(page.lang()), ""
    given = access.aside().get("recovery")
    if request.method == "POST" and "stored" in request.form:
        step = next_step() if given else ".key"
        access.put_aside(recovery=None)
        return redirect(url_for(step), code=303)
    if request.method == "POST" and not (problem := confirm.problem(t)):
        unlocked, given = users.renew_recovery(current_app.extensions["config"].data, g.unlocked)
        access.renew(unlocked)
        access.put_aside(recovery=given)
        log.note(log.What.CODES_CHANGED, now=clock.utcnow())
        return redirect(url_for(".recovery"), code=303)
    shown = page.render(
        "owner/recovery.html",
        title=t("Recovery codes"),
        given=given,
        left=len(g.session.user.recovery),
        problem=problem,
        today=clock.day(clock.utcnow()),
    )
    return shown, 422 if problem else 200


def _trader() -> str:
    """What the phone's app calls this desk."""
    record = current_app.extensions["record"]
    name = record.controller.trade_name or record.site.name
    return name if isinstance(name, str) else str(name[record.binding])
