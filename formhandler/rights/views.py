"""The desk of people's requests."""

from flask import Blueprint


def routes(bp: Blueprint) -> None:
    """Add the pages to the desk."""
