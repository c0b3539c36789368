"""Direct marketing: the permission that each channel needs (SVPL 200–202 §), and what may not serve it."""

from __future__ import annotations

from collections.abc import Iterator

from record.errors import Fault
from record.model import Record
from record.model.purpose import CONSENT
from record.reading import Reading
from record.rules.places import numbered

_ELECTRONIC = ("email", "sms")


def check(record: Record, reading: Reading) -> Iterator[Fault]:
    bases = {purpose.id: purpose.bases for purpose in record.purposes}
    for place, channel in numbered("channel", record.channels):
        if channel.id in _ELECTRONIC and channel.natural == "opt-out":
            problem = f'is "opt-out", but {channel.id} to a person needs consent first'
            advice = "Write opt-in, or soft-opt-in for own customers and similar products."
            yield Fault(f"{place}.natural", problem, advice, reading.article("fi-svpl-200"))
        if channel.natural == "opt-in" and CONSENT not in bases.get(channel.purpose, (CONSENT,)):
            problem = f'is "{channel.purpose}", which rests on no consent, while natural is opt-in'
            advice = f"Give that purpose basis {CONSENT} and the words of consent."
            yield Fault(f"{place}.purpose", problem, advice, reading.article("gdpr-7-1"))
    marketing = {channel.purpose for channel in record.channels}
    for place, log in numbered("log", record.logs):
        if log.purpose in marketing:
            problem = f'is "{log.purpose}", and logs never serve marketing'
            advice = "Write the purpose of running the site."
            yield Fault(f"{place}.purpose", problem, advice, reading.article("gdpr-5-1-b"))
    for place, form in numbered("form", record.forms):
        for at, id in numbered(f"{place}.optional_consents", form.optional_consents):
            if CONSENT not in bases.get(id, (CONSENT,)):
                problem = f'is "{id}", whose basis is not consent'
                yield Fault(at, problem, f"Name purposes with basis {CONSENT}.", reading.article("gdpr-7-2"))
