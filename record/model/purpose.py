"""Why data is processed, and by what right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from record import kinds
from record.table import Table
from record.text import Text

CONSENT, CONTRACT, DUTY, VITAL, PUBLIC, INTEREST = BASES = (
    "6(1)(a)",
    "6(1)(b)",
    "6(1)(c)",
    "6(1)(d)",
    "6(1)(e)",
    "6(1)(f)",
)
PROVISIONS = ("voluntary", "contract", "statutory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """Whether a person has to give the data, and what follows if not (GDPR Art. 13(2)(e))."""

    kind: str  # one of PROVISIONS
    consequence: Text

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            kind=table.need("kind", kinds.one_of(*PROVISIONS)),
            consequence=table.need("consequence", kinds.text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """One use of personal data, with its own basis and its own clock."""

    id: str
    name: Text
    basis: str  # one of BASES
    also: str | None  # a second basis, such as the accounting act's beside a contract
    interest: Text | None  # (f): the interest pursued
    balancing: str | None = field(metadata={"public": False})  # (f): the file that weighs it
    law: str | None  # (c): citation id of the duty
    consent: Text | None  # (a): the exact words that people accept
    subjects: tuple[str, ...]
    groups: tuple[str, ...]
    provision: Provision
    retention: str
    profiling: bool
    automated_decision: bool
    logic: Text | None  # how decisions are made; required when they are automated

    @property
    def bases(self) -> tuple[str, ...]:
        """The basis and the second one, if any."""
        return (self.basis,) if self.also is None else (self.basis, self.also)

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            name=table.need("name", kinds.text),
            basis=table.need("basis", kinds.one_of(*BASES)),
            also=table.may("also", kinds.one_of(*BASES)),
            interest=table.may("interest", kinds.text),
            balancing=table.may("balancing", kinds.file),
            law=table.may("law", kinds.citation),
            consent=table.may("consent", kinds.text),
            subjects=table.need("subjects", kinds.list_of(kinds.slug), serves="gdpr-30-1-c"),
            groups=table.need("groups", kinds.list_of(kinds.slug), serves="gdpr-14-1-d"),
            provision=table.table("provision", Provision.read, serves="gdpr-13-2-e"),
            retention=table.need("retention", kinds.slug, serves="gdpr-13-2-a"),
            profiling=table.need("profiling", kinds.boolean, serves="gdpr-13-2-f"),
            automated_decision=table.need("automated_decision", kinds.boolean, serves="gdpr-13-2-f"),
            logic=table.may("logic", kinds.text),
        )
