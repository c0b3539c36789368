"""The visitor's device: what is stored without asking says why it must be (SVPL 205 §)."""

from __future__ import annotations

from collections.abc import Iterator

from record.headers import NO_COUNTING
from record.model import Category, Record, Storage
from record.model.device import SELF
from record.model.purpose import CONSENT
from record.reading import Reading
from record.rules.finding import Finding, numbered


def check(record: Record, reading: Reading) -> Iterator[Finding]:
    for place, category in numbered("category", record.categories):
        if category.id == NO_COUNTING:
            problem = (
                f'is "{NO_COUNTING}", which in the choice cookie means an objection to the counting of visits'
            )
            yield Finding(f"{place}.id", problem, "Write another id.", "gdpr-21-1")
        if category.consent:
            yield from _asked(f"{place}.purpose", category, record, reading)
    if not reading.lost("category[*].id", "category[*].consent"):
        asks = {category.id for category in record.categories if category.consent}
        for place, storage in numbered("storage", record.storage):
            yield from _exempt(place, storage, asked=storage.category in asks)
            if storage.category in asks:
                yield from _consented(place, storage, record)
    for place, host in numbered("host", record.hosts):
        if host.host != SELF and host.recipient is None:
            advice = "Write the id of the [[recipient]] who runs it."
            yield Finding(f"{place}.recipient", "missing", advice, "gdpr-13-1-e")


def _exempt(place: str, storage: Storage, *, asked: bool) -> Iterator[Finding]:
    at = f"{place}.exempt_because"
    if not asked and storage.exempt_because is None:
        advice = "Write why the service that the visitor asked for needs it."
        yield Finding(at, "missing, and its category asks for no consent", advice, "fi-svpl-205")
    if asked and storage.exempt_because is not None:
        yield Finding(at, "is given, but its category asks for consent", "Take it away.", "fi-svpl-205")


def _asked(at: str, category: Category, record: Record, reading: Reading) -> Iterator[Finding]:
    """Consent is to a purpose, in words that the purpose has (GDPR Art. 6(1)(a))."""
    if category.purpose is None:
        advice = f"Name a purpose with basis {CONSENT}."
        yield Finding(at, "missing, and the category asks for consent", advice, "gdpr-6-1-a")
    elif not reading.lost("purpose[*].id", "purpose[*].basis", "purpose[*].also"):
        for purpose in record.purposes:
            if purpose.id == category.purpose and CONSENT not in purpose.bases:
                problem = f'is "{purpose.id}", which does not rest on consent, and the category asks for it'
                yield Finding(at, problem, f"Name a purpose with basis {CONSENT}.", "gdpr-6-1-a")


def _consented(place: str, storage: Storage, record: Record) -> Iterator[Finding]:
    for purpose in record.purposes:
        if purpose.id == storage.purpose and CONSENT not in purpose.bases:
            problem = f'is "{purpose.id}", which does not rest on consent, and its category asks for it'
            advice = f"Name a purpose with basis {CONSENT}."
            yield Finding(f"{place}.purpose", problem, advice, "fi-svpl-205")
