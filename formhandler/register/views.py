"""The pages of cards."""

from flask import Blueprint

from formhandler.register import assigning, doubles, pages, relating, searching, writing


def routes(bp: Blueprint) -> None:
    """Add the pages to the desk."""
    searching.routes(bp)
    doubles.routes(bp)
    assigning.routes(bp)
    pages.routes(bp)
    writing.routes(bp)
    relating.routes(bp)
