"""The desk of people's requests."""

from flask import Blueprint, Flask

from formhandler.owner.menu import Counts
from formhandler.rights import desk, one, restricting


def routes(bp: Blueprint) -> None:
    """Add the pages to the desk."""
    desk.routes(bp)
    one.routes(bp)
    restricting.routes(bp)


def init_app(app: Flask) -> None:
    """Add the number of requests that press to those of the menu."""
    others: Counts = app.extensions["unread"]
    app.extensions["unread"] = lambda session: {**others(session), **desk.unread(session)}
