"""Walking and changing a record as TOML gives it: dicts, lists and values."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

MISSING = object()


@cache
def parsed(file: Path) -> dict[str, Any]:
    """The raw record, shared: change it with `changed`, which copies what it touches."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def keys_of(value: Any, place: str = "") -> Iterator[str]:
    """Every key inside a record, as a dotted place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            at = f"{place}.{key}" if place else key
            yield at
            yield from keys_of(inner, at)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from keys_of(item, f"{place}[{number}]")


def changed(value: Any, place: str, new: Any) -> Any:
    """A copy of a record with another value at *place*, or without that key when *new* is MISSING."""
    if not place:
        return new
    step, rest = re.fullmatch(r"\.?(\w+|\[\d+\])(.*)", place).groups()
    if step.startswith("["):
        number = int(step[1:-1])
        return [*value[:number], changed(value[number], rest, new), *value[number + 1 :]]
    inner = changed(value[step], rest, new)
    return {key: old for key, old in value.items() if key != step} | (
        {} if inner is MISSING else {step: inner}
    )
