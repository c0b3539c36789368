"""The one script of every signed-in page: it clears the screen when the desk is locked."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, g, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from record import Record
from record.model.device import SELF

FILE = Path(__file__).with_name("lock.js")
#: Without these the record's policy keeps the browser from running it, or it from asking how long is left.
NEEDED = {"script", "connect"}


@cache
def text() -> str:
    return FILE.read_text("utf-8")


@cache
def fingerprint() -> str:
    return hashlib.sha256(text().encode()).hexdigest()[:12]


def tag(record: Record) -> Markup:
    """The element that loads it; empty on a page without session, and where the record allows no script."""
    allowed = {load for host in record.hosts if host.host == SELF for load in host.loads}
    if g.session is None or not allowed >= NEEDED:
        return Markup()
    door = url_for(".sign_in", next=request.full_path.rstrip("?") if request.method == "GET" else None)
    return Markup('<script src="{}" data-open="{}" data-door="{}" defer></script>').format(
        url_for(".script", version=fingerprint()), url_for(".open"), door
    )


def routes(bp: Blueprint) -> None:
    @bp.get("/lukko.<version>.js", endpoint="script")
    def script(version: str) -> ResponseReturnValue:
        if version != fingerprint():
            abort(404)
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(text(), mimetype="text/javascript", headers=kept)
