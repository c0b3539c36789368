"""A card as its page shows it: by the record's groups, each entry with its past and why it is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from formhandler.register import clocks, fields
from formhandler.register.card import Card, Entry
from formhandler.register.clocks import Standing
from formhandler.register.fields import Kind
from record import Record
from record.model.data import Group
from record.model.purpose import Purpose
from record.model.retention import Retention
from record.text import Text

MASK = "******-****"


@dataclass(frozen=True, slots=True)
class Value:
    """One field of an entry."""

    label: Text | str  # the column itself where the record has dropped it since
    kind: Kind
    lines: tuple[str, ...]

    @property
    def day(self) -> date:
        """Of a value of the kind DAY."""
        return date.fromisoformat(self.lines[0])


@dataclass(frozen=True, slots=True)
class Kept:
    """One purpose of an entry, and until when that one keeps it."""

    purpose: Purpose
    rule: Retention
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One entry, and what stood in its place before, the newest first."""

    entry: Entry
    values: tuple[Value, ...]
    source: Text | str
    kept: tuple[Kept, ...]
    history: tuple["Shown", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One group of the record: what holds now, and what was taken away."""

    id: str
    name: Text | str
    current: tuple[Shown, ...]
    gone: tuple[Shown, ...]
    addable: bool  # an enabled source covers it


def sections(record: Record, card: Card, standing: Standing) -> tuple[Section, ...]:
    """Every group that the card has or may have entries of, in the record's order, dropped ones last."""
    groups = {group.id: group for group in fields.groups(record, card.kind)}
    there = {group.id: group for group in record.groups}
    dropped = dict.fromkeys(entry.group for entry in card.entries if entry.group not in groups)
    return tuple(
        _section(
            record, card, standing, id, there.get(id), addable=id in groups and bool(sources(record, id))
        )
        for id in (*groups, *dropped)
    )


def sources(record: Record, group: str) -> tuple[tuple[str, Text], ...]:
    """Where data of *group* may come from: id and name of the enabled sources that cover it."""
    return tuple((one.id, one.name) for one in record.sources if one.enabled and group in one.groups)


def purposes(record: Record, group: str) -> tuple[Purpose, ...]:
    """What data of *group* may be kept for."""
    return tuple(purpose for purpose in record.purposes if group in purpose.groups)


def changed_since(card: Card, seen: Iterable[int]) -> tuple[Entry, ...]:
    """What is another than when the page was made: new entries, and those that hold no longer."""
    then = set(seen)
    return tuple(
        entry
        for entry in card.entries
        if (entry.current and entry.seq not in then) or (entry.replaced_by == entry.id and entry.seq in then)
    )


def heir(card: Card, entry: Entry) -> Entry:
    """The entry that stands in the place of *entry* now; the last that did, where it was taken away."""
    by_id = {one.id: one for one in card.entries}
    while (later := by_id.get(entry.replaced_by or "", entry)) is not entry:
        entry = later
    return entry


def values(record: Record, entry: Entry) -> tuple[Value, ...]:
    """The fields of *entry* in the record's order, an identity code masked."""
    labels = {field.column: field.name for group in record.groups for field in group.fields}
    order = [column for column in labels if column in entry.values]
    columns = order + [column for column in entry.values if column not in labels]
    return tuple(_value(labels.get(column, column), column, entry) for column in columns)


def _value(label: Text | str, column: str, entry: Entry) -> Value:
    kind = fields.COLUMNS[column][0] if column in fields.COLUMNS else Kind.TEXT
    lines = (MASK,) if kind is Kind.HETU else tuple(entry.values[column].split("\n"))
    return Value(label, kind, lines)


def _section(
    record: Record, card: Card, standing: Standing, id: str, group: Group | None, *, addable: bool
) -> Section:
    own = [entry for entry in card.entries if entry.group == id]
    return Section(
        id=id,
        name=group.name if group else id,
        current=tuple(_shown(record, card, one, standing) for one in own if one.current),
        gone=tuple(_shown(record, card, one, standing) for one in own if one.replaced_by == one.id),
        addable=addable,
    )


def _shown(record: Record, card: Card, entry: Entry, standing: Standing, *, past: bool = True) -> Shown:
    names = {source.id: source.name for source in record.sources}
    before = _before(card, entry) if past else ()
    return Shown(
        entry=entry,
        values=values(record, entry),
        source=names.get(entry.source, entry.source),
        kept=tuple(kept(record, entry, standing)),
        history=tuple(_shown(record, card, one, standing, past=False) for one in before),
    )


def _before(card: Card, entry: Entry) -> tuple[Entry, ...]:
    """What *entry* replaced, and what that had replaced, the newest first."""
    found, at = [], {entry.id}
    for one in reversed(card.entries):  # an entry is younger than what it replaces
        if one.replaced_by in at and one.replaced_by != one.id:
            found.append(one)
            at.add(one.id)
    return tuple(found)


def kept(record: Record, entry: Entry, standing: Standing) -> Iterator[Kept]:
    """Its purposes, the one that keeps it longest first."""
    known = {purpose.id: purpose for purpose in record.purposes}
    some = [
        Kept(
            known[id],
            record.retention(known[id].retention),
            clocks.last_day(record, (id,), entry.of, standing),
        )
        for id in entry.purposes
        if id in known
    ]
    yield from sorted(some, key=lambda kept: kept.until, reverse=True)
