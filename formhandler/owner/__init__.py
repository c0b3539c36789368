"""
The owner's side: `/hallinta/`, in three languages, never linked from a public page.

session.py  who has unlocked, and the key in memory that only their cookie opens
access.py   which view is for whom: @signed_in, the token in every form
page.py     a page in the owner's clothes; menu.py its menu, flash.py what has just happened
log.py      what was done with what is sealed: the access log
views.py    signing in and locking

A feature adds its pages with a function `routes(bp: Blueprint) -> None` in its `views.py`, named in ROUTES
below. The blueprint is registered once for each language, so `url_for(".name")` stays in the language.
"""

from collections.abc import Callable

from flask import Blueprint, Flask, Response

from formhandler.condition import views as condition
from formhandler.config import Config
from formhandler.owner import access, style, views
from formhandler.owner.session import Sessions
from record import Record

PREFIX = "/hallinta"

ROUTES: tuple[Callable[[Blueprint], None], ...] = (views.routes, condition.routes, style.routes)


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Add the owner's pages in every language of the record."""
    app.extensions["sessions"] = Sessions()
    app.extensions.setdefault("counts", lambda session: {})  # menu.Counts: the inbox puts its own here
    for lang in record.languages:
        bp = Blueprint(f"owner_{lang}", __name__, template_folder="templates")
        bp.before_request(access.enter)
        bp.after_request(_private)
        for routes in ROUTES:
            routes(bp)
        app.register_blueprint(bp, url_prefix=PREFIX if lang == record.binding else f"{PREFIX}/{lang}")


def _private(response: Response) -> Response:
    """No cache keeps an owner's page, no search engine lists one."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
