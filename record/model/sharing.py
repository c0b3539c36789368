"""Who else sees the data, and by which ways marketing may reach a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from record import kinds
from record.table import Table
from record.text import Text, Unstated

ROLES = ("processor", "controller", "authority")
TRANSFERS = ("none", "adequacy", "scc", "consent")
CHANNELS = ("email", "sms", "phone", "post")
PERMISSIONS = ("opt-in", "soft-opt-in", "opt-out")
STOPS = ("reply", "web", "phone", "post", "one-click")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Someone else who gets data, by name: "our partners" is nobody."""

    id: str
    role: str  # one of ROLES
    name: Text | Unstated
    task: Text
    country: str | Unstated  # ISO 3166-1 alpha-2
    agreement: str | Unstated | None = field(
        metadata={"public": False}
    )  # file or https://; a processor has one
    groups: tuple[str, ...]
    hosts: tuple[str, ...]  # names of machines of theirs that our server speaks to
    transfer: str | Unstated  # one of TRANSFERS: how data leaves the EEA lawfully

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            role=table.need("role", kinds.one_of(*ROLES)),
            name=table.need("name", kinds.or_ask(kinds.name)),
            task=table.need("task", kinds.text),
            country=table.need("country", kinds.or_ask(kinds.country), serves="gdpr-13-1-f"),
            agreement=table.may("agreement", kinds.or_ask(kinds.document)),
            groups=table.need("groups", kinds.list_of(kinds.slug)),
            hosts=table.may("hosts", kinds.list_of(kinds.host), ()),
            transfer=table.need("transfer", kinds.or_ask(kinds.one_of(*TRANSFERS)), serves="gdpr-13-1-f"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way of direct marketing, and the permission it needs from people and from companies."""

    id: str  # one of CHANNELS
    name: Text
    purpose: str
    natural: str  # one of PERMISSIONS, for people
    legal: str  # one of PERMISSIONS, for companies
    law: tuple[str, ...]
    stop: tuple[str, ...]  # the ways to say no
    enabled: bool

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.one_of(*CHANNELS)),
            name=table.need("name", kinds.text),
            purpose=table.need("purpose", kinds.slug),
            natural=table.need("natural", kinds.one_of(*PERMISSIONS)),
            legal=table.need("legal", kinds.one_of(*PERMISSIONS), serves="fi-svpl-202"),
            law=table.need("law", kinds.list_of(kinds.citation)),
            stop=table.need("stop", kinds.list_of(kinds.one_of(*STOPS)), serves="gdpr-21-3"),
            enabled=table.need("enabled", kinds.boolean),
        )
