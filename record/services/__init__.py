"""
What services of others bring into the record: a file a service, each a piece of a record.

An enabled ``[[service]]`` adds its piece to the owner's tables before anything is read, so the notice, the
table of storage, the transfer, the question to visitors, the Content-Security-Policy and the loader all
follow from one line, and every rule judges the whole. In a piece, ``{measurement_id}`` stands for the key
of that name of the service, and ``{property}`` for what follows its "G-".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from record.law import LANGUAGES

HERE = Path(__file__).parent
#: What every service needs: the cookie that remembers the choice, and why it may.
CHOICE = "choice"
KINDS = tuple(sorted(path.stem for path in HERE.glob("*.toml") if path.stem != CHOICE))
#: Services that are switched on by a key of the owner's own.
KEYED = ("google_analytics",)
MEASUREMENT_ID = r"G-[A-Z0-9]{4,16}"


@dataclass(frozen=True, slots=True)
class Extended:
    """A raw record with the pieces of its services, and who brought which entry."""

    raw: dict[str, Any]
    brought: dict[str, str]  # "recipient[3]" -> "service[0]"; entries that the owner wrote are not in it


def extended(raw: Mapping[str, Any]) -> Extended:
    """
    *raw* with the pieces of its enabled services after the owner's own entries.

    What is malformed stays as it is and brings nothing: the reading that follows says so.
    """
    whole: dict[str, Any] = dict(raw)
    brought: dict[str, str] = {}
    for service, piece in _pieces(raw):
        for table, entries in piece.items():
            there = whole.get(table, [])
            if isinstance(there, list):
                whole[table] = [*there, *_in_languages(entries, raw)]
                new = range(len(there), len(whole[table]))
                brought |= {f"{table}[{number}]": service for number in new}
    return Extended(whole, brought)


def _pieces(raw: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The piece of each service that is switched on, each kind once, and the choice's before the first."""
    declared = raw.get("service", [])
    seen: set[str] = set()
    for number, service in enumerate(declared if isinstance(declared, list) else []):
        if isinstance(service, dict) and service.get("kind") in KINDS and _is_on(service):
            at, kind = f"service[{number}]", service["kind"]
            if not seen:
                yield at, _parsed(CHOICE)
            if kind not in seen:
                yield at, _piece(service)
            seen.add(kind)


def category(kind: str) -> str:
    """The id of the category that a service of this kind waits for."""
    id: str = _parsed(kind)["category"][0]["id"]
    return id


def _is_on(service: Mapping[str, Any]) -> bool:
    if service["kind"] in KEYED:
        id = service.get("measurement_id")
        return isinstance(id, str) and re.fullmatch(MEASUREMENT_ID, id, re.ASCII) is not None
    return service.get("enabled") is True


def _piece(service: Mapping[str, Any]) -> dict[str, Any]:
    id = service.get("measurement_id", "") if service["kind"] in KEYED else ""
    keys = {"{measurement_id}": id, "{property}": id.removeprefix("G-")}  # gtag names its cookie so
    filled: dict[str, Any] = _filled(_parsed(service["kind"]), keys)
    return filled


@cache
def _parsed(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


def _filled(value: Any, keys: Mapping[str, str]) -> Any:
    """*value* with what the braces name."""
    match value:
        case dict():
            return {name: _filled(inner, keys) for name, inner in value.items()}
        case list():
            return [_filled(inner, keys) for inner in value]
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
