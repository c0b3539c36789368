"""
The contact form: from a visitor's post to a sealed message, in one folder.

views.py      the addresses: the form's, the thanks page, the ticket
post.py       one post on its way: the check page, or the archive
message.py    what was filled in, and what is wrong with it; sensitive.py what it had better not hold
checkpage.py  the check page's signed id; ticket.py the proof of work that spares it
intake.py     from a checked message to a sealed envelope; reference.py its name for the visitor
store.py      all of the public side's SQL for messages
spam.py       the signs of spam; lists.py the owner's own lists; breaker.py when they come from everywhere
rates.py      how many came from one network; counts.py what was refused
"""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from formhandler.config import Config, ConfigError
from formhandler.contact.breaker import Breaker
from formhandler.contact.counts import Refused
from formhandler.contact.lists import Matcher
from formhandler.contact.post import Desk
from formhandler.contact.rates import Rates
from formhandler.contact.spam import Repeats
from formhandler.contact.views import blueprint
from formhandler.receipts import desk as receipts
from record import Record


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Add the routes of every form of the record, and the one cookie that the record declares for them."""
    app.extensions["refused"] = Refused()
    secret, writer, reader = (app.extensions[name] for name in ("secret", "writer", "reader"))
    app.extensions["receipts"] = receipts.Desk(secret, writer, reader)
    lists = Matcher(app.extensions["reader"], app.extensions["secret"])
    for form in record.forms:
        desk = Desk(
            record=record,
            form=form,
            site=config.site,
            gate=app.extensions["gate"],
            writer=app.extensions["writer"],
            secret=app.extensions["secret"],
            posts=Rates(),
            messages=Rates(),
            repeats=Repeats(),
            refused=app.extensions["refused"],
            breaker=Breaker(),
            lists=lists,
            receipts=app.extensions["receipts"],
        )
        app.register_blueprint(blueprint(desk))
        app.extensions["memories"] += [desk.posts, desk.messages, desk.repeats]
    app.session_interface = _Session()
    app.config.update(
        SESSION_COOKIE_NAME=_cookie(record),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
    )


class _Session(SecureCookieSessionInterface):
    """Marks the cookie Secure wherever the visitor's own connection is (a laptop's http is not)."""

    _serializer: URLSafeTimedSerializer | None = None

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once: every request asks for it, with a cookie or without, and the key never changes."""
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer


def _cookie(record: Record) -> str:
    """The name under which the notice declares the check page's cookie: it goes with the browser."""
    declared = [item.name for item in record.storage if item.kind == "cookie" and item.lifetime == "session"]
    if not declared:
        raise ConfigError(
            'content/record.toml: the form needs a [[storage]] of kind "cookie" and lifetime "session"'
        )
    return declared[0]
