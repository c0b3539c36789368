"""How data is guarded: the log's few fields, and measures that each have a proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from record import kinds
from record.period import Period
from record.table import Table
from record.text import Text, Unstated

LOG_FIELDS = (
    *("time", "method", "path", "status", "bytes", "address", "referrer", "user_agent"),
    *("hour", "navigation", "device", "language", "objection"),  # of the log that visits are counted from
)
ADDRESSES = ("none", "truncated")  # a whole address tells a household: there is no word for it here
MEASURE_KINDS = ("technical", "organisational")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A technical log, and no more than it may say."""

    id: str
    name: Text
    fields: tuple[str, ...]  # of LOG_FIELDS
    address: str  # one of ADDRESSES
    purpose: str
    retention: str

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            name=table.need("name", kinds.text),
            fields=table.need("fields", kinds.list_of(kinds.one_of(*LOG_FIELDS))),
            address=table.need("address", kinds.one_of(*ADDRESSES)),
            purpose=table.need("purpose", kinds.slug, serves="gdpr-13-1-c"),
            retention=table.need("retention", kinds.slug, serves="gdpr-13-2-a"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A person's word that a measure holds, good for a while."""

    by: str | Unstated
    on: date | Unstated
    valid: Period | Unstated

    @property
    def last_day(self) -> date | None:
        """The last day on which the word is good; None while the owner has not given it."""
        if isinstance(self.on, Unstated) or isinstance(self.valid, Unstated):
            return None
        return self.valid.add_to(self.on)

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            by=table.need("by", kinds.or_ask(kinds.string)),
            on=table.need("on", kinds.or_ask(kinds.day)),
            valid=table.need("valid", kinds.or_ask(kinds.lasting)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure of security with exactly one ground to believe it: tests, or a person's word."""

    id: str
    kind: str  # one of MEASURE_KINDS
    say: Text
    proof: tuple[str, ...]  # tests, "tests/…/test_x.py::test_y"
    attest: Attestation | None

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            kind=table.need("kind", kinds.one_of(*MEASURE_KINDS)),
            say=table.need("say", kinds.text),
            proof=table.may("proof", kinds.list_of(kinds.proof), ()),
            attest=table.maybe_table("attest", Attestation.read),
        )
