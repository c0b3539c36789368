"""The owner's page of spam."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from formhandler import clock
from formhandler.blocking import entries, layers, sealed, store
from formhandler.contact.lists import Lists
from formhandler.contact.spam import FLOOD, QUARANTINE
from formhandler.owner import flash, page
from formhandler.owner.access import signed_in
from formhandler.vault import keys
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.errors import VaultError
from formhandler.writer import Unavailable
from texts import translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The lists as they stand in the form, and what is wrong with them."""

    words: str
    addresses: str
    seen: str  # the document that they were made from
    errors: dict[str, str]
    sorry: str = ""


def routes(bp: Blueprint) -> None:
    """Add /roskaposti."""
    bp.add_url_rule("/roskaposti", "spam", show, methods=["GET"])
    bp.add_url_rule("/roskaposti", "save_lists", save, methods=["POST"])


@signed_in("staff")
def show() -> ResponseReturnValue:
    """What the layers caught, and the lists as they stand."""
    with current_app.extensions["reader"].connect() as db:
        try:
            kept = sealed.read(db, g.session.keyring)
        except EnvelopeError:
            return _page(None)
    return _page(_typed(kept.lists, kept.id))


@signed_in("staff")
def save() -> ResponseReturnValue:
    """Keep the lists, or show them again as they were typed with what has to be mended."""
    t = translator(page.lang())
    form = request.form
    lists, seen = entries.read(form.get("words", ""), form.get("addresses", "")), form.get("seen", "")
    if entries.too_many(lists):
        sorry = t("A list takes %(n)s entries at most. Nothing was saved.", n=entries.MOST)
        return _page(_typed(lists, seen, sorry=sorry)), 422
    if errors := entries.errors(lists, t):
        return _page(_typed(lists, seen, errors=errors)), 422
    try:
        saved = _save(lists, seen)
    except (Unavailable, VaultError, IntegrityError):
        sorry = t(
            "The lists could not be saved just now. They are here as you typed them; try again in a while."
        )
        return _page(_typed(lists, seen, sorry=sorry)), 503
    if not saved:
        return _page(_typed(lists, _standing(), sorry=_changed_meanwhile())), 409
    flash.say(t("The lists are saved. The form goes by them within ten seconds."))
    return redirect(url_for(".spam"), code=303)


def _save(lists: Lists, seen: str) -> bool:
    app = current_app
    key = keys.present(app.extensions["config"].data, app.extensions["engine"])
    job = partial(
        sealed.save, lists=lists, key=key, secret=app.extensions["secret"], seen=seen, now=clock.utcnow()
    )
    saved: bool = app.extensions["writer"].submit(job)
    return saved


def _changed_meanwhile() -> str:
    """Somebody else's entries would be lost: they are named, so that they can be added."""
    t = translator(page.lang())
    with current_app.extensions["reader"].connect() as db:
        try:
            theirs = sealed.read(db, g.session.keyring).lists
        except EnvelopeError:
            theirs = Lists()
    return t(
        "Somebody else changed the lists while you wrote. Theirs are now: %(entries)s. Below are yours; "
        "saving them again puts them in the place of theirs.",
        entries=", ".join((*theirs.words, *theirs.addresses)) or "–",
    )


def _standing() -> str:
    with current_app.extensions["reader"].connect() as db:
        standing = store.current(db)
    return standing.id if standing else ""


def _typed(lists: Lists, seen: str, *, errors: dict[str, str] | None = None, sorry: str = "") -> Typed:
    return Typed(
        words="\n".join(lists.words),
        addresses="\n".join(lists.addresses),
        seen=seen,
        errors=errors or {},
        sorry=sorry,
    )


def _page(typed: Typed | None) -> str:
    """*typed* is None when the lists don't open: then they can't be changed either."""
    t, today = translator(page.lang()), clock.day(clock.utcnow())
    with current_app.extensions["reader"].connect() as db:
        sums = store.caught(db, since=layers.first_day(today))
    return page.render(
        "blocking/spam.html",
        title=t("Spam"),
        typed=typed,
        layers=layers.layers(sums, t, today=today),
        weeks=layers.weeks(sums, today=today),
        quarantine=QUARANTINE,
        flood=FLOOD,
    )
