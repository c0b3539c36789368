"""The forms, field by field. What a form does not declare, the server refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from record import kinds
from record.table import Table
from record.text import Text

FIELD_KINDS = ("name", "email", "phone", "text")
# Characters: at worst twelve bytes each when urlencoded, which fits the server's 64 KiB with the rest.
_LONGEST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field that a visitor sees. Its id is that of the group field that stores it."""

    id: str
    kind: str  # one of FIELD_KINDS
    required: bool
    max: int  # characters
    label: Text
    hint: Text | None

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            kind=table.need("kind", kinds.one_of(*FIELD_KINDS)),
            required=table.need("required", kinds.boolean, serves="gdpr-13-2-e"),
            max=table.need("max", kinds.whole_number(1, _LONGEST)),
            label=table.need("label", kinds.text, serves="gdpr-12-1"),
            hint=table.may("hint", kinds.text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form, its addresses in every language, and what happens to what it sends."""

    id: str
    action: Text  # where it posts
    page: Text  # the static page that holds it
    thanks: Text
    receipt: Text  # where its sender comes back with the receipt code
    purpose: str
    spam_retention: str  # retention of messages in quarantine
    optional_consents: tuple[str, ...]  # purposes that a visitor may accept with it
    anonymous_ok: bool
    fields: tuple[FormField, ...]

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            action=table.need("action", kinds.paths),
            page=table.need("page", kinds.paths),
            thanks=table.need("thanks", kinds.paths),
            receipt=table.need("receipt", kinds.paths),
            purpose=table.need("purpose", kinds.slug, serves="gdpr-13-1-c"),
            spam_retention=table.need("spam_retention", kinds.slug, serves="gdpr-13-2-a"),
            optional_consents=table.may("optional_consents", kinds.list_of(kinds.slug, least=0), ()),
            anonymous_ok=table.need("anonymous_ok", kinds.boolean, serves="gdpr-13-2-e"),
            fields=table.tables("field", FormField.read),
        )
