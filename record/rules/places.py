"""Naming places as the file does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def numbered(place: str, entries: Iterable[T]) -> Iterator[tuple[str, T]]:
    """The entries of ``[[place]]`` with their places: ``purpose[0]``, ``purpose[1]``."""
    return ((f"{place}[{number}]", entry) for number, entry in enumerate(entries))
