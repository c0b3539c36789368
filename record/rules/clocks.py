"""Every clock runs: periods that can be counted, deadlines that the law allows, promises still fresh."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from record.errors import Fault
from record.model import Attestation, Record
from record.model.retention import FISCAL_YEAR, SUPPRESS
from record.period import ONE_MONTH, Period
from record.reading import Reading
from record.rules.places import numbered
from record.text import Unstated

_SHORTEST_MONTH = date(2023, 2, 1)  # a period within a month is so in February too


def check(record: Record, reading: Reading) -> Iterator[Fault]:
    yield from _retentions(record, reading)
    yield from _accounting(record, reading)
    yield from _deadlines(record, reading)
    yield from _attestations(record, reading)
    yield from _changes(record, reading)


def _retentions(record: Record, reading: Reading) -> Iterator[Fault]:
    for place, retention in numbered("retention", record.retentions):
        if not retention.keep and retention.then != SUPPRESS and not retention.clock.endswith(".ended"):
            problem = f"is P0D, so the data would be gone as soon as {retention.clock}"
            advice = f'Write a period, or then = "{SUPPRESS}".'
            yield Fault(f"{place}.keep", problem, advice, reading.article("gdpr-5-1-e"))
    clocks = {retention.id: retention.clock for retention in record.retentions}
    for place, form in numbered("form", record.forms):
        yield from _runs(f"{place}.spam_retention", form.spam_retention, "message.quarantined", clocks)
    for place, log in numbered("log", record.logs):
        yield from _runs(f"{place}.retention", log.retention, "log.written", clocks)


def _runs(place: str, id: str, clock: str, clocks: dict[str, str]) -> Iterator[Fault]:
    if clocks.get(id, clock) != clock:
        problem = f'is "{id}", whose clock is {clocks[id]}'
        yield Fault(place, problem, f"Write a retention whose clock is {clock}.")


def _accounting(record: Record, reading: Reading) -> Iterator[Fault]:
    counted = any(retention.clock == FISCAL_YEAR for retention in record.retentions)
    if counted and record.accounting is None:
        advice = 'Write fiscal_year_end = "12-31" in a table [accounting].'
        problem = f"missing, and a retention runs from {FISCAL_YEAR}"
        yield Fault("accounting", problem, advice, reading.article("fi-kpl-2-10"))
    if record.accounting is not None and not counted:
        yield Fault("accounting", f"no retention runs from {FISCAL_YEAR}", "Take the table away.")


def _deadlines(record: Record, reading: Reading) -> Iterator[Fault]:
    for place, right in numbered("right", record.rights):
        if not _within_a_month(right.first_answer):
            problem = f"is {right.first_answer}, longer than a month"
            yield Fault(f"{place}.first_answer", problem, "Write P1M or less.", reading.article("gdpr-12-3"))
    for place, source in numbered("source", record.sources):
        within, at, law = source.inform_within, f"{place}.inform_within", reading.article("gdpr-14-3-a")
        if source.kind in ("data-subject", "device"):
            if within is not None:
                problem = f"is given, but {source.kind} tells the person already"
                yield Fault(at, problem, "Take it away.", law)
        elif within is None:
            yield Fault(at, "missing", "Write P1M or less.", law)
        elif not _within_a_month(within):
            yield Fault(at, f"is {within}, longer than a month", "Write P1M or less.", law)


def _within_a_month(period: Period) -> bool:
    return period.add_to(_SHORTEST_MONTH) <= ONE_MONTH.add_to(_SHORTEST_MONTH)


def _attestations(record: Record, reading: Reading) -> Iterator[Fault]:
    for place, measure in numbered("measure", record.measures):
        if measure.attest is not None:
            yield from _fresh(f"{place}.attest", measure.attest, reading)


def _fresh(place: str, attest: Attestation, reading: Reading) -> Iterator[Fault]:
    law = reading.article("gdpr-32-1-d")
    if not isinstance(attest.on, Unstated) and attest.on > reading.today:
        yield Fault(
            f"{place}.on", f"is {attest.on}, which is still to come", "Write the day of the look.", law
        )
    elif attest.last_day is not None and attest.last_day < reading.today:
        problem = f"is {attest.on}; it was good until {attest.last_day}"
        yield Fault(f"{place}.on", problem, "Look again, and write the day.", law)


def _changes(record: Record, reading: Reading) -> Iterator[Fault]:
    changes = record.changes
    law = reading.article("gdpr-5-2")
    if changes and changes[0].version != record.edition.version:
        problem = f'is "{changes[0].version}", but record.version is "{record.edition.version}"'
        yield Fault(
            "change[0].version", problem, "Write the newest change first, under the record's version.", law
        )
    for number, (newer, older) in enumerate(pairwise(changes), start=1):
        if older.on > newer.on:
            problem = f"is {older.on}, later than {newer.on} above it"
            yield Fault(f"change[{number}].on", problem, "Write the newest change first.", law)
