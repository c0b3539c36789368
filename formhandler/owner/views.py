"""Signing in, locking."""

from flask import Blueprint, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.config import Config
from formhandler.owner import access, page
from formhandler.owner.access import signed_in
from formhandler.vault import slots
from formhandler.vault.errors import VaultError
from texts import translator


def routes(bp: Blueprint) -> None:
    @bp.route("/kirjaudu", methods=["GET", "POST"])
    def sign_in() -> ResponseReturnValue:
        t = translator(page.lang())
        if request.method == "GET":
            return page.render("owner/sign_in.html", title=t("Sign in"), problem="")
        config: Config = current_app.extensions["config"]
        try:
            unlocked = slots.unlock_words(config.data, request.form.get("passphrase", ""))
        except VaultError as error:
            return page.render("owner/sign_in.html", title=t("Sign in"), problem=str(error)), 403
        answer = make_response(redirect(url_for(".inbox"), code=303))
        access.set_cookie(answer, access.sessions().open(unlocked, now=clock.utcnow()))
        return answer

    @bp.post("/lukitse")
    @signed_in("reader")
    def lock() -> ResponseReturnValue:
        access.sessions().lock(request.cookies[access.COOKIE])
        g.session = None
        answer = make_response(redirect(url_for(".sign_in"), code=303))
        access.delete_cookie(answer)
        return answer

    @bp.get("/")
    @signed_in("reader")
    def inbox() -> ResponseReturnValue:
        t = translator(page.lang())
        return page.render("owner/base.html", title=t("Inbox"))
