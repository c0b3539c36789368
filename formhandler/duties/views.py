"""The addresses of everything the law has us write down."""

from flask import Blueprint

from formhandler.duties import agreements, breaches, disclosures, processing


def routes(bp: Blueprint) -> None:
    """Add the pages to the desk."""
    breaches.routes(bp)
    disclosures.routes(bp)
    processing.routes(bp)
    agreements.routes(bp)
