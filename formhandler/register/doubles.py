"""The pages of duplicates: cards that may be of the same, side by side, and the merging of two."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from formhandler.owner import page
from formhandler.owner.access import signed_in
from formhandler.register import searching
from texts import translator

MOST = 50  # sets on one page: who has merged these finds the next


def routes(bp: Blueprint) -> None:
    """Add /rekisteri/samat."""
    bp.add_url_rule("/rekisteri/samat", "doubles", doubles, methods=["GET"])


@signed_in("staff")
def doubles() -> ResponseReturnValue:
    """Sets of cards that share an address, a number, or name and address."""
    t = translator(page.lang())
    with searching.finding() as at:
        sets = at.index.doubles()
        shown = [searching.lines(at, seqs) for seqs in sets[:MOST]]
    return page.render("register/doubles.html", title=t("Possible duplicates"), sets=shown, n=len(sets))
