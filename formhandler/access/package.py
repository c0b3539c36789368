"""
The access package (GDPR Art. 15): everything of one person as plain data, in the person's language.

The readable page and the JSON file are two sights of this one object; its shape is schema.json. What the
owner has not stated in the record is said to be so, never guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from formhandler.access import looks, words
from formhandler.access.person import Given, Person
from formhandler.answers.conversation import Conversation
from formhandler.inbox.opened import Opened
from formhandler.keeping import form_of
from formhandler.owner import log
from formhandler.register import shown
from formhandler.register.card import Entry
from formhandler.register.fields import COLUMNS, Kind
from formhandler.register.shown import MASK
from formhandler.rights.case import Case
from record import Record, processing
from record.model.data import OWN_SOURCES
from record.speech import spoken
from texts import Translator

SCHEMA = {"id": "seloste-access-package", "version": 1}
Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class By:
    """By which record, in which language and for when a package is made."""

    record: Record
    t: Translator  # of the person's language
    now: datetime
    roles: Mapping[str, str]  # user's name → role
    masked: bool = False  # an identity code is not shown: the owner's preview

    @property
    def lang(self) -> str:
        return self.t.lang


def made(person: Person, by: By) -> Object:
    """The whole package of *person*."""
    purposes = _purposes(person, by.record)
    return {
        "schema": SCHEMA,
        "language": by.lang,
        "made": _moment(by.now),
        "controller": processing.as_document(by.record, by.lang)["controller"],
        "card": _card(person),
        "entries": [_entry(person, entry, by) for entry in person.card.entries],
        "permissions": list(_permissions(person, by)),
        "blocked": [
            {"channel": words.channel(channel, by.record, by.t), "contact_point": point}
            for channel, point in person.suppressed
        ],
        "conversations": [_talk(person, talk, by) for talk in person.talks],
        "requests": [_request(case, by) for case in person.requests],
        "disclosures": [_given(one) for one in person.disclosures],
        "exports": [_given(one) for one in person.exports],
        "marketing_lists": [
            {"channel": words.channel(channel, by.record, by.t), "on": day.isoformat()}
            for channel, day in person.lists
        ],
        "looked_at": [
            {
                "at": _moment(look.at),
                "by": words.role(look.role, by.t),
                "what": log.words(look.what, by.t),
            }
            for look in person.looks
        ],
        "processing": [_activity(activity) for activity in _activities(by, purposes)],
        "automated_decisions": list(_automated(by, purposes)),
        "rights": [
            {"article": right.article, "name": right.name[by.lang], "text": right.say[by.lang]}
            for right in by.record.rights
        ],
        "authority": _authority(by),
        "left_out": list(_left_out(person, by)),
    }


def _card(person: Person) -> Object:
    card = person.card
    return {
        "id": card.id,
        "kind": card.kind,
        "organisation": person.firm or None,
        "made_on": card.day.isoformat(),
        "relation": person.standing.relation,
        "relation_ended_on": _day(person.standing.ended_on),
        "restricted": card.restricted,
        "informed_on": _day(card.informed_on),
        "merged": list(person.merged),
    }


def _entry(person: Person, entry: Entry, by: By) -> Object:
    names = {group.id: group.name[by.lang] for group in by.record.groups}
    return {
        "id": entry.id,
        "group": entry.group,
        "group_name": names.get(entry.group, entry.group),
        "current": entry.current,
        "replaced_by": entry.replaced_by,
        "values": list(_values(entry, by)),
        "purposes": list(_kept(person, entry, by)),
        "source": _source(entry, by),
        "of": entry.of.isoformat(),
        "written": _moment(entry.at),
        "written_by": words.role(looks.role(entry.actor, by.roles), by.t),
        "kept_until": _last(entry.expires_on),
        "message": entry.message or None,
    }


def _values(entry: Entry, by: By) -> Iterator[Object]:
    """The fields in the record's order; what the record has dropped since, last."""
    labels = {field.column: field.name[by.lang] for group in by.record.groups for field in group.fields}
    there = [column for column in labels if column in entry.values]
    for column in (*there, *(column for column in entry.values if column not in labels)):
        code = column in COLUMNS and COLUMNS[column][0] is Kind.HETU
        text = MASK if code and by.masked else entry.values[column]
        yield {"field": column, "name": labels.get(column, column), "text": text}


def _kept(person: Person, entry: Entry, by: By) -> Iterator[Object]:
    lines = {one["id"]: one for one in processing.as_document(by.record, by.lang)["activities"]}
    for kept in shown.kept(by.record, entry, person.standing):
        yield {
            "id": kept.purpose.id,
            "name": kept.purpose.name[by.lang],
            "basis": lines[kept.purpose.id]["purpose"],
            "rule": kept.rule.name[by.lang],
            "kept_until": _last(kept.until),
        }


def _source(entry: Entry, by: By) -> Object:
    one = next((source for source in by.record.sources if source.id == entry.source), None)
    if one is None:
        return {"id": entry.source, "name": entry.source, "from_the_person": False}
    return {"id": one.id, "name": one.name[by.lang], "from_the_person": one.kind in OWN_SOURCES}


def _permissions(person: Person, by: By) -> Iterator[Object]:
    for line in person.ledger:
        yield {
            "channel": words.channel(line.channel, by.record, by.t),
            "state": words.state(line.state, by.t),
            "at": _moment(line.at),
            "how": words.way(line.how, by.t),
            "accepted_text": line.words or None,
            "note": line.note or None,
            "consent_event": line.event,
            "kept_until": _last(line.expires_on),
        }


def _talk(person: Person, talk: Conversation, by: By) -> Object:
    return {
        "messages": [_message(person, opened, by) for _, opened in talk.messages],
        "answers": [
            {
                "at": _moment(given.answer.written),
                "subject": given.answer.subject,
                "text": given.answer.text,
                "written_by": words.role(looks.role(given.answer.by, by.roles), by.t),
            }
            for given in talk.given
            if given.answer is not None
        ],
        "unreadable": talk.unreadable + sum(given.answer is None for given in talk.given),
    }


def _message(person: Person, opened: Opened, by: By) -> Object:
    form = form_of(by.record, opened.form)
    labels = {field.id: field.label[by.lang] for field in form.fields}
    return {
        "reference": opened.reference,
        "at": _moment(opened.received),
        "asks_for": opened.request or None,
        "fields": [
            {"field": name, "name": labels.get(name, name), "text": text}
            for name, text in opened.fields.items()
            if text
        ],
        "consents": [_consent(person, consent) for consent in opened.consents],
        "kept_until": _last(opened.expires_on),
    }


def _consent(person: Person, consent: Mapping[str, str]) -> Object:
    event = person.events.get(consent["event"])
    return {
        "purpose": consent["purpose"],
        "accepted_text": consent["text"],
        "event": consent["event"] or None,
        "recorded_at": _moment(event.at) if event else None,
    }


def _request(case: Case, by: By) -> Object:
    return {
        "article": case.article,
        "received_on": case.received_on.isoformat(),
        "way": words.way(case.way, by.t),
        "who": case.who,
        "contact": case.contact,
        "asked": case.asked,
        "identity_checked": case.identity or None,
        "answer_due_on": case.due_on.isoformat(),
        "answered_on": _day(case.closed_on),
        "outcome": words.outcome(case.outcome, by.t),
        "reasons": "\n".join(filter(None, (case.reasons, case.ground))) or None,
        "answer": case.answer or None,
        "kept_until": _last(case.expires_on),
    }


def _given(one: Given) -> Object:
    return {
        "at": _moment(one.at),
        "recipient": one.recipient,
        "what": one.what,
        "why": one.why,
        "ground": one.ground or None,
        "law": one.law or None,
    }


def _purposes(person: Person, record: Record) -> set[str]:
    """For what this person's data is used: only these are told, not all that the record has."""
    used = {id for entry in person.card.entries for id in entry.purposes}
    used |= {form_of(record, one.form).purpose for talk in person.talks for _, one in talk.messages}
    said = {line.channel for line in person.ledger}
    used |= {channel.purpose for channel in record.channels if channel.id in said}
    logs = {"request": person.requests, "disclosure": person.disclosures, "permission": person.suppressed}
    tables = {table for table, lines in logs.items() if lines}
    groups = {
        group.id
        for group in record.groups
        for field in group.fields
        if field.column.partition(".")[0] in tables
    }
    return used | {one.id for one in record.purposes if set(one.groups) <= groups}


def _activities(by: By, purposes: set[str]) -> Iterator[Object]:
    for activity in processing.as_document(by.record, by.lang)["activities"]:
        if activity["id"] in purposes:
            yield activity


def _activity(activity: Object) -> Object:
    kept = {name: activity[name] for name in ("id", "name", "recipients", "transfers")}
    return {**kept, "basis": activity["purpose"], "retention": activity["erasure"]}


def _automated(by: By, purposes: set[str]) -> Iterator[Object]:
    for one in by.record.purposes:
        if one.id in purposes and (one.automated_decision or one.profiling):
            logic = one.logic[by.lang] if one.logic else None
            yield {
                "purpose": one.name[by.lang],
                "decision": one.automated_decision,
                "profiling": one.profiling,
                "logic": logic,
            }


def _authority(by: By) -> Object:
    one = by.record.law.authorities[by.record.authority.personal_data]
    return {
        "name": spoken(one.name, by.lang),
        "post": spoken(one.post, by.lang),
        "phone": one.phone,
        "email": one.email,
        "url": one.url,
    }


def _left_out(person: Person, by: By) -> Iterator[str]:
    """What a package does not tell, and why."""
    t = by.t
    yield t(
        "The names of our staff. They act for us and are not recipients of your data; you can ask for a name "
        "if you need it for your rights (Court of Justice of the EU, C-579/21)."
    )
    yield t(
        "What concerns other people, as the contact persons of a company: each of them can ask for their own."
    )
    if person.closed:
        yield t("Lines of our logs that could not be read: %(n)s. We will tell you of them.", n=person.closed)
    yield t(
        "Choices about cookies, and visits to the site: they are kept without anything that could join them "
        "to you."
    )


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _last(day: date) -> str | None:
    """None: no clock runs yet."""
    return None if day == date.max else day.isoformat()
