"""Changing the archive's key, with its progress."""

from datetime import datetime

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock, plain
from formhandler.owner import access, log, page
from formhandler.owner.access import signed_in
from formhandler.owner.rotating import Rotating
from formhandler.vault import kit
from texts import translator


def routes(bp: Blueprint) -> None:
    bp.add_url_rule("/avain/vaihto", "rotation", rotation, methods=["GET", "POST"])


@signed_in("owner")
def rotation() -> ResponseReturnValue:
    """Begin, watch, resume."""
    t, work = translator(page.lang()), _work()
    if request.method == "POST":
        begin(now=clock.utcnow())
        return redirect(url_for(".rotation"), code=303)
    running = work.running  # seen once, before how far it is: one that ends meanwhile is not cut off
    return page.render(
        "owner/rotation.html",
        title=t("Change the archive's key"),
        running=running,
        work=work,
        unfinished=work.unfinished(),
        problem=plain.words(work.error, t) if work.error else "",
        setup=access.aside().get("setup"),
    )


def begin(*, now: datetime) -> None:
    """Start changing the key as the user of this request."""
    _work().begin(g.unlocked, now=now)


def offer() -> ResponseReturnValue:
    """There is a new reason to change the key: ask again, and tell no more how the last time ended."""
    _work().outcome = None
    return redirect(url_for(".rotation"), code=303)


def seal_off() -> ResponseReturnValue:
    """The key file goes, and as somebody may have copied it, the key it held is changed at once."""
    now = clock.utcnow()
    kit.seal_off(current_app.extensions["config"].data, g.unlocked)
    log.note(log.What.SEALED, now=now)
    begin(now=now)
    return redirect(url_for(".rotation"), code=303)


def _work() -> Rotating:
    found: Rotating = current_app.extensions["rotating"]
    return found
