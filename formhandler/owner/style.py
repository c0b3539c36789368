"""The owner's pages' own style sheet: the site's, and what only the owner's side needs."""

import hashlib
from functools import cache

from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue

from formhandler.pages import THEME

SEAL = THEME.parent / "static" / "seal.svg"  # the pages' icon
FOLDER = THEME.parent / "static" / "css"
# The owner's side may run on a machine that has no built site: it brings the theme's own files.
PARTS = ("tokens", "elements", "layout", "blocks", "exceptions", "owner", "inbox", "chart", "figures")


@cache
def sheet() -> str:
    """The whole sheet. Read once: it changes only with the program."""
    return "".join((FOLDER / f"{name}.css").read_text("utf-8") for name in PARTS)


@cache
def fingerprint() -> str:
    """Twelve hexadecimal digits of its content, so that a browser may keep it for ever."""
    return hashlib.sha256(sheet().encode()).hexdigest()[:12]


def url() -> str:
    return url_for(".css", version=fingerprint())


def routes(bp: Blueprint) -> None:
    @bp.get("/tyyli.<version>.css", endpoint="css")
    def css(version: str) -> ResponseReturnValue:
        if version != fingerprint():
            abort(404)
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(sheet(), mimetype="text/css", headers=kept)

    @bp.get("/sinetti.svg", endpoint="seal")
    def seal() -> ResponseReturnValue:
        kept = {"Cache-Control": "public, max-age=86400"}
        return Response(SEAL.read_text("utf-8"), mimetype="image/svg+xml", headers=kept)
