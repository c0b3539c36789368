"""The pages of import and export."""

from flask import Blueprint


def routes(bp: Blueprint) -> None:
    """Add the pages to the desk."""
