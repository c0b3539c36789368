"""Whose data, which data, from where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from record import kinds
from record.period import Period
from record.table import Table
from record.text import Text

OWN_SOURCES = ("data-subject", "device")  # the person tells us, or their device does
SOURCE_KINDS = (*OWN_SOURCES, "public-register", "other-register")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A category of people."""

    id: str
    name: Text

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(id=table.need("id", kinds.slug), name=table.need("name", kinds.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One piece of data, and the one column that may hold it."""

    id: str
    name: Text
    column: str = field(metadata={"public": False})  # "table.column", unique over the record
    identifies: bool  # whether it alone tells who someone is
    why: Text | None
    ground: str | None  # citation id; only a field that the law restricts has one (hetu: fi-tsl-29)

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            name=table.need("name", kinds.text),
            column=table.need("column", kinds.column),
            identifies=table.may("identifies", kinds.boolean, False),
            why=table.may("why", kinds.text),
            ground=table.may("ground", kinds.citation),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Data that is collected, shown, kept and erased together."""

    id: str
    name: Text
    special: bool  # a special category of GDPR Art. 9(1)
    ground: str | None  # citation id of the exception in Art. 9(2); required when special
    fields: tuple[Field, ...]

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            name=table.need("name", kinds.text),
            special=table.may("special", kinds.boolean, False),
            ground=table.may("ground", kinds.citation),
            fields=table.tables("field", Field.read),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden:
    """Data that may exist nowhere: every entrance refuses or masks it."""

    id: str
    name: Text
    law: str  # citation id
    say: Text  # the sentence in the notice

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            name=table.need("name", kinds.text),
            law=table.need("law", kinds.citation),
            say=table.need("say", kinds.text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where data comes from. One that is not enabled cannot be chosen anywhere."""

    id: str
    kind: str  # one of SOURCE_KINDS
    name: Text
    groups: tuple[str, ...]
    enabled: bool
    inform_within: Period | None  # required when it is not the person or their device (GDPR Art. 14(3))

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            kind=table.need("kind", kinds.one_of(*SOURCE_KINDS)),
            name=table.need("name", kinds.text),
            groups=table.need("groups", kinds.list_of(kinds.slug)),
            enabled=table.need("enabled", kinds.boolean),
            inform_within=table.may("inform_within", kinds.lasting),
        )
