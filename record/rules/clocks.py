"""Every clock runs: periods that can be counted, deadlines that the law allows, promises still fresh."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from record.model import Attestation, Record, Source
from record.model.data import OWN_SOURCES
from record.model.retention import FISCAL_YEAR, SUPPRESS
from record.period import ONE_MONTH, Period
from record.reading import Reading
from record.rules.finding import Finding, numbered
from record.text import Unstated

_SHORTEST_MONTH = date(2023, 2, 1)  # a period that ends within a month from here does so from any day


def check(record: Record, reading: Reading) -> Iterator[Finding]:
    yield from _at_once(record, reading)
    yield from _fitting(record, reading)
    yield from _accounting(record, reading)
    yield from _answers(record)
    for place, source in numbered("source", record.sources):
        if not reading.lost(f"{place}.kind"):
            yield from _informs(f"{place}.inform_within", source)
    for place, measure in numbered("measure", record.measures):
        if measure.attest is not None and not reading.lost(f"{place}.attest"):
            yield from _fresh(f"{place}.attest.on", measure.attest, reading.today)
    if not reading.lost("record.version", "change[*].on"):
        yield from _changes(record)


def _at_once(record: Record, reading: Reading) -> Iterator[Finding]:
    for place, retention in numbered("retention", record.retentions):
        needless = retention.then != SUPPRESS and not retention.clock.endswith(".ended")
        if not retention.keep and needless and not reading.lost(f"{place}.then", f"{place}.clock"):
            problem = f"is P0D: the data would be gone at the moment of {retention.clock}"
            advice = f'Write a longer period, or then = "{SUPPRESS}".'
            yield Finding(f"{place}.keep", problem, advice, "gdpr-5-1-e")


def _fitting(record: Record, reading: Reading) -> Iterator[Finding]:
    """Spam and log lines have events of their own, and a clock that waits for another would never start."""
    uses = [
        (f"{place}.spam_retention", form.spam_retention, "message.quarantined")
        for place, form in numbered("form", record.forms)
    ]
    uses += [
        (f"{place}.retention", log.retention, "log.written") for place, log in numbered("log", record.logs)
    ]
    clocks = {retention.id: retention.clock for retention in record.retentions}
    for place, id, clock in uses:
        if clocks.get(id, clock) != clock and not reading.lost("retention[*].clock"):
            advice = f"Write a retention whose clock is {clock}."
            yield Finding(place, f'is "{id}", whose clock is {clocks[id]}', advice, "gdpr-13-2-a")


def _accounting(record: Record, reading: Reading) -> Iterator[Finding]:
    if reading.lost("retention[*].clock"):
        return
    counted = any(retention.clock == FISCAL_YEAR for retention in record.retentions)
    if counted and record.accounting is None:
        advice = 'Write [accounting] with fiscal_year_end = "12-31".'
        yield Finding(
            "accounting", f"missing, and a retention runs from {FISCAL_YEAR}", advice, "fi-kpl-2-10"
        )
    if record.accounting is not None and not counted:
        problem = f"is there, but no retention runs from {FISCAL_YEAR}"
        yield Finding("accounting", problem, "Take the table away.", "fi-kpl-2-10")


def _answers(record: Record) -> Iterator[Finding]:
    for place, right in numbered("right", record.rights):
        if not _within_a_month(right.first_answer):
            problem = f"is {right.first_answer}, longer than a month"
            yield Finding(f"{place}.first_answer", problem, "Write P1M or less.", "gdpr-12-3")


def _informs(place: str, source: Source) -> Iterator[Finding]:
    within = source.inform_within
    if source.kind in OWN_SOURCES:
        if within is not None:
            problem = f"is given, but {source.kind} tells the person already"
            yield Finding(place, problem, "Take it away.", "gdpr-14-3-a")
    elif within is None:
        yield Finding(place, "missing", "Write P1M or less.", "gdpr-14-3-a")
    elif not _within_a_month(within):
        yield Finding(place, f"is {within}, longer than a month", "Write P1M or less.", "gdpr-14-3-a")


def _within_a_month(period: Period) -> bool:
    return period.add_to(_SHORTEST_MONTH) <= ONE_MONTH.add_to(_SHORTEST_MONTH)


def _fresh(place: str, attest: Attestation, today: date) -> Iterator[Finding]:
    if not isinstance(attest.on, Unstated) and attest.on > today:
        problem = f"is {attest.on}, which is still to come"
        yield Finding(place, problem, "Write the day on which it was seen to hold.", "gdpr-32-1-d")
    elif attest.last_day is not None and attest.last_day < today:
        problem = f"is {attest.on}, which was good until {attest.last_day}"
        yield Finding(place, problem, "Look again, and write the day.", "gdpr-32-1-d")


def _changes(record: Record) -> Iterator[Finding]:
    changes, version = record.changes, record.edition.version
    if changes and changes[0].version != version:
        problem = f'is "{changes[0].version}", but record.version is "{version}"'
        advice = "Write the newest change first, under the record's version."
        yield Finding("change[0].version", problem, advice, "gdpr-5-2")
    for number, (newer, older) in enumerate(pairwise(changes), start=1):
        if older.on > newer.on:
            problem = f"is {older.on}, later than {newer.on} above it"
            yield Finding(f"change[{number}].on", problem, "Write the newest change first.", "gdpr-5-2")
