"""The receipt code's pages: the words in, the conversation out, and the form under it."""

from collections.abc import Callable

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.config import Config
from formhandler.contact.rates import Rates
from formhandler.contact.views import not_kept, posted
from formhandler.receipts.guesses import Guesses
from formhandler.receipts.visit import Counter, Visit
from record import Record

View = Callable[..., ResponseReturnValue]


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Add the pages that the record names; without the code they open nothing."""
    for form in record.forms:
        counter = Counter(
            record=record,
            form=form,
            site=config.site,
            gate=app.extensions["gate"],
            writer=app.extensions["writer"],
            secret=app.extensions["secret"],
            receipts=app.extensions["receipts"],
            guesses=Guesses(),
            posts=Rates(),
        )
        app.register_blueprint(blueprint(counter))
        app.extensions["memories"] += [counter.guesses, counter.posts]


def blueprint(counter: Counter) -> Blueprint:
    """Return one form's pages, one a language. The empty one is Pelican's, at the same address."""
    bp = Blueprint(f"{counter.form.id}_receipt", __name__, template_folder="templates")
    for lang, path in counter.form.receipt.items():
        bp.add_url_rule(path, f"open_{lang}", _open(counter, lang), methods=["POST"])
    bp.after_request(not_kept)
    return bp


def _open(counter: Counter, lang: str) -> View:
    def view() -> ResponseReturnValue:
        return Visit(counter, lang, posted(), now=clock.utcnow()).answer()

    return view
