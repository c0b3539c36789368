"""
A message of the inbox goes onto a card that there is, or makes one.

What was written goes into the group of the record that holds communication, as the person's own word, with
the message's reference. What waits in quarantine goes nowhere: spam makes no cards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from formhandler import clock
from formhandler.confirming import answering
from formhandler.inbox import store as inbox
from formhandler.inbox.opened import Opened, open_message
from formhandler.owner import flash, log, page
from formhandler.owner.access import signed_in
from formhandler.permissions.channels import suppression_key
from formhandler.register import changing, checking, fields, reading, searching
from formhandler.register.card import Card, New
from formhandler.register.checking import Problem, Rejected
from formhandler.register.searching import At
from formhandler.register.store import Stale
from formhandler.vault.envelope import EnvelopeError
from record import Record
from texts import Translator, translator

TEXT, MEANS = "communication.text", "communication.on"
#: What a new card takes of the message's sender, by the card's kind.
BASICS: Mapping[str, Mapping[str, str]] = {
    fields.PERSON: {"name": "person.name", "email": "person.emails", "phone": "person.phones"},
    fields.ORGANISATION: {
        "name": "organisation.name",
        "email": "organisation.emails",
        "phone": "organisation.phones",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that may go onto a card, opened."""

    reference: str
    opened: Opened

    def field(self, name: str) -> str:
        return self.opened.fields.get(name, "").strip()


def routes(bp: Blueprint) -> None:
    """Add /viesti/<reference>/kortti and its two buttons."""
    bp.add_url_rule("/viesti/<reference>/kortti", "assign", assign, methods=["GET", "POST"])
    bp.add_url_rule("/viesti/<reference>/kortille", "assign_to", assign_to, methods=["POST"])
    bp.add_url_rule("/viesti/<reference>/uusi-kortti", "assign_new", assign_new, methods=["POST"])


@signed_in("staff")
def assign(reference: str) -> ResponseReturnValue:
    """Cards that may be the sender's, a search for another, and a form for a new one."""
    with searching.finding() as at:
        message = _message(at, reference)
        typed = request.form.get("q", "").strip()[: searching.LONGEST]
        return _page(at, message, typed=typed, values={name: message.field(name) for name in _NAMES})


@signed_in("staff")
def assign_to(reference: str) -> ResponseReturnValue:
    """Put the message on the card that was chosen; a second time changes nothing."""
    t, now = translator(page.lang()), clock.utcnow()
    with searching.finding() as at:
        message = _message(at, reference)
        card = changing.opened(at.db, at.rows, request.form.get("card", ""))
        if card is None or card.merged_into:
            abort(404)
        if not holds(card, reference):
            try:
                new = checking.check(_record(), card.kind, said(_record(), message, t))
                _submit(message, changing.add, on=card.id, id=card.id, version=card.version, new=new, now=now)
            except Rejected as rejected:
                return _page(at, message, faults=rejected)
            except Stale:
                flash.say(t("Somebody changed the card in this moment. Please try once more."))
                return redirect(url_for(".assign", reference=reference), code=303)
            log.note(log.What.ASSIGNED, reference, now=now)
    flash.say(t("Message %(reference)s is on the card.", reference=reference))
    return redirect(searching.card_url(card.id), code=303)


@signed_in("staff")
def assign_new(reference: str) -> ResponseReturnValue:
    """Make a card of the message and of what was typed beside it."""
    t, now = translator(page.lang()), clock.utcnow()
    kind = request.form.get("kind", "")
    if kind not in BASICS:
        abort(400)
    typed = {name: request.form.get(name, "") for name in _NAMES}
    with searching.finding() as at:
        message = _message(at, reference)
        try:
            news = [
                checking.check(_record(), kind, new)
                for new in (*basics(_record(), kind, typed, message), said(_record(), message, t))
            ]
        except Rejected as rejected:
            return _page(at, message, values=typed, kind=kind, faults=rejected)
        id = _submit(message, changing.create, kind=kind, news=news, now=now)
    log.note(log.What.ASSIGNED, reference, now=now)
    flash.say(t("Message %(reference)s is on the card.", reference=reference))
    return redirect(searching.card_url(id), code=303)


_NAMES = ("name", "email", "phone")


def said(record: Record, message: Message, t: Translator) -> New:
    """What was written, as an entry; not checked yet."""
    group = _group(record, TEXT)
    means = {MEANS: t("Form on the site, %(day)s", day=_day(message).isoformat())}
    declared = {field.column for one in record.groups if one.id == group for field in one.fields}
    values = {TEXT: message.field("body"), **{name: text for name, text in means.items() if name in declared}}
    return New(
        group=group, values=values, source=_source(record, group), of=_day(message), message=message.reference
    )


def basics(record: Record, kind: str, typed: Mapping[str, str], message: Message) -> list[New]:
    """Who wrote, as entries of the groups that the record has for it; nothing where nothing was typed."""
    by_group: dict[str, dict[str, str]] = {}
    for name, column in BASICS[kind].items():
        if typed[name].strip() and (group := _group(record, column)):
            by_group.setdefault(group, {})[column] = typed[name]
    return [
        New(
            group=group, values=values, source=_source(record, group), of=_day(message),
            message=message.reference,
        )
        for group, values in by_group.items()
    ]  # fmt: skip


def holds(card: Card, reference: str) -> bool:
    """Whether the message with this reference is on the card already."""
    return any(entry.message == reference and TEXT in entry.values for entry in card.current)


def _message(at: At, reference: str) -> Message:
    """The message, opened; 404 when there is none, it is in quarantine or does not open."""
    sealed = inbox.one(at.db, reference)
    if sealed is None or sealed.kind != inbox.MESSAGE:
        abort(404)
    try:
        return Message(reference=sealed.reference, opened=open_message(sealed, at.keys))
    except EnvelopeError:
        abort(404)


def _page(
    at: At,
    message: Message,
    *,
    typed: str = "",
    values: Mapping[str, str] | None = None,
    kind: str = fields.PERSON,
    faults: Rejected | None = None,
) -> ResponseReturnValue:
    t = translator(page.lang())
    log.note(log.What.OPENED, message.reference, now=clock.utcnow())
    index = at.index
    seqs = index.search(typed) if typed else index.of_sender(message.field("email"), message.field("phone"))
    shown = searching.lines(at, seqs[: searching.PAGE])
    answer = page.render(
        "register/assign.html",
        title=t("Put message %(reference)s on a card", reference=message.reference),
        reference=message.reference,
        sender=message.opened.sender,
        lines=shown,
        there={line.id for line in shown if line.opens and _on(at.db, at, line.id, message.reference)},
        typed=typed,
        values=values or {name: message.field(name) for name in _NAMES},
        kind=kind,
        kinds=kinds(_record()),
        declared={name: bool(_group(_record(), column)) for name, column in BASICS[fields.PERSON].items()},
        problems=problems(faults, t) if faults else {},
        ready=bool(_group(_record(), TEXT)),
    )
    return (answer, 422) if faults else answer


def _on(db: Connection, at: At, id: str, reference: str) -> bool:
    try:
        card = changing.opened(db, at.rows, id)
    except EnvelopeError:
        return False
    return card is not None and holds(card, reference)


def kinds(record: Record) -> list[str]:
    """Of which kinds a card can be made of a message: those whose name the record keeps."""
    return [kind for kind, columns in BASICS.items() if _group(record, columns["name"])]


def problems(rejected: Rejected, t: Translator) -> dict[str, str]:
    """Field's id → what is wrong with it, in words."""
    names = {column: name for columns in BASICS.values() for name, column in columns.items()}
    return {names.get(fault.column, "message"): _words(fault.problem, t) for fault in rejected.faults}


def _words(problem: Problem, t: Translator) -> str:
    said: dict[Problem, str] = {
        Problem.EMAIL: t("This is no e-mail address."),
        Problem.PHONE: t("This is no telephone number."),
        Problem.TOO_LONG: t("This is too long for a card."),
        Problem.HETU: t(
            "This holds a personal identity code, which no card takes. Write the rest on the card yourself."
        ),
        Problem.EMPTY: t("The message holds nothing to put on a card."),
    }
    return said.get(
        problem, t("The record does not let this be kept on such a card: see its groups and sources.")
    )


def _group(record: Record, column: str) -> str:
    """The group that declares *column*; empty when none does."""
    return next((one.id for one in record.groups if column in {field.column for field in one.fields}), "")


def _source(record: Record, group: str) -> str:
    """The source that is the person themself; empty when the record has none for the group."""
    own = (one.id for one in record.sources if one.kind == "data-subject" and group in one.groups)
    return next(own, "")


def _day(message: Message) -> Any:
    return clock.day(message.opened.received)


def _record() -> Record:
    record: Record = current_app.extensions["record"]
    return record


def _submit(message: Message, job: Any, *, now: datetime, on: str = "", **values: Any) -> str:
    """
    Have *job* done, and what the sender confirmed by e-mail written on the card; returns the card's id.

    Args:
        on: The card; empty when *job* makes it and returns its id.
    """
    rows, record, actor, t = reading.rows(), _record(), reading.actor(), translator(page.lang())
    key = suppression_key(current_app.extensions["secret"])

    def whole(db: Connection) -> tuple[str, int]:
        made = job(db, rows=rows, record=record, actor=actor, now=now, **values)
        id = on or str(made)
        return id, answering.put_on(db, rows, record, key, message.opened.id, id, now=now)

    id, waiting = current_app.extensions["writer"].submit(whole)
    if waiting:
        flash.say(t("The sender has not confirmed the marketing box by email yet, so it permits nothing."))
    return str(id)
