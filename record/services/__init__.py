"""
What services of others bring into the record: a file a service, each a piece of a record.

An enabled ``[[service]]`` adds its piece to the owner's tables before anything is read, so the notice, the
table of storage, the transfer, the question to visitors, the Content-Security-Policy and the loader all
follow from one line, and every rule judges the whole. In a piece, ``{measurement_id}`` stands for the key
of that name of the service, and ``{property}`` for what follows its "G-".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
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


def extended(raw: Mapping[str, Any]) -> dict[str, Any]:
    """
    *raw* with the pieces of its enabled services after the owner's own entries.

    What is malformed stays as it is: the reading that follows says so.
    """
    pieces = [_piece(service) for service in _enabled(raw)]
    if not pieces:
        return dict(raw)
    whole = dict(raw)
    for piece in (_parsed(CHOICE), *pieces):
        for table, entries in piece.items():
            if isinstance(whole.get(table, []), list):
                whole[table] = [*whole.get(table, []), *_in_languages(entries, raw)]
    return whole


def _enabled(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    declared = raw.get("service", [])
    for service in declared if isinstance(declared, list) else []:
        if isinstance(service, dict) and service.get("kind") in KINDS:
            key = service.get("measurement_id")
            if (isinstance(key, str) and key) if service["kind"] in KEYED else service.get("enabled") is True:
                yield service


def _piece(service: Mapping[str, Any]) -> dict[str, Any]:
    id = service.get("measurement_id", "")
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
