"""What a visitor's choice needs, whatever it is about: the cookie that remembers it, and the proof of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from record.pieces import Piece, parsed

FILE = Path(__file__).with_name("choice.toml")


def first(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """*pieces*, after the choice's own where there are any: each gives a visitor something to choose."""
    if pieces:
        yield Piece(pieces[0].by, parsed(FILE))
    yield from pieces
