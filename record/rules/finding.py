"""What a rule says: a finding at a place, named as the file names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault as a rule sees it, before anyone knows the file."""

    place: str
    problem: str
    advice: str
    law: str  # citation id of what is missed


def numbered(place: str, entries: Iterable[T]) -> Iterator[tuple[str, T]]:
    """The entries of ``[[place]]`` with their places: ``purpose[0]``, ``purpose[1]``."""
    return ((f"{place}[{number}]", entry) for number, entry in enumerate(entries))
