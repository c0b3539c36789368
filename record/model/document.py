"""The record as a document: its edition, its changes, its site, the wording it asks leave for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Self

from record import kinds
from record.law import LANGUAGES
from record.table import Table
from record.text import Text, Unstated


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which record this is, and where its notice is read."""

    schema: int
    version: str  # shown to people: "2026-09-01", "2026-09-01.2"
    effective_from: date
    languages: tuple[str, ...]  # the first one binds
    law_pack: str
    register: Text  # the register's name
    notice_path: Text
    choices_path: Text  # where visitors see, make and withdraw their choices

    @classmethod
    def read(cls, table: Table) -> Self:
        # Everything else is read in these languages and by this law, so these two come first.
        reading = table.reading
        languages = table.need("languages", kinds.list_of(kinds.one_of(*LANGUAGES)), serves="gdpr-12-1")
        pack = table.need("law_pack", kinds.law_pack)
        reading.begin(languages, pack)
        return cls(
            schema=table.need("schema", kinds.whole_number(1, 1)),
            version=table.need("version", kinds.version),
            effective_from=table.need("effective_from", kinds.day),
            languages=languages,
            law_pack=pack,
            register=table.need("register", kinds.text),
            notice_path=table.need("notice_path", kinds.paths),
            choices_path=table.need("choices_path", kinds.paths, serves="gdpr-7-3"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The public site that the record speaks of."""

    url: str | Unstated  # "https://www.example.fi"
    name: Text

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(url=table.need("url", kinds.or_ask(kinds.site_url)), name=table.need("name", kinds.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line of the notice's change log, newest first."""

    version: str
    on: date
    what: Text

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            version=table.need("version", kinds.version),
            on=table.need("on", kinds.day),
            what=table.need("what", kinds.text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Leave for one hedging word at one place, with the reason why it is true there."""

    word: str = field(metadata={"public": False})  # as the fault quotes it
    place: str = field(metadata={"public": False})  # dotted, without the language: "purpose[0].why"
    reason: str = field(metadata={"public": False})

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            word=table.need("word", kinds.string),
            place=table.need("place", kinds.string),
            reason=table.need("reason", kinds.string),
        )
