"""Direct marketing: the permission that each channel needs (SVPL 200–202 §), and what must not serve it."""

from __future__ import annotations

from collections.abc import Iterator

from record.model import Record
from record.model.purpose import CONSENT
from record.reading import Reading
from record.rules.finding import Finding, numbered

_ELECTRONIC = ("email", "sms")


def check(record: Record, reading: Reading) -> Iterator[Finding]:
    consented = {purpose.id for purpose in record.purposes if CONSENT in purpose.bases}
    yield from _channels(record)
    if not reading.lost("purpose[*].id", "purpose[*].basis", "purpose[*].also"):
        yield from _asking(record, consented)
    yield from _logs(record)


def _channels(record: Record) -> Iterator[Finding]:
    for place, channel in numbered("channel", record.channels):
        if channel.id in _ELECTRONIC and channel.natural == "opt-out":
            problem = f'is "opt-out", but {channel.id} to a person needs permission first'
            advice = "Write opt-in, or soft-opt-in for own customers and similar products."
            yield Finding(f"{place}.natural", problem, advice, "fi-svpl-200")


def _asking(record: Record, consented: set[str]) -> Iterator[Finding]:
    """Where a person is asked, the purpose has the words that they accept."""
    purposes = {purpose.id for purpose in record.purposes}
    asked = [
        (f"{place}.purpose", channel.purpose, "fi-svpl-200")
        for place, channel in numbered("channel", record.channels)
        if channel.natural == "opt-in"
    ]
    asked += [
        (at, id, "gdpr-7-2")
        for place, form in numbered("form", record.forms)
        for at, id in numbered(f"{place}.optional_consents", form.optional_consents)
    ]
    for place, id, law in asked:
        if id in purposes - consented:
            problem = f'is "{id}", which does not rest on consent'
            yield Finding(place, problem, f"Name a purpose with basis {CONSENT}.", law)


def _logs(record: Record) -> Iterator[Finding]:
    marketing = {channel.purpose for channel in record.channels}
    for place, log in numbered("log", record.logs):
        if log.purpose in marketing:
            problem = f'is "{log.purpose}", and logs never serve marketing'
            yield Finding(f"{place}.purpose", problem, "Write the purpose of running the site.", "gdpr-5-1-b")
