"""The forms by which staff write on a card: a new card, an entry, a correction. None needs a script."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from formhandler import clock
from formhandler.owner import flash, page
from formhandler.owner.access import signed_in
from formhandler.register import changing, clocks, fields, forms, pages, posting, shown
from formhandler.register.card import Card, Entry, New
from formhandler.register.forms import Typed
from formhandler.register.posting import By
from formhandler.register.store import Stale
from formhandler.writer import Unavailable
from record.model.data import Group
from texts import Translator, translator

BOTH = ["GET", "POST"]
#: What a form does once it is filled in; returns the card's id.
Change = Callable[[Connection, By, New], str]


def routes(bp: Blueprint) -> None:
    """Add the forms of entries."""
    made = "/kortti/uusi/<any(person, organisation):kind>"
    bp.add_url_rule(made, "new_card", new_card, methods=BOTH)
    bp.add_url_rule("/kortti/<id>/yhteyshenkilo", "new_contact", new_contact, methods=BOTH)
    bp.add_url_rule("/kortti/<id>/lisaa/<group>", "add_entry", add_entry, methods=BOTH)
    bp.add_url_rule("/kortti/<id>/korjaa/<entry>", "correct_entry", correct_entry, methods=BOTH)
    bp.add_url_rule("/kortti/<id>/poista/<entry>", "take_away", take_away, methods=["POST"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form of an entry: on whose card, of which group, in whose place."""

    title: str
    action: str
    kind: str  # of the card, of fields.KINDS
    group: Group
    relation: str  # by which the usual purposes go
    card: Card | None = None
    old: Entry | None = None

    @property
    def choosing(self) -> bool:
        """Whether it has the purposes; those of a new card follow from the relationship, told in the form."""
        return self.card is not None or self.kind == fields.CONTACT


@signed_in("staff")
def new_card(kind: str) -> ResponseReturnValue:
    """A card begins with what somebody is called."""
    t = translator(page.lang())
    titles = {fields.PERSON: t("New person"), fields.ORGANISATION: t("New organisation")}
    related = clocks.CUSTOMER if request.form.get("relation") == clocks.CUSTOMER else clocks.NONE
    form = Form(
        title=titles[kind],
        action=url_for(".new_card", kind=kind),
        kind=kind,
        group=_first(kind),
        relation=related,
    )

    def make(db: Connection, by: By, new: New) -> str:
        return changing.create(
            db, by.rows, by.record, kind=kind, news=[new], actor=by.actor, now=by.now, relation=related
        )

    return _answer(form, t, make)


@signed_in("staff")
def new_contact(id: str) -> ResponseReturnValue:
    """One of the people of an organisation, on a card of their own."""
    t, (card, standing) = translator(page.lang()), pages.to_write_on(id)
    if card.kind != fields.ORGANISATION:
        abort(404)
    form = Form(
        title=t("New contact person"),
        action=url_for(".new_contact", id=id),
        kind=fields.CONTACT,
        group=_first(fields.CONTACT),
        relation=standing.relation,
    )

    def make(db: Connection, by: By, new: New) -> str:
        return changing.create(
            db, by.rows, by.record, kind=fields.CONTACT, news=[new], actor=by.actor, now=by.now,
            organisation=id,
        )  # fmt: skip

    return _answer(form, t, make)


@signed_in("staff")
def add_entry(id: str, group: str) -> ResponseReturnValue:
    """One more entry on a card."""
    card, standing = pages.to_write_on(id)
    return _adding(card, standing.relation, group)


def _adding(card: Card, relation: str, group: str) -> ResponseReturnValue:
    t, version = translator(page.lang()), posting.version()
    form = Form(
        title=t("Add to the card"),
        action=url_for(".add_entry", id=card.id, group=group),
        kind=card.kind,
        group=_group(card.kind, group),
        relation=relation,
        card=card,
    )

    def add(db: Connection, by: By, new: New) -> str:
        changing.add(db, by.rows, by.record, card.id, version, new, actor=by.actor, now=by.now)
        return card.id

    return _answer(form, t, add)


@signed_in("staff")
def correct_entry(id: str, entry: str) -> ResponseReturnValue:
    """Another entry in the place of one, which stays as history."""
    t, version, (card, standing) = translator(page.lang()), posting.version(), pages.to_write_on(id)
    old = shown.heir(card, _entry(card, entry))  # somebody may have corrected it meanwhile
    if not old.current:  # or taken it away: what is typed can be added
        return _adding(card, standing.relation, old.group)
    form = Form(
        title=t("Correct an entry"),
        action=url_for(".correct_entry", id=id, entry=old.id),
        kind=card.kind,
        group=_group(card.kind, old.group),
        relation=standing.relation,
        card=card,
        old=old,
    )

    def correct(db: Connection, by: By, new: New) -> str:
        changing.correct(db, by.rows, by.record, version, old, new, actor=by.actor, now=by.now)
        return id

    return _answer(form, t, correct)


@signed_in("staff")
def take_away(id: str, entry: str) -> ResponseReturnValue:
    """Let an entry hold no longer; it stays as history until its last day."""
    t, (card, _) = translator(page.lang()), pages.to_write_on(id)
    old, version = _entry(card, entry), posting.version()

    def change(db: Connection, by: By) -> str:
        if not old.current:
            raise Stale(id)
        changing.take_away(db, by.rows, version, old)
        return id

    try:
        posting.submit(change)
    except Stale:
        flash.say(t("Somebody else changed this card meanwhile, so nothing was taken away. Look again."))
    except Unavailable:
        flash.say(t("Nothing was taken away: the database cannot be written just now. Try again in a while."))
    else:
        flash.say(t("Taken away. It stays in the history until its last day."))
    return redirect(url_for(".card", id=id), code=303)


def _answer(form: Form, t: Translator, change: Change) -> ResponseReturnValue:
    """Show the form, or do what it says; whatever goes wrong, what was typed is still there."""
    today = clock.day(clock.utcnow())
    if request.method == "GET":
        if form.old is not None:
            return _page(form, t, Typed.of_entry(form.old))
        return _page(form, t, Typed.blank(posting.record(), form.group.id, form.relation, today))
    typed = Typed.from_form(request.form)
    new, problems = forms.read(
        posting.record(), form.kind, form.group, typed, t, today=today, old=form.old, choosing=form.choosing
    )
    if new is None:
        return _page(form, t, typed, problems=problems), 422
    try:
        id = posting.submit(lambda db, by: change(db, by, new))
    except Stale:
        return _page(_anew(form), t, typed, stale=True), 409
    except Unavailable:
        return _page(form, t, typed, problems={"main": posting.unsaved(t)}), 503
    flash.say(t("Saved."))
    return redirect(url_for(".card", id=id), code=303)


def _anew(form: Form) -> Form:
    """The same form on the card as it is now: saved once more, it goes through."""
    assert form.card is not None  # a card that is being made is nobody else's
    card, standing = pages.to_write_on(form.card.id)
    form = replace(form, card=card, relation=standing.relation)
    old = shown.heir(card, _entry(card, form.old.id)) if form.old else None
    if old is None or old.current:
        return replace(form, old=old)
    return replace(form, old=None, action=url_for(".add_entry", id=card.id, group=form.group.id))


def _page(
    form: Form,
    t: Translator,
    typed: Typed,
    *,
    problems: dict[str, str] | None = None,
    stale: bool = False,
) -> str:
    record, card = posting.record(), form.card
    changed = shown.changed_since(card, posting.seen()) if card and stale else ()
    return page.render(
        "register/entry.html",
        title=form.title,
        form=form,
        card=card,
        typed=typed,
        problems=problems or {},
        stale=stale,
        changed=[(one, shown.values(record, one)) for one in changed],
        columns=fields.columns(form.group, form.kind),
        sources=shown.sources(record, form.group.id),
        purposes=shown.purposes(record, form.group.id) if form.choosing else (),
    )


def _first(kind: str) -> Group:
    """The group with what a card is called by; the first there is, or 404 where the record has none."""
    groups = fields.groups(posting.record(), kind)
    named = [g for g in groups if any(one.column in fields.NAMES for one in fields.columns(g, kind))]
    found = next(iter((*named, *groups)), None)
    return found or abort(404)


def _group(kind: str, id: str) -> Group:
    found = next((group for group in fields.groups(posting.record(), kind) if group.id == id), None)
    return found or abort(404)


def _entry(card: Card, id: str) -> Entry:
    found = next((entry for entry in card.entries if entry.id == id), None)
    return found or abort(404)
