"""The visitor's device: what is stored without asking says why it must be (SVPL 205 §)."""

from __future__ import annotations

from collections.abc import Iterator

from record.errors import Fault
from record.model import Record
from record.model.device import SELF
from record.model.purpose import CONSENT
from record.reading import Reading
from record.rules.places import numbered


def check(record: Record, reading: Reading) -> Iterator[Fault]:
    asks = {category.id: category.consent for category in record.categories}
    bases = {purpose.id: purpose.bases for purpose in record.purposes}
    law = reading.article("fi-svpl-205")
    for place, storage in numbered("storage", record.storage):
        if storage.category not in asks:
            continue
        if not asks[storage.category] and storage.exempt_because is None:
            advice = "Write why the service that the visitor asked for needs it."
            yield Fault(f"{place}.exempt_because", "missing, and its category asks no consent", advice, law)
        if asks[storage.category] and storage.exempt_because is not None:
            yield Fault(
                f"{place}.exempt_because", "is given, but its category asks consent", "Take it away.", law
            )
        if asks[storage.category] and CONSENT not in bases.get(storage.purpose, (CONSENT,)):
            problem = f'is "{storage.purpose}", which rests on no consent, while its category asks for it'
            yield Fault(f"{place}.purpose", problem, f"Name a purpose with basis {CONSENT}.", law)
    for place, host in numbered("host", record.hosts):
        if host.host != SELF and host.recipient is None:
            advice = "Write the id of the [[recipient]] who runs it."
            yield Fault(f"{place}.recipient", "missing", advice, reading.article("gdpr-13-1-e"))
