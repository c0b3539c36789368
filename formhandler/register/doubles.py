"""The pages of duplicates: cards that may be of the same, two side by side, the merge and the way back."""

from functools import partial

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from formhandler import clock
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.owner.flash import Undo
from formhandler.register import heads, merging, moving, reading, searching
from formhandler.register.merging import NoWayBack, Unlike
from formhandler.register.searching import At, Line
from formhandler.register.store import Stale
from texts import translator

MOST = 50  # sets on one page: who has merged these finds the next


def routes(bp: Blueprint) -> None:
    """Add /rekisteri/samat, the cards like one, the page of two, and the two buttons."""
    bp.add_url_rule("/rekisteri/samat", "doubles", doubles, methods=["GET"])
    bp.add_url_rule("/kortti/<id>/samat", "card_doubles", card_doubles, methods=["GET", "POST"])
    bp.add_url_rule("/kortti/<id>/samat/<other>", "two_cards", two_cards, methods=["GET"])
    bp.add_url_rule("/kortti/<id>/yhdista", "merge_cards", merge_cards, methods=["POST"])
    bp.add_url_rule("/kortti/<id>/erota", "part_cards", part_cards, methods=["POST"])


@signed_in("staff")
def doubles() -> ResponseReturnValue:
    """Sets of cards that share an address, a number, or name and address."""
    t = translator(page.lang())
    with searching.finding() as at:
        sets = at.index.doubles()
        shown = [searching.lines(at, seqs) for seqs in sets[:MOST]]
    return page.render("register/doubles.html", title=t("Possible duplicates"), sets=shown, n=len(sets))


@signed_in("staff")
def card_doubles(id: str) -> ResponseReturnValue:
    """Cards that may be of the same as this one, or that are searched for; and those that went into it."""
    t = translator(page.lang())
    typed = request.form.get("q", "").strip()[: searching.LONGEST]
    with searching.finding() as at:
        own = _one(at, id)
        seqs = at.index.search(typed) if typed else at.index.like(own.seq)
        others = searching.lines(at, [seq for seq in seqs[: searching.PAGE] if seq != own.seq])
        gone = searching.of_ids(at, moving.merged(at.db, id))
    return page.render(
        "register/card_doubles.html",
        title=t("Possible duplicates"),
        own=own,
        others=[line for line in others if line.kind == own.kind],
        gone=gone,
        typed=typed,
    )


@signed_in("staff")
def two_cards(id: str, other: str) -> ResponseReturnValue:
    """Two cards side by side, to choose which stays."""
    t = translator(page.lang())
    with searching.finding() as at:
        two = [_one(at, id), _one(at, other)]
    return page.render("register/two_cards.html", title=t("Two cards"), pairs=[two, two[::-1]])


@signed_in("staff")
def merge_cards(id: str) -> ResponseReturnValue:
    """Let another card go into this one."""
    t = translator(page.lang())
    stays, goes, now = (
        _seen(id, "version"),
        _seen(request.form.get("goes", ""), "goes_version"),
        clock.utcnow(),
    )
    job = partial(merging.merge, rows=reading.rows(), record=current_app.extensions["record"])
    job = partial(job, stays=stays, goes=goes, actor=reading.actor(), now=now)
    try:
        current_app.extensions["writer"].submit(job)
    except Stale:
        flash.say(t("One of the cards was changed meanwhile, so nothing was merged. Look at them again."))
        return redirect(url_for(".card_doubles", id=id), code=303)
    except Unlike:
        abort(400)
    log.note(log.What.CARDS_MERGED, f"{id} {goes[0]}", now=now)
    flash.say(t("The two cards are one now."), Undo(url=url_for(".part_cards", id=goes[0])))
    return redirect(searching.card_url(id), code=303)


@signed_in("staff")
def part_cards(id: str) -> ResponseReturnValue:
    """Take this card out of the one that it went into."""
    t = translator(page.lang())
    record, rows = current_app.extensions["record"], reading.rows()
    try:
        stayed = current_app.extensions["writer"].submit(lambda db: merging.part(db, rows, record, id))
    except NoWayBack:
        flash.say(t("These cards can no longer be taken apart: something was changed on them since."))
        return redirect(url_for(".register"), code=303)
    log.note(log.What.CARDS_PARTED, f"{stayed} {id}", now=clock.utcnow())
    flash.say(t("The two cards are apart again, as they were."))
    return redirect(url_for(".two_cards", id=stayed, other=id), code=303)


def _one(at: At, id: str) -> Line:
    """The card *id*; 404 when it is gone or went into another."""
    found = [head for head in heads.by_id(at.db, [id]) if head.merged_into is None]
    return searching.lines(at, [head.seq for head in found])[0] if found else abort(404)


def _seen(id: str, version: str) -> tuple[str, int]:
    number = request.form.get(version, type=int)
    return (id, number) if number is not None else abort(400)
