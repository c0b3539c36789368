"""
A visitor's privacy choices: seen, made, changed and withdrawn on one page, with a receipt.

views.py     the addresses
post.py      one posted answer, and what its visitor gets back; answer.py what it says, read to the letter
desk.py      from the answer to an event of the consent record
cookie.py    what the browser remembers;  state.py what that and the record tell together
show.py      the page (theme/templates/choices.html, which Pelican builds, too)
receipt.py   the receipt in the terms of ISO/IEC TS 27560:2023
"""

from flask import Flask

from formhandler.choices.answer import asked
from formhandler.choices.desk import Desk
from formhandler.choices.views import blueprint
from formhandler.config import Config
from formhandler.consent import chain
from formhandler.contact.rates import Rates
from record import Record, asking


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Add the page in every language; where there is nothing to choose, the built one is all there is."""
    if not record.has_choices:
        return
    desk = Desk(
        record=record,
        meaning=asking.meaning(record),
        asked=asked(record),
        site=config.site,
        engine=app.extensions["engine"],
        writer=app.extensions["writer"],
        reader=app.extensions["reader"],
        key=chain.key(app.extensions["secret"]),
        answers=Rates(),
        shown=Rates(),
    )
    app.register_blueprint(blueprint(desk))
    app.extensions["memories"] += [desk.answers, desk.shown]
