"""
The figures for whoever the owner lets read them: behind a link, and for a program behind a token.

views.py    /luvut/<token>, the page and its files;   api.py /luvut.json;   answer.py what it answers
public.py   what is told behind the link: what could point at somebody is left out
token.py    128 bits at random, of which the hash is kept;   store.py its SQL
style.py    the page's style sheet
"""

from flask import Flask

from formhandler.config import Config
from formhandler.sharing import api, views
from record import Record


def init_app(app: Flask, config: Config, record: Record) -> None:
    """Add the addresses; until the owner switches them on, there is nothing at them."""
    if record.counting.on or config.is_demo:
        app.register_blueprint(views.blueprint(record))
        app.register_blueprint(api.blueprint())
