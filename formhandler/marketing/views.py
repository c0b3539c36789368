"""The pages of marketing lists."""

from flask import Blueprint


def routes(bp: Blueprint) -> None:
    """Add the pages to the desk."""
