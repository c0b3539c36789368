"""Who may sign in."""

from pathlib import Path

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.owner import access, confirm, flash, log, page, sign_in
from formhandler.owner.access import signed_in
from formhandler.owner.chosen import NAME, PROPOSED
from formhandler.owner.pages import rotation
from formhandler.turnstile import Full
from formhandler.vault import users as vault
from formhandler.vault import words
from formhandler.vault.errors import LastOwner, UnknownUser
from formhandler.vault.user import ROLES
from texts import Translator, translator


def routes(bp: Blueprint) -> None:
    bp.add_url_rule("/kayttajat", "users", users, methods=["GET", "POST"])
    bp.add_url_rule("/kayttajat/<slot>/poista", "remove_user", remove, methods=["GET", "POST"])


@signed_in("owner", carry=False)
def users() -> ResponseReturnValue:
    """The list, and the form that adds one; the passphrase of a new user until it was handed over."""
    t, problems = translator(page.lang()), {}
    if request.method == "POST" and "given" in request.form:
        access.put_aside(given=None)
        return redirect(url_for(".users"), code=303)
    if request.method == "POST" and not (problems := _add(t)):
        return redirect(url_for(".users"), code=303)
    shown = page.render(
        "owner/users.html",
        title=t("Users"),
        users=vault.labels(_data(), g.session.keyring),
        problems=problems,
        given=access.aside().get("given"),
        form=request.form,
    )
    return shown, 422 if problems else 200


def _add(t: Translator) -> dict[str, str]:
    """Add the user of this form and return nothing, or field -> what is wrong with it."""
    name, role = " ".join(request.form.get("name", "").split())[:NAME], request.form.get("role", "")
    if not name:
        return {"name": t("Write the name by which the log shall know this user.")}
    if role not in ROLES:
        return {"role-reader": t("Choose what the user may do.")}
    if problem := confirm.problem(t):
        return {"passphrase": problem}
    first = " ".join(words.generate(PROPOSED, page.lang()))
    try:
        with sign_in.slowly(access.app()):
            vault.add(_data(), g.session.keyring, name, role, first, initial=True)
    except Full as error:
        return {"name": sign_in.explain(error, t, now=clock.utcnow())[1]}
    access.put_aside(given={"name": name, "words": first})
    log.note(log.What.USER_ADDED, name, now=clock.utcnow())
    return {}


@signed_in("owner", carry=False)
def remove(slot: str) -> ResponseReturnValue:
    """Ask once more, then remove a user and lock what they have open."""
    t, problem = translator(page.lang()), ""
    user = next((one for one in vault.labels(_data(), g.session.keyring) if one.slot == slot), None)
    if user is None:
        abort(404)
    if request.method == "POST" and not (problem := confirm.problem(t)):
        try:
            vault.remove(_data(), g.session.keyring, slot)
        except LastOwner:
            problem = t("This is the only owner. Add another one first.")
        except UnknownUser:
            abort(404)
        else:
            log.note(log.What.USER_REMOVED, user.name, now=clock.utcnow())
            access.sessions().lock_slot(slot)
            flash.say(
                t(
                    "%(name)s is removed, and what they had open is locked. They may have kept a copy of "
                    "the key: change it now.",
                    name=user.name or t("The user"),
                )
            )
            return rotation.offer()
    shown = page.render("owner/user_remove.html", title=t("Remove a user"), user=user, problem=problem)
    return shown, 422 if problem else 200


def _data() -> Path:
    data: Path = current_app.extensions["config"].data
    return data
