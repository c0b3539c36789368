"""Whoever gets the data: bound by an agreement, and outside the EEA by a lawful way (GDPR Art. 28, 44–49)."""

from __future__ import annotations

from collections.abc import Iterator

from record.law import LawPack
from record.model import Recipient, Record
from record.reading import Reading
from record.rules.finding import Finding, numbered
from record.text import Unstated


def check(record: Record, reading: Reading) -> Iterator[Finding]:
    for place, recipient in numbered("recipient", record.recipients):
        if recipient.role == "processor" and recipient.agreement is None:
            advice = "Write the file or the https:// address of the agreement."
            yield Finding(f"{place}.agreement", "missing, and a processor needs one", advice, "gdpr-28-3")
        if not reading.lost(f"{place}.country"):
            yield from _transfer(f"{place}.transfer", recipient, record.law)


def _transfer(place: str, recipient: Recipient, law: LawPack) -> Iterator[Finding]:
    country, way = recipient.country, recipient.transfer
    if isinstance(country, Unstated) or isinstance(way, Unstated):
        return
    if country in law.eea and way != "none":
        yield Finding(place, f'is "{way}", but {country} is in the EEA', "Write none.", "gdpr-13-1-f")
    if country not in law.eea and way == "none":
        problem = f'is "none", but {country} is outside the EEA'
        yield Finding(place, problem, "Write adequacy, scc or consent.", "gdpr-13-1-f")
    if country not in law.eea | law.adequate and way == "adequacy":
        problem = f'is "adequacy", but the Commission has no decision on {country}'
        yield Finding(place, problem, "Write scc or consent.", "gdpr-45")
