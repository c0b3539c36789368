"""The contact form's HTTP: what a visitor posts, sees and gets."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from formhandler import clock, gate, pages
from formhandler.contact import reference, spam, ticket
from formhandler.contact.message import fields
from formhandler.contact.post import Desk, Post

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
    bp.after_request(_not_kept)
    return bp


def _not_kept(response: Response) -> Response:
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
        """Nothing is looked up: the reference is the visitor's own, and only shown back."""
        if not reference.valid(code):
            abort(404)
        page = pages.site(desk.site)["thanks"][lang]
        by_lang = {lang: f"{action}{code}" for lang, action in desk.form.action.items()}
        return pages.render(
            "thanks.html", lang, title=page["title"], page_url_by_lang=by_lang, page=page, reference=code
        )

    return view


def _send(desk: Desk, lang: str) -> View:
    def view() -> ResponseReturnValue:
        if request.mimetype not in FORM_TYPES:
            abort(415)
        try:
            sent = fields(request)
        except ValueError:
            abort(413)
        return Post(desk, lang, sent, now=clock.utcnow()).answer()

    return view
