"""
The link in a marketing message that ends the marketing: one press, no sign-in, no cookie (RFC 8058).

link.py    the random part of a link, and its address
store.py   the SQL of links, and of what they forbid
ending.py  what one press does, all in one transaction
views.py   /peruutus/<token> in every language

It works while the vault is locked, and after the card that it came from is erased.
"""

from flask import Flask

from formhandler.config import Config
from formhandler.contact.rates import Rates
from formhandler.unsubscribing.views import Door, blueprint
from record import Record


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Add the address, whatever the record says of marketing now: links that went out go on working."""
    door = Door(
        record=record,
        engine=app.extensions["engine"],
        reader=app.extensions["reader"],
        writer=app.extensions["writer"],
        unknown=Rates(),
    )
    app.register_blueprint(blueprint(door))
    app.extensions["memories"].append(door.unknown)
