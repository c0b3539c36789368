"""The page of templates: add, change, delete, and take a deletion back."""

from functools import partial

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler.answers import shelf, store
from formhandler.answers.firsts import firsts
from formhandler.answers.template import Template
from formhandler.owner import flash, page
from formhandler.owner.access import signed_in
from formhandler.owner.flash import Undo
from formhandler.vault.errors import VaultError
from formhandler.writer import Unavailable
from texts import translator


def routes(bp: Blueprint) -> None:
    """Add /pohjat and what its buttons post to."""

    @bp.get("/pohjat")
    @signed_in("staff")
    def templates() -> ResponseReturnValue:
        t = translator(page.lang())
        found = shelf.everything()
        return page.render(
            "answers/templates.html", title=t("Templates"), found=found, firsts=firsts(page.lang())
        )

    @bp.route("/pohjat/uusi", methods=["GET", "POST"], endpoint="new_template")
    @signed_in("staff")
    def new() -> ResponseReturnValue:
        return _edit("")

    @bp.route("/pohjat/<id>", methods=["GET", "POST"], endpoint="template")
    @signed_in("staff")
    def edit(id: str) -> ResponseReturnValue:
        return _edit(id)

    @bp.post("/pohjat/ensimmaiset", endpoint="first_templates")
    @signed_in("staff")
    def take_firsts() -> ResponseReturnValue:
        t = translator(page.lang())
        if not shelf.everything():
            shelf.keep(firsts(page.lang()))
        flash.say(t("The templates are here. Read them through and make them your own."))
        return redirect(url_for(".templates"), code=303)

    @bp.post("/pohjat/<id>/poista", endpoint="delete_template")
    @signed_in("staff")
    def delete(id: str) -> ResponseReturnValue:
        t = translator(page.lang())
        if sealed := shelf.one(id):
            current_app.extensions["writer"].submit(partial(store.remove, id=id, kind=store.TEMPLATE))
            undo = Undo(url=url_for(".restore_template"), fields=shelf.as_fields(sealed))
            flash.say(t("The template was deleted."), undo)
        return redirect(url_for(".templates"), code=303)

    @bp.post("/pohjat/palauta", endpoint="restore_template")
    @signed_in("staff")
    def restore() -> ResponseReturnValue:
        t = translator(page.lang())
        sealed = shelf.from_fields(request.form)
        if sealed is None:
            abort(400)
        if shelf.one(sealed.id) is None:
            current_app.extensions["writer"].submit(partial(store.add, sealed=sealed))
        flash.say(t("The template is back."))
        return redirect(url_for(".templates"), code=303)


def _edit(id: str) -> ResponseReturnValue:
    """The form of one template, new when *id* is empty; what was typed is never lost."""
    t = translator(page.lang())
    sealed = shelf.one(id) if id else None
    if id and sealed is None and request.method == "GET":
        abort(404)
    if request.method == "GET":
        kept = shelf.open_or_none(sealed) if sealed else None
        return _form(kept or Template(id=id, name="", texts={}), broken=sealed is not None and kept is None)
    written = Template.from_form(request.form, id if sealed else "")  # deleted meanwhile: it is a new one
    if errors := shelf.errors(written, t):
        return _form(written, errors=errors), 422
    try:
        shelf.keep([written])
    except (Unavailable, VaultError):
        sorry = t("Nothing can be written to the archive now. Your text is here; try again in a while.")
        return _form(written, errors={"form": sorry}), 503
    flash.say(t("The template is saved."))
    return redirect(url_for(".templates"), code=303)


def _form(template: Template, *, errors: dict[str, str] | None = None, broken: bool = False) -> str:
    t = translator(page.lang())
    title = t("Change the template") if template.id else t("New template")
    return page.render(
        "answers/template.html", title=title, kept=template, errors=errors or {}, broken=broken
    )
