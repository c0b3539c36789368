"""Guarding: logs that say what they hold, measures that someone or something vouches for."""

from __future__ import annotations

from collections.abc import Iterator

from record.errors import Fault
from record.model import Record
from record.reading import Reading
from record.rules.places import numbered


def check(record: Record, reading: Reading) -> Iterator[Fault]:
    for place, log in numbered("log", record.logs):
        if ("address" in log.fields) != (log.address == "truncated"):
            problem = (
                f'is "{log.address}", while fields {"have" if "address" in log.fields else "lack"} address'
            )
            advice = "Write truncated and the field address, or none and no such field."
            yield Fault(f"{place}.address", problem, advice, reading.article("gdpr-5-1-c"))
    for place, measure in numbered("measure", record.measures):
        if bool(measure.proof) == (measure.attest is not None):
            problem = (
                f'"{measure.id}" has both a proof and an attestation'
                if measure.proof
                else f'"{measure.id}" has no proof'
            )
            advice = "Give it either proof (tests) or attest (a person's word)."
            yield Fault(place, problem, advice, reading.article("gdpr-32-1-d"))
