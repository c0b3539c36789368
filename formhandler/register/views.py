"""The pages of cards."""

from flask import Blueprint

from formhandler.register import doubles, searching


def routes(bp: Blueprint) -> None:
    """Add the pages to the desk."""
    searching.routes(bp)
    doubles.routes(bp)
