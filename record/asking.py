"""
What visitors are asked, in the exact words, and what those words mean.

The banner, the choices page, the placeholder of an embed and the forms' boxes show a `Question` as it stands
here; the consent record keeps its text by hash (GDPR Art. 7(1)). A choice holds while `meaning` is the same:
a comma moved in a text makes another hash, another purpose makes another meaning.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from record.machine import plain
from record.material import material
from record.model import Category, Host, Record, Storage
from record.speech import spoken, spoken_country, spoken_period, word
from record.text import Unstated

DIGITS = 12  # of the hash of a meaning: it stands in a cookie, and nobody gains by finding another


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to allow or to refuse: a category that waits for consent, or a purpose of a form's box."""

    id: str
    name: str
    consent: str  # the words that are accepted
    facts: tuple[str, ...]  # who gets the data and where, what is stored and for how long; a line each


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is shown where a visitor chooses, in one language."""

    lang: str
    title: str
    intro: str
    items: tuple[Item, ...]

    @property
    def text(self) -> str:
        """Everything that is shown, a line each, as the consent record keeps it."""
        lines = [self.title, self.intro]
        for item in self.items:
            lines += [item.name, item.consent, *item.facts]
        return "\n".join(filter(None, lines))

    @property
    def hash(self) -> str:
        """SHA-256 of the text in UTF-8, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def question(record: Record, lang: str) -> Question:
    """
    What the banner and the choices page ask: every category that waits for consent.

    Where none does, but visits are counted without asking, nothing is asked: how they are counted is told, so
    that one may object.
    """
    items = tuple(_item(record, category, lang) for category in record.categories if category.consent)
    if not items and record.counting.objectable:
        title, told = word("counting", lang), record.counting.say[lang]
        return Question(lang=lang, title=title, intro=told, items=())
    return Question(lang=lang, title=word("ask", lang), intro=word("ask_intro", lang), items=items)


def embed(record: Record, category: str, lang: str) -> Question:
    """What the placeholder of an embed asks: its own category alone. KeyError where there is none."""
    items = (_item(record, record.category(category), lang),)
    return Question(lang=lang, title="", intro="", items=items)


def box(record: Record, purpose: str, lang: str) -> Question:
    """What the box of a form asks: the words of a purpose that rests on consent, and nothing around them."""
    consent = record.purpose(purpose).consent
    assert consent is not None  # a rule of the record: a form's box has the words of its purpose
    item = Item(id=purpose, name="", consent=consent[lang], facts=())
    return Question(lang=lang, title="", intro="", items=(item,))


def asked(record: Record) -> dict[str, Question]:
    """Every question that a page may show for the choice cookie, by its hash."""
    waiting = [category.id for category in record.categories if category.consent]
    found = [
        each
        for lang in record.languages
        for each in (question(record, lang), *(embed(record, id, lang) for id in waiting))
        if each.items
    ]
    return {each.hash: each for each in found}


def meaning(record: Record) -> str:
    """
    What a choice is about: the first 12 hexadecimal digits of a SHA-256.

    Over each category that waits for consent with its words, its purpose and that purpose's data and time
    limit, the machines and recipients it opens the page to, and what it stores for how long; and over how
    visits are counted, where one may object to it. The order of the record's tables does not matter.
    """
    whole = material(record)
    about = {
        category.id: _about(record, category, whole) for category in record.categories if category.consent
    }
    counting = record.counting.mode if record.counting.objectable else None
    said = json.dumps([about, counting], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]


def _about(record: Record, category: Category, whole: dict[str, dict[str, object]]) -> dict[str, object]:
    storage, hosts = _storage(record, category), _hosts(record, category)
    purposes = {category.purpose, *(item.purpose for item in storage)} - {None}
    limits = {record.purpose(id).retention for id in purposes if id is not None}
    groups = {group for id in purposes if id is not None for group in record.purpose(id).groups}
    return {
        "name": plain(category.name),
        "why": plain(category.why),
        "purposes": {id: whole["purposes"][id] for id in purposes if id is not None},
        "groups": {id: whole["groups"][id] for id in groups},
        "retentions": {id: whole["retentions"][id] for id in limits},
        "storage": {item.id: whole["storage"][item.id] for item in storage},
        "hosts": {host.host: whole["hosts"][host.host] for host in hosts},
        "recipients": {id: whole["recipients"][id] for id in recipients(record, category)},
    }


def _item(record: Record, category: Category, lang: str) -> Item:
    assert category.purpose is not None  # a rule of the record
    consent = record.purpose(category.purpose).consent
    assert consent is not None  # a rule of the record: a purpose that rests on consent has its words
    return Item(
        id=category.id,
        name=category.name[lang],
        consent=f"{consent[lang]} {category.why[lang]}",
        facts=tuple(_facts(record, category, lang)),
    )


def _facts(record: Record, category: Category, lang: str) -> Iterator[str]:
    for id in recipients(record, category):
        recipient = record.recipient(id)
        who = f"{spoken(recipient.name, lang)} ({spoken_country(recipient.country, lang)})"
        how = recipient.transfer
        abroad = (
            ""
            if how == "none" or isinstance(how, Unstated)
            else f"; {word('abroad', lang)}: {word(how, lang)}"
        )
        yield f"{word('recipient', lang)}: {who}{abroad}"
    for item in _storage(record, category):
        yield f"{word(item.kind, lang)} {item.name}: {_lifetime(item, lang)}"


def _lifetime(item: Storage, lang: str) -> str:
    return word("session", lang) if isinstance(item.lifetime, str) else spoken_period(item.lifetime, lang)


def recipients(record: Record, category: Category) -> list[str]:
    """Who gets data when the category is allowed, in the record's order."""
    assert category.purpose is not None  # a rule of the record
    groups = set(record.purpose(category.purpose).groups)
    ids = {host.recipient for host in _hosts(record, category)}
    ids |= {reader for item in _storage(record, category) for reader in item.readable_by}
    ids |= {recipient.id for recipient in record.recipients if groups & set(recipient.groups)}
    return [recipient.id for recipient in record.recipients if recipient.id in ids]


def _hosts(record: Record, category: Category) -> list[Host]:
    return [host for host in record.hosts if host.category == category.id]


def _storage(record: Record, category: Category) -> list[Storage]:
    return [item for item in record.storage if item.category == category.id]
