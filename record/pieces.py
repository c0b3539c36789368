"""
Pieces of a record: what one line of the owner's brings along, in the shape of the record itself.

The line is a service of others that is switched on (record/services/) or the way in which visits are counted
(record/ways/). Its piece stands after the owner's own entries before anything is read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from record.law import LANGUAGES

#: Tables that a piece may begin. Any other is the owner's to have: a piece alone must not stand for it.
NEW = ("recipient", "storage", "log")


@dataclass(frozen=True, slots=True)
class Piece:
    """Tables of entries, and the line that brings them."""

    by: str  # a place of the owner's file: "service[0]", "counting.mode"
    tables: Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Extended:
    """A raw record with its pieces, and who brought which entry."""

    raw: dict[str, Any]
    brought: dict[str, str]  # "recipient[3]" -> "service[0]"; entries that the owner wrote are not in it


def extended(raw: Mapping[str, Any], pieces: Iterable[Piece]) -> Extended:
    """
    *raw* with *pieces* after the owner's own entries.

    What is malformed stays as it is: the reading that follows says so.
    """
    whole: dict[str, Any] = dict(raw)
    brought: dict[str, str] = {}
    for piece in pieces:
        for table, entries in piece.tables.items():
            there = whole.get(table, [] if table in NEW else None)
            if isinstance(there, list):
                whole[table] = [*there, *_in_languages(entries, raw)]
                new = range(len(there), len(whole[table]))
                brought |= {f"{table}[{number}]": piece.by for number in new}
    return Extended(whole, brought)


@cache
def parsed(path: Path) -> dict[str, Any]:
    """A file of ours; nobody changes what is returned."""
    return tomllib.loads(path.read_text("utf-8"))


def filled(value: Any, keys: Mapping[str, str]) -> Any:
    """*value* with what the braces name."""
    match value:
        case dict():
            return {name: filled(inner, keys) for name, inner in value.items()}
        case list():
            return [filled(inner, keys) for inner in value]
        case str():
            for brace, key in keys.items():
                value = value.replace(brace, key)
    return value


def _in_languages(value: Any, raw: Mapping[str, Any]) -> Any:
    """*value* with every text in the record's languages alone: a piece has them all."""
    edition = raw.get("record")
    wanted = edition.get("languages") if isinstance(edition, dict) else None
    return _trimmed(value, wanted) if isinstance(wanted, list) else value


def _trimmed(value: Any, wanted: list[Any]) -> Any:
    match value:
        case dict() if set(value) == set(LANGUAGES):
            return {lang: words for lang, words in value.items() if lang in wanted}
        case dict():
            return {name: _trimmed(inner, wanted) for name, inner in value.items()}
        case list():
            return [_trimmed(inner, wanted) for inner in value]
    return value
