"""
Which column of a file goes where on a card.

A column that is not mapped is not stored. Only columns that the record declares for the kind of card, and for
whose group it enables the chosen source, can be mapped to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from formhandler.contact import sensitive
from formhandler.exchange import headers
from formhandler.register import clocks, fields
from formhandler.register.card import New
from formhandler.register.fields import Kind
from record import Record

#: Contact persons belong to a company's card, which a row does not name.
KINDS = (fields.PERSON, fields.ORGANISATION)
RELATIONS = (clocks.NONE, clocks.CUSTOMER)


class Why(StrEnum):
    """What is wrong with a mapping; words.py says it to people."""

    SOURCE = "the record enables no such source"
    HEADER = "the file has no such column"
    COLUMN = "no such column can be stored on this kind of card from this source"
    TWICE = "one column of the file is mapped twice"
    HETU = "a column of personal identity codes"
    NOTHING = "no column is mapped"
    NO_HEADER = "the first row is no header: it holds somebody's details"


class BadMapping(Exception):
    """A mapping that cannot be used; *found* is what was asked for, *may* what could be."""

    def __init__(self, why: Why, found: str = "", may: Sequence[str] = ()) -> None:
        super().__init__(f"{why}: {found}")
        self.why, self.found, self.may = why, found, tuple(may)


@dataclass(frozen=True, slots=True)
class Target:
    """A column of a card, and the record's group that declares it."""

    column: str
    kind: Kind
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is done with every row of one file."""

    kind: str  # of KINDS
    source: str  # id of a source of the record
    relation: str  # of RELATIONS
    mapped: tuple[tuple[int, Target], ...]  # place in the row, from 0 → where it goes

    def news(self, cells: Sequence[str], of: date) -> list[New]:
        """The facts of one row, one for each group; not checked yet. Empty cells make none."""
        groups: dict[str, dict[Target, list[str]]] = {}
        for place, target in self.mapped:
            if text := cells[place].strip():
                groups.setdefault(target.group, {}).setdefault(target, []).append(text)
        return [
            New(
                group=group,
                values={target.column: _joined(target.kind, texts) for target, texts in found.items()},
                source=self.source,
                of=of,
            )
            for group, found in groups.items()
        ]


def targets(record: Record, kind: str, source: str) -> dict[str, Target]:
    """
    What a file from *source* can be mapped to on a card of *kind*, by column.

    Raises:
        BadMapping: the record has no such source, enables it not, or for nothing on such a card.
    """
    enabled = {one.id: one.groups for one in record.sources if one.enabled}
    found: dict[str, Target] = {}
    for group in fields.groups(record, kind):
        if group.id in enabled.get(source, ()):
            for one in fields.columns(group, kind):
                found.setdefault(one.column, Target(one.column, one.kind, group.id))
    if not found:
        raise BadMapping(Why.SOURCE, source, [id for id in enabled if _fits(record, kind, enabled[id])])
    return found


def _fits(record: Record, kind: str, groups: Sequence[str]) -> bool:
    return any(group.id in groups for group in fields.groups(record, kind))


def guessed(header: Sequence[str], to: Mapping[str, Target]) -> dict[str, str]:
    """The columns of the file whose names are understood → the card's columns; first names first."""
    basics = {
        target.column.partition(".")[2]: target.column
        for target in to.values()
        if not target.column.startswith(("invoice.", "collection.", "communication."))
    }
    known = {name: basics[part] for name in header if (part := headers.part(name)) in basics}
    return dict(sorted(known.items(), key=lambda one: not headers.is_given(one[0])))


def plan(
    header: Sequence[str],
    wanted: Mapping[str, str],
    to: Mapping[str, Target],
    *,
    kind: str,
    source: str,
    relation: str,
) -> Plan:
    """
    The plan that maps as *wanted*: the file's column → the card's.

    Raises:
        BadMapping: with what is wrong, the first thing only.
    """
    if any("@" in name or sensitive.Kind.HETU in sensitive.kinds(name) for name in header):
        raise BadMapping(Why.NO_HEADER)
    for name, column in wanted.items():
        if name not in header:
            raise BadMapping(Why.HEADER, name, header)
        if headers.is_code(name) and (column not in to or to[column].kind is not Kind.HETU):
            raise BadMapping(Why.HETU, name)
        if column not in to:
            raise BadMapping(Why.COLUMN, column, sorted(to))
    if not wanted:
        raise BadMapping(Why.NOTHING, "", header)
    places = {name: place for place, name in enumerate(header)}
    mapped = tuple((places[name], to[column]) for name, column in wanted.items())
    return Plan(kind=kind, source=source, relation=relation, mapped=mapped)


def _joined(kind: Kind, texts: Sequence[str]) -> str:
    """Several cells for one column: names side by side, an address by its lines, the postcode by its town."""
    if kind is Kind.LINE:
        return " ".join(texts)
    if kind is not Kind.ADDRESS:
        return "\n".join(texts)
    address = ""
    for text in texts:
        after_postcode = address[-5:].isdecimal() and address[-6:-5] in ("", "\n")
        address += (" " if after_postcode else "\n" if address else "") + text
    return address
