"""
The owner's side: `/hallinta/`, in three languages, never linked from a public page.

session.py   who has unlocked, and the key in memory that only their cookie opens
access.py    which view is for whom: @signed_in, the token in every form
sign_in.py   passphrase and code; tries.py how long to wait after wrong ones; confirm.py the passphrase again
chosen.py    a passphrase that somebody chooses
setup.py     the first owner, by a code that the process prints
page.py      a page in the owner's clothes; menu.py its menu, flash.py what has just happened
style.py     its style sheet; script.py and lock.js the script that clears the screen when the desk locks
log.py       what was done with what is sealed: the access log; store.py its SQL
rotating.py  changing the archive's key in the background
pages/       the pages about the desk itself

A feature adds its pages with a function `routes(bp: Blueprint) -> None` in its views, named in ROUTES
below. The blueprint is registered once for each language, so `url_for(".name")` stays in the language.
"""

from collections.abc import Callable

from flask import Blueprint, Flask, Response

from formhandler.access import views as access_package
from formhandler.answers import views as answers
from formhandler.blocking import views as blocking
from formhandler.condition import views as condition
from formhandler.config import Config
from formhandler.duties import views as duties
from formhandler.erasure import views as erasure
from formhandler.exchange import views as exchange
from formhandler.inbox import reading
from formhandler.inbox import views as inbox
from formhandler.informing import views as informing
from formhandler.marketing import views as marketing
from formhandler.owner import access, script, style
from formhandler.owner.pages import archive, door, errors, kit, own, rotation, users
from formhandler.owner.pages import log as log_page  # this package has a log.py and a setup.py of its own
from formhandler.owner.pages import setup as setup_page
from formhandler.owner.rotating import Rotating
from formhandler.owner.session import Sessions
from formhandler.owner.setup import SetUp
from formhandler.owner.tries import Tries
from formhandler.permissions import views as permissions
from formhandler.register import searching
from formhandler.register import views as register
from formhandler.rights import views as rights
from formhandler.turnstile import Turnstile
from formhandler.uptake import views as uptake
from formhandler.visits import sharing as visits_sharing
from formhandler.visits import views as visits
from record import Record

PREFIX = "/hallinta"

ROUTES: tuple[Callable[[Blueprint], None], ...] = (
    door.routes,
    inbox.routes,
    setup_page.routes,
    own.routes,
    archive.routes,
    kit.routes,
    rotation.routes,
    users.routes,
    log_page.routes,
    answers.routes,
    register.routes,
    permissions.routes,
    rights.routes,
    access_package.routes,
    erasure.routes,
    exchange.routes,
    marketing.routes,
    duties.routes,
    informing.routes,
    blocking.routes,
    visits.routes,
    visits_sharing.routes,
    uptake.routes,
    condition.routes,
    style.routes,
    script.routes,
    errors.routes,
)


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Add the owner's pages in every language of the record."""
    app.extensions["sessions"] = Sessions()
    app.extensions["tries"] = tries = Tries()
    app.extensions["memories"].append(tries)
    app.extensions["argon2"] = Turnstile(inside=1, waiting=8)  # each derivation takes 64 MiB
    app.extensions["setup"] = SetUp(config.data)
    app.extensions["rotating"] = Rotating(app)
    reading.init_app(app)
    searching.init_app(app)
    rights.init_app(app)
    exchange.init_app(app)
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
