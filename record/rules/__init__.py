"""
What a record must be beyond its shape: each rule one file, each finding one fault.

A rule is a function ``check(record, reading)``. It runs even when the reading found faults, so that the
owner sees everything at once. What it says of a place that could not be read is left out, for there it
judged a blank; a rule that compares places asks `Reading.lost` first.
"""

from __future__ import annotations

from collections.abc import Iterator

from record.errors import Fault
from record.model import Record
from record.reading import Reading
from record.rules import (
    basis,
    clocks,
    completeness,
    device,
    marketing,
    references,
    security,
    sharing,
    uniqueness,
    wording,
)

_RULES = (references, uniqueness, completeness, basis, marketing, clocks, sharing, device, security, wording)


def judge(record: Record, reading: Reading) -> Iterator[Fault]:
    """Every fault that the rules find, outside the places that the reading could not use."""
    for rule in _RULES:
        for found in rule.check(record, reading):
            if not reading.is_spoilt(found.place):
                yield Fault(found.place, found.problem, found.advice, reading.article(found.law))
