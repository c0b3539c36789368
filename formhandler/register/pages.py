"""The page of one card."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, abort, current_app, g, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from formhandler import clock
from formhandler.owner import log, page
from formhandler.owner.access import signed_in
from formhandler.permissions import store as permissions
from formhandler.permissions import words as permission_words
from formhandler.register import changing, expiring, heading, posting, reading, shown, store, words
from formhandler.register.card import Card, Head
from formhandler.register.clocks import Standing
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.rows import Rows
from texts import translator


@dataclass(frozen=True, slots=True)
class Contact:
    """One of an organisation's people, as the organisation's page names them."""

    id: str
    head: Head
    opens: bool = True


def routes(bp: Blueprint) -> None:
    """Add /kortti/<id>."""
    bp.add_url_rule("/kortti/<id>", "card", card, methods=["GET"])


@signed_in("reader")
def card(id: str) -> ResponseReturnValue:
    """A card with everything that is on it; that somebody opened it is written down first."""
    t, lang = translator(page.lang()), page.lang()
    with current_app.extensions["reader"].connect() as db:
        try:
            found, standing = read(db, id)
        except EnvelopeError:
            return page.render("register/card_closed.html", title=t("Card"), id=id)
        contacts = contacts_of(db, reading.rows(), found)
        said = permissions.newest(db, id)
        firm = _head(db, reading.rows(), found.organisation)
    log.note(log.What.CARD_OPENED, id, now=clock.utcnow())
    return page.render(
        "register/card.html",
        title=t("Card"),
        card=found,
        firm=firm,
        contacts=contacts,
        sections=shown.sections(posting.record(), found, standing),
        may=g.session.user.may("staff") and found.merged_into is None,
        kind=words.kind(found.kind, t),
        relation=words.relation(standing.relation, standing.ended_on, t, lang),
        permissions=permission_words.summary(posting.record(), said, t),
        until=partial(words.until, t=t, lang=lang),
        clock=partial(words.clock, t=t, lang=lang),
    )


def read(db: Connection, id: str) -> tuple[Card, Standing]:
    """
    The card *id* opened, and what starts its clocks; 404 when there is none (any more).

    Raises:
        EnvelopeError: it does not open.
    """
    row = store.card_row(db, id)
    found = changing.opened(db, reading.rows(), id) if row is not None else None
    if row is None or found is None:
        abort(404)
    return found, expiring.standing(db, posting.record(), row)


def contacts_of(db: Connection, rows: Rows, card: Card) -> list[Contact]:
    """The people of an organisation, in the order of their making."""
    found = []
    for row in store.contacts(db, card.id):
        head = _head(db, rows, row["id"])
        found.append(Contact(row["id"], head or Head(), head is not None))
    return found


def to_write_on(id: str) -> tuple[Card, Standing]:
    """
    The card *id* for a form about it; 404 when there is none, or another took its place. One that does not
    open has its page alone.
    """
    with current_app.extensions["reader"].connect() as db:
        try:
            found, standing = read(db, id)
        except EnvelopeError:
            abort(redirect(url_for(".card", id=id), code=303))
    if found.merged_into is not None:
        abort(404)
    return found, standing


def _head(db: Connection, rows: Rows, id: str | None) -> Head | None:
    """By what a card is called; None: there is none, or it does not open."""
    row = store.card_row(db, id) if id else None
    if row is None:
        return None
    try:
        return Head.from_content(heading.content(db, rows, row["id"], row["key_id"], row["sealed"]))
    except EnvelopeError:
        return None
