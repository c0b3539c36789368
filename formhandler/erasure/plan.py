"""What an erasure takes, and what it has to leave (GDPR Art. 17(1), 17(3)(b))."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from formhandler.register import clocks
from formhandler.register.card import Card, Entry
from formhandler.register.clocks import Standing
from record import Record
from record.model.purpose import DUTY, Purpose
from record.model.retention import Retention


@dataclass(frozen=True, slots=True, kw_only=True)
class Staying:
    """An entry that a law has us keep: for these purposes alone from now on, and no longer than for them."""

    entry: Entry
    purposes: tuple[str, ...]
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why something stays: some entries of one group, for one purpose, by one law."""

    group: str
    purpose: Purpose
    rule: Retention
    until: date  # of the last of them
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of each entry of a card, its history too."""

    going: tuple[Entry, ...]
    staying: tuple[Staying, ...]


def of(record: Record, card: Card, standing: Standing, *, today: date) -> Plan:
    """
    The plan for *card*.

    A name is kept for the accounts only where there is something to account for: what a duty shares with
    other purposes stays beside an entry of the duty's own, and goes without one (Art. 5(1)(c)). A corrected
    entry stays with its correction where a law has the books kept: what they said first is a part of them.
    """
    due = {entry.id: _due(record, entry, standing, today) for entry in card.entries}
    matters = {id for entry in card.entries for id in due[entry.id] if entry.group in _own(record, id)}
    going, staying = [], []
    for entry in card.entries:
        purposes = tuple(id for id in due[entry.id] if id in matters or not _own(record, id))
        if purposes:
            until = clocks.last_day(record, purposes, entry.of, standing)
            staying.append(Staying(entry=entry, purposes=purposes, until=until))
        else:
            going.append(entry)
    return Plan(going=tuple(going), staying=tuple(staying))


def _due(record: Record, entry: Entry, standing: Standing, today: date) -> tuple[str, ...]:
    """Purposes for which a law has *entry* kept today."""
    lawful = clocks.lawful(record, entry.purposes)
    return tuple(id for id in lawful if clocks.last_day(record, (id,), entry.of, standing) >= today)


def _own(record: Record, purpose: str) -> frozenset[str]:
    """The groups of *purpose* that are kept by law alone, as invoices are; none: it can't be told by them."""
    found = set()
    for group in record.purpose(purpose).groups:
        serving = [one.id for one in record.purposes if group in one.groups]
        if len(clocks.lawful(record, serving)) == len(serving):
            found.add(group)
    return frozenset(found)


def grounds(record: Record, plan: Plan, standing: Standing) -> Iterator[Ground]:
    """Why what stays does, in the record's order of groups and purposes."""
    for group in record.groups:
        for purpose in record.purposes:
            some = [one for one in plan.staying if one.entry.group == group.id and purpose.id in one.purposes]
            if some:
                days = [clocks.last_day(record, (purpose.id,), one.entry.of, standing) for one in some]
                rule = record.retention(purpose.retention)
                yield Ground(group=group.id, purpose=purpose, rule=rule, until=max(days), n=len(some))


def counted(entries: Iterable[Entry]) -> Mapping[str, int]:
    """How many entries of each group."""
    found: dict[str, int] = {}
    for entry in entries:
        found[entry.group] = found.get(entry.group, 0) + 1
    return found


def duty(record: Record, table: str) -> Purpose | None:
    """The purpose by which a law has us keep what the record's columns of *table* hold; None: none does."""
    groups = {
        group.id
        for group in record.groups
        if any(field.column.partition(".")[0] == table for field in group.fields)
    }
    return next((one for one in record.purposes if DUTY in one.bases and groups & set(one.groups)), None)
