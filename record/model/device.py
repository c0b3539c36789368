"""What the site does in a visitor's browser: what it stores there and where it lets the browser go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from record import kinds
from record.period import Period
from record.table import Table
from record.text import Text

SELF = "self"
STORES = ("cookie", "local-storage", "session-storage", "indexed-db", "cache")
LOADS = ("style", "script", "img", "font", "media", "connect", "frame", "form")


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What a visitor chooses as one: necessary things, or things that wait for consent."""

    id: str
    name: Text
    consent: bool
    why: Text
    purpose: str | None  # what consent is asked for; required when the category waits for it

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            name=table.need("name", kinds.text),
            consent=table.need("consent", kinds.boolean),
            why=table.need("why", kinds.text),
            purpose=table.may("purpose", kinds.slug),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Something that stays on the visitor's device."""

    id: str
    kind: str  # one of STORES
    name: str
    host: str  # "self" or a declared host
    category: str
    exempt_because: Text | None  # why it is necessary; required without consent, refused with it
    set_when: Text
    lifetime: Period | str  # "session", or a period
    readable_by: tuple[str, ...]  # "first-party" or ids of recipients
    purpose: str

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            kind=table.need("kind", kinds.one_of(*STORES)),
            name=table.need("name", kinds.string),
            host=table.need("host", kinds.own_or_host),
            category=table.need("category", kinds.slug),
            exempt_because=table.may("exempt_because", kinds.text),
            set_when=table.need("set_when", kinds.text),
            lifetime=table.need("lifetime", kinds.lifetime),
            readable_by=table.need("readable_by", kinds.list_of(kinds.reader)),
            purpose=table.need("purpose", kinds.slug),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A machine that pages may load from. The Content-Security-Policy allows these and no other."""

    host: str  # "self" is our own origin
    category: str
    loads: tuple[str, ...]  # of LOADS
    recipient: str | None  # who runs it; required unless it is our own

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            host=table.need("host", kinds.own_or_host),
            category=table.need("category", kinds.slug),
            loads=table.need("loads", kinds.list_of(kinds.one_of(*LOADS))),
            recipient=table.may("recipient", kinds.slug),
        )
