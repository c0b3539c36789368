"""A page of the owner's side."""

from typing import Any

from flask import current_app, g, render_template, request, url_for

from formhandler import clock
from formhandler.owner import access, flash, menu, script, style
from record import Record
from texts import translator


def render(template: str, *, title: str, **values: Any) -> str:
    """
    Render *template* in the language of the address.

    Templates extend "owner/base.html" and have lang, t, record, session (None before signing in), csrf, and
    url_for_lang(lang): this page in another language.
    """
    record: Record = current_app.extensions["record"]
    t = translator(lang())
    return render_template(
        template,
        lang=lang(),
        t=t,
        record=record,
        session=g.session,
        csrf=access.csrf,
        style_url=style.url(),
        script=script.tag(record),
        recent=g.session is not None and access.sessions().confirmed(g.session.id, now=clock.utcnow()),
        title=title,
        by_lang=_by_lang(record),
        menu=menu.items(t, lang()),
        roles=menu.roles(t),
        flashes=flash.take(),
        **values,
    )


def lang() -> str:
    """The language of the page that is asked for."""
    return (request.blueprint or "owner_fi").removeprefix("owner_")


def _by_lang(record: Record) -> dict[str, str]:
    """This page's address in every language; none where a post answered, which a link cannot repeat."""
    if request.method != "GET" or request.endpoint is None:
        return {}
    name = request.endpoint.partition(".")[2]
    arguments = {**(request.view_args or {}), **request.args.to_dict()}
    return {code: url_for(f"owner_{code}.{name}", **arguments) for code in record.languages}
