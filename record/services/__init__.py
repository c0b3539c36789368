"""
What services of others bring into the record: a file a service, each a piece of a record.

An enabled ``[[service]]`` adds its piece to the owner's tables before anything is read (record/pieces.py),
so the notice, the table of storage, the transfer, the question to visitors, the Content-Security-Policy and
the loader all follow from one line, and every rule judges the whole. In a piece, ``{measurement_id}`` stands
for the key of that name of the service, and ``{property}`` for what follows its "G-".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from record.pieces import Piece, filled, parsed

HERE = Path(__file__).parent
KINDS = tuple(sorted(path.stem for path in HERE.glob("*.toml")))
#: Services that are switched on by a key of the owner's own.
KEYED = ("google_analytics",)
MEASUREMENT_ID = r"G-[A-Z0-9]{4,16}"


def pieces(raw: Mapping[str, Any]) -> Iterator[Piece]:
    """The piece of each service that is switched on, each kind once."""
    declared = raw.get("service", [])
    seen: set[str] = set()
    for number, service in enumerate(declared if isinstance(declared, list) else []):
        if isinstance(service, dict) and service.get("kind") in KINDS and _is_on(service):
            if service["kind"] not in seen:
                yield Piece(f"service[{number}]", _piece(service))
            seen.add(service["kind"])


def category(kind: str) -> str:
    """The id of the category that a service of this kind waits for."""
    id: str = parsed(HERE / f"{kind}.toml")["category"][0]["id"]
    return id


def _is_on(service: Mapping[str, Any]) -> bool:
    if service["kind"] in KEYED:
        id = service.get("measurement_id")
        return isinstance(id, str) and re.fullmatch(MEASUREMENT_ID, id, re.ASCII) is not None
    return service.get("enabled") is True


def _piece(service: Mapping[str, Any]) -> dict[str, Any]:
    id = service.get("measurement_id", "") if service["kind"] in KEYED else ""
    keys = {"{measurement_id}": id, "{property}": id.removeprefix("G-")}  # gtag names its cookie so
    whole: dict[str, Any] = filled(parsed(HERE / f"{service['kind']}.toml"), keys)
    return whole
