"""
What a person may take to somebody else (GDPR Art. 20(1)).

That is what they gave themselves and what is processed by consent or for a contract with them. All of the
register is processed by automated means; what lies in a paper folder is not here. What others told of them,
or what we concluded, they get with an access package.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from formhandler.access.person import Person
from formhandler.exchange import vcard
from formhandler.exchange.exporting import safe
from formhandler.keeping import form_of
from formhandler.register.card import Card, Entry, Head
from record import Record
from record.model.data import OWN_SOURCES
from record.model.purpose import CONSENT, CONTRACT

SCHEMA = {"id": "seloste-portable-data", "version": 1}
#: Where the paper lies is ours, and paper is outside of automated means.
OURS = ("relationship.paper_folder", "relationship.source")


def made(person: Person, record: Record, lang: str, now: datetime) -> dict[str, Any]:
    """The person's own facts, permissions given, and messages, as plain data in *lang*."""
    return {
        "schema": SCHEMA,
        "language": lang,
        "made": now.isoformat(timespec="seconds"),
        "facts": list(_facts(person, record, lang)),
        "permissions": [
            {
                "channel": line.channel,
                "accepted_text": line.words,
                "at": line.at.isoformat(timespec="seconds"),
            }
            for line in person.ledger
            if line.state == "permitted"
        ],
        "messages": list(_messages(person, record)),
    }


def as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def as_csv(data: dict[str, Any]) -> str:
    """A fact on a line: group, field, its name, text, day. Safe to open in a spreadsheet."""
    out = io.StringIO()
    lines = csv.writer(out, quoting=csv.QUOTE_ALL)
    lines.writerow(["group", "field", "name", "text", "of"])
    for fact in data["facts"]:
        lines.writerow([safe(fact[name]) for name in ("group", "field", "name", "text", "of")])
    for message in data["messages"]:
        for field, text in message["fields"].items():
            lines.writerow(["message", field, field, safe(text), message["at"]])
    return out.getvalue()


def as_vcard(person: Person, record: Record) -> str:
    """The contact details among them, as an address book takes them."""
    entries = tuple(one for one in person.card.entries if one.current and given(one, record))
    card: Card = replace(person.card, entries=entries, head=Head.of(entries))
    return vcard.written(card)


def given(entry: Entry, record: Record) -> bool:
    """Whether the person gave *entry*, and it is processed by consent or for a contract."""
    own = {source.id for source in record.sources if source.kind in OWN_SOURCES}
    return entry.source in own and any(_moves(id, record) for id in entry.purposes)


def _facts(person: Person, record: Record, lang: str) -> Iterator[dict[str, str]]:
    groups = {group.id: group.name[lang] for group in record.groups}
    names = {field.column: field.name[lang] for group in record.groups for field in group.fields}
    for entry in person.card.current:
        if not given(entry, record):
            continue
        for column, text in entry.values.items():
            if column not in OURS:
                yield {
                    "group": groups.get(entry.group, entry.group),
                    "field": column,
                    "name": names.get(column, column),
                    "text": text,
                    "of": entry.of.isoformat(),
                }


def _messages(person: Person, record: Record) -> Iterator[dict[str, Any]]:
    for talk in person.talks:
        for _, opened in talk.messages:
            if _moves(form_of(record, opened.form).purpose, record):
                yield {
                    "reference": opened.reference,
                    "at": opened.received.isoformat(timespec="seconds"),
                    "fields": {name: text for name, text in opened.fields.items() if text},
                }


def _moves(purpose: str, record: Record) -> bool:
    bases = {one.id: one.bases for one in record.purposes}.get(purpose, ())
    return CONSENT in bases or CONTRACT in bases
