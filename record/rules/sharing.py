"""Whoever gets the data: bound by an agreement, and outside the EEA by a lawful way (GDPR Art. 28, 44–49)."""

from __future__ import annotations

from collections.abc import Iterator

from record.errors import Fault
from record.model import Recipient, Record
from record.reading import Reading
from record.rules.places import numbered
from record.text import Unstated


def check(record: Record, reading: Reading) -> Iterator[Fault]:
    for place, recipient in numbered("recipient", record.recipients):
        if recipient.role == "processor" and recipient.agreement is None:
            advice = "Write the file or the https:// address of the agreement."
            law = reading.article("gdpr-28-3")
            yield Fault(f"{place}.agreement", "missing, and a processor needs one", advice, law)
        yield from _transfer(place, recipient, reading)


def _transfer(place: str, recipient: Recipient, reading: Reading) -> Iterator[Fault]:
    country, how, law = recipient.country, recipient.transfer, reading.law
    if isinstance(country, Unstated) or isinstance(how, Unstated):
        return
    at, article = f"{place}.transfer", reading.article("gdpr-13-1-f")
    if country in law.eea and how != "none":
        yield Fault(at, f'is "{how}", but {country} is in the EEA', "Write none.", article)
    if country not in law.eea and how == "none":
        problem = f'is "none", but {country} is outside the EEA'
        yield Fault(at, problem, "Write adequacy, scc or consent.", article)
    if how == "adequacy" and country not in law.eea | law.adequate:
        problem = f'is "adequacy", but the Commission has no decision on {country}'
        yield Fault(at, problem, "Write scc or consent.", reading.article("gdpr-45"))
