"""The contact form's HTTP: what a visitor posts, sees and gets."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, jsonify, redirect, request, session
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from formhandler import clock, gate, pages
from formhandler.contact import reference, spam, ticket
from formhandler.contact.message import fields
from formhandler.contact.post import Desk, Post
from formhandler.receipts.desk import Issued
from formhandler.turnstile import Full
from formhandler.writer import Unavailable

View = Callable[..., ResponseReturnValue]
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def blueprint(desk: Desk) -> Blueprint:
    """Return the form's routes: one action a language, as the record says."""
    bp = Blueprint(desk.form.id, __name__, template_folder="templates")
    for lang, path in desk.form.action.items():
        bp.add_url_rule(path, f"send_{lang}", _send(desk, lang), methods=["POST"])
        bp.add_url_rule(path, f"form_{lang}", _to_the_form(desk, lang), methods=["GET"])
        bp.add_url_rule(f"{path}<code>", f"thanks_{lang}", _thanks(desk, lang), methods=["GET"])
    bp.add_url_rule(f"{desk.form.action[desk.record.binding]}lippu", "ticket", _ticket(desk), methods=["GET"])
    bp.after_request(not_kept)
    return bp


def not_kept(response: Response) -> Response:
    """No cache, the browser's own included, may keep a page that shows what someone wrote."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _ticket(desk: Desk) -> View:
    def view() -> ResponseReturnValue:
        """
        Answer the form's script on the visitor's first touch: a challenge, and with it that the form is open.

        503 says that it is closed; 429 that this network gets no more for now, and the check page will do.
        """
        now = clock.utcnow()
        if desk.posts.add(request.remote_addr, now=now, within=spam.WINDOW) > spam.FLOOD:
            return jsonify(form="open"), 429, {"Retry-After": str(int(spam.WINDOW.total_seconds()))}
        try:
            desk.gate.key()
        except gate.Closed:
            return jsonify(form="closed"), 503
        return jsonify(ticket.issue(desk.secret, desk.form.id, now=now))

    return view


def _to_the_form(desk: Desk, lang: str) -> View:
    def view() -> ResponseReturnValue:
        return redirect(desk.form.page[lang], code=303)

    return view


def _thanks(desk: Desk, lang: str) -> View:
    def view(code: str) -> ResponseReturnValue:
        """
        Show the reference back, and for half an hour the receipt code to the browser that sent the message.

        The code stands in no address: the cookie says which message it belongs to.
        """
        if not reference.valid(code):
            abort(404)
        page = pages.site(desk.site)["thanks"][lang]
        issued = Issued.take(session, now=clock.utcnow())
        words, busy = _words(desk, issued, code)
        return pages.render(
            "thanks.html",
            lang,
            title=page["title"],
            page_url_by_lang={lang: f"{action}{code}" for lang, action in desk.form.action.items()},
            page=page,
            tells=True,  # theme/static/count.js leaves the reference out
            reference=code,
            code=words,
            code_lang=issued.lang if issued else lang,
            busy=busy,
            receipt_path=desk.form.receipt[lang],
            receipt_address=f"{request.host}{desk.form.receipt[lang]}",
        )

    return view


def _words(desk: Desk, issued: Issued | None, code: str) -> tuple[tuple[str, ...], bool]:
    """The six words of the message with the reference *code*, and whether they will come in a moment."""
    try:
        found = desk.receipts.hand_out(issued, code) if issued else None
    except (Full, Unavailable):
        return (), True
    return found or (), False


def _send(desk: Desk, lang: str) -> View:
    def view() -> ResponseReturnValue:
        return Post(desk, lang, posted(), now=clock.utcnow()).answer()

    return view


def posted() -> MultiDict[str, str]:
    """The fields of this form; 415 for what no form sends, 413 for more than any of ours has."""
    if request.mimetype not in FORM_TYPES:
        abort(415)
    try:
        return fields(request)
    except ValueError:
        abort(413)
