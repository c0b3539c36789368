"""The choices' HTTP: the page, the answer posted to it, the receipt, and that the question was shown."""

import json
from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from formhandler import clock, origin
from formhandler.choices.desk import WINDOW, Desk
from formhandler.choices.post import Post
from formhandler.choices.receipt import receipt
from formhandler.choices.show import browser, page
from formhandler.consent import store
from formhandler.contact.views import not_kept, posted
from formhandler.writer import Unavailable
from texts import translator

View = Callable[..., ResponseReturnValue]
RECEIPT = "kuitti.json"
ASKED = "kysytty"


def blueprint(desk: Desk) -> Blueprint:
    """Return the routes: the page and the receipt in each language, and one address for the script."""
    bp = Blueprint("choices", __name__)
    for lang, path in desk.record.edition.choices_path.items():
        bp.add_url_rule(path, f"show_{lang}", _show(desk, lang), methods=["GET"])
        bp.add_url_rule(path, f"choose_{lang}", _choose(desk, lang), methods=["POST"])
        bp.add_url_rule(f"{path}{RECEIPT}", f"receipt_{lang}", _receipt(desk, lang), methods=["GET"])
    address = f"{desk.record.edition.choices_path[desk.record.binding]}{ASKED}"
    bp.add_url_rule(address, "asked", _asked(desk), methods=["POST"])
    bp.after_request(not_kept)
    return bp


def _show(desk: Desk, lang: str) -> View:
    def view() -> ResponseReturnValue:
        return page(desk, lang, now=clock.utcnow())

    return view


def _choose(desk: Desk, lang: str) -> View:
    def view() -> ResponseReturnValue:
        post = Post(desk, lang, now=clock.utcnow())
        try:
            return post.answer(posted())
        except HTTPException as error:
            return post.unreadable(error.code or 400)

    return view


def _receipt(desk: Desk, lang: str) -> View:
    def view() -> ResponseReturnValue:
        """The receipt of the choice that the browser's cookie names: whoever has the cookie made it."""
        now, t = clock.utcnow(), translator(lang)
        made = browser(desk, lang, now=now)
        if made.made is None:
            sorry = t("There is no choice of this browser that a receipt could be written of.")
            return page(desk, lang, now=now, sorry=sorry), 404
        event = made.made.event
        body = json.dumps(receipt(event, made.words, desk.record, desk.meaning), ensure_ascii=False, indent=1)
        response = Response(f"{body}\n", mimetype="application/json")
        word, day = t("receipt"), clock.day(event.at)
        name = f"{word}-{day.isoformat()}.json"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return view


def _asked(desk: Desk) -> View:
    def view() -> ResponseReturnValue:
        """The script tells that it showed the question: one more in the week's sum, and of nobody."""
        now = clock.utcnow()
        if origin.verdict(request) is not origin.Origin.SAME:
            abort(403)
        if desk.too_many(desk.shown, request.remote_addr, now=now):
            return "", 429, {"Retry-After": str(int(WINDOW.total_seconds()))}
        try:
            desk.writer.submit(partial(store.asked, now=now))
        except Unavailable:
            return "", 503, {"Retry-After": "60"}
        return "", 204

    return view
