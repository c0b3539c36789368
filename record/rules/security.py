"""Guarding: logs that say what they hold, measures that someone or something vouches for."""

from __future__ import annotations

from collections.abc import Iterator

from record.model import Record
from record.reading import Reading
from record.rules.finding import Finding, numbered


def check(record: Record, reading: Reading) -> Iterator[Finding]:
    for place, log in numbered("log", record.logs):
        logged = "address" in log.fields
        if logged != (log.address == "truncated") and not reading.lost(f"{place}.fields"):
            problem = f'is "{log.address}", while fields {"have" if logged else "lack"} address'
            advice = "Write truncated and the field address, or none and no such field."
            yield Finding(f"{place}.address", problem, advice, "gdpr-5-1-c")
    for place, measure in numbered("measure", record.measures):
        if bool(measure.proof) == (measure.attest is not None) and not reading.lost(f"{place}.proof"):
            has = "both proof and attest" if measure.proof else "neither proof nor attest"
            advice = "Give it one: proof (tests) or attest (a person's word)."
            yield Finding(place, f'"{measure.id}" has {has}', advice, "gdpr-32-1-d")
