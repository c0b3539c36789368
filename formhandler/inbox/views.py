"""The owner's pages of messages."""

from flask import Blueprint

from formhandler.inbox import judging, lists, message


def routes(bp: Blueprint) -> None:
    """Add the lists, the page of a message, and the verdict."""
    lists.routes(bp)
    message.routes(bp)
    judging.routes(bp)
