"""What a person sees when something is wrong: a page of the desk, in its language."""

import logging

from flask import Blueprint, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, NotFound

from formhandler import plain
from formhandler.owner import page
from formhandler.turnstile import Full
from formhandler.vault.errors import VaultError
from formhandler.writer import Unavailable
from texts import Translator, translator

logger = logging.getLogger(__name__)
EVERY = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def routes(bp: Blueprint) -> None:
    """The last of all: whatever no other page answers is answered here, in the owner's clothes."""
    bp.add_url_rule("/<path:rest>", "nothing", nothing, methods=EVERY)
    bp.register_error_handler(HTTPException, answer)
    for kind in (VaultError, SQLAlchemyError, Unavailable, Full):
        bp.register_error_handler(kind, trouble)


def nothing(rest: str) -> ResponseReturnValue:
    """No such page; or one that takes only posts."""
    try:
        found, _ = current_app.url_map.bind("localhost").match(request.path, method="POST")
    except HTTPException:
        raise NotFound from None
    abort(405 if request.method == "GET" and not str(found).endswith(".nothing") else 404)


def answer(error: HTTPException) -> ResponseReturnValue:
    """Any HTTP error, a fault of ours included."""
    code = error.code or 500
    t = translator(page.lang())
    headers = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    title, advice = _words(code, t)
    return page.render("owner/error.html", title=title, advice=advice), code, headers


def trouble(error: Exception) -> ResponseReturnValue:
    """The vault or the database is not as it should be: say what, and to the log its kind alone."""
    logger.error("The owner's side: %s", type(error).__name__)
    t = translator(page.lang())
    g.session = None  # the menu would ask the same again
    shown = page.render("owner/error.html", title=t("It does not work now"), advice=plain.words(error, t))
    return shown, 503, {"Retry-After": "5"}


def _words(code: int, t: Translator) -> tuple[str, str]:
    return {
        403: (
            t("This is not for you to do"),
            t(
                "Either your role does not include it, or the page was too old. Go back, load it anew "
                "and try again."
            ),
        ),
        404: (t("There is no such page"), t("The address is mistyped, or what was here is erased.")),
        405: (
            t("This address only takes a form"),
            t("Go to the page that has the button, and press it there."),
        ),
        413: (t("That is too much at once"), t("Nothing was stored. Go back and send less.")),
    }.get(
        code,
        (t("Something went wrong here"), t("Nothing was stored. Try again; if it stays, see: flask doctor")),
    )
