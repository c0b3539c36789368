"""The access log's page."""

from flask import Blueprint, current_app, g, request
from flask.typing import ResponseReturnValue

from formhandler.owner import log, page, store
from formhandler.owner.access import signed_in
from texts import translator

ON_PAGE = 50


def routes(bp: Blueprint) -> None:
    @bp.get("/loki", endpoint="log")
    @signed_in("owner")
    def view() -> ResponseReturnValue:
        t = translator(page.lang())
        number = max(1, request.args.get("sivu", 1, type=int))
        with current_app.extensions["reader"].connect() as db:
            last = max(1, -(-store.count(db) // ON_PAGE))
            number = min(number, last)
            rows = store.entries(db, limit=ON_PAGE, offset=(number - 1) * ON_PAGE)
        return page.render(
            "owner/log.html",
            title=t("Access log"),
            entries=[log.opened(row, g.session.keyring) for row in rows],
            words=lambda what: log.words(what, t),
            TERMINAL=log.TERMINAL,
            number=number,
            last=last,
        )
