"""The record for machines: everything public in it, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass
from datetime import date
from typing import Any

from record.law import Citation, LawPack
from record.model import Record
from record.period import MonthDay, Period
from record.text import Text, Unstated


def as_json(record: Record) -> dict[str, Any]:
    """
    Everything that people may read of *record*, ready for `json.dumps`.

    Keys are the record's own, in the plural for tables that repeat. Words are objects by language, dates
    and periods ISO 8601, citations ids that ``law`` explains. A fact that the owner has not stated is
    ``{"unstated": question}``. Left out: columns, paths of the owner's documents, waivers.
    """
    body: dict[str, Any] = plain(record)
    return body | {"law": _law(record.law, sorted(set(_cited(body, record.law))))}


def plain(value: Any) -> Any:
    """A value of the model as JSON has it, without the fields that are not public."""
    match value:
        case Unstated(question):
            return {"unstated": dict(question)}
        case Text():
            return dict(value)
        case Period():
            return value.iso
        case date():
            return value.isoformat()
        case MonthDay():
            return str(value)
        case tuple():
            return [plain(item) for item in value]
        case _ if is_dataclass(value):
            return {
                field.name: plain(getattr(value, field.name)) for field in fields(value) if _is_public(field)
            }
        case _:
            return value


def _is_public(field: Field[Any]) -> bool:
    return bool(field.metadata.get("public", True))


def _cited(value: Any, law: LawPack) -> Iterator[str]:
    """The citation ids inside *value*."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _cited(item, law)
    elif isinstance(value, str) and value in law.citations:
        yield value


def _law(law: LawPack, cited: list[str]) -> dict[str, Any]:
    return {
        "pack": law.id,
        "checked": law.checked.isoformat(),
        "citations": {id: _citation(law.cite(id)) for id in cited},
        "authorities": {id: plain(authority) for id, authority in law.authorities.items()},
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "label": plain(citation.label),
        "act": citation.act.number,
        "in_force": citation.act.in_force.isoformat(),
    }
