"""A log in blocks of whole lines, so that memory has a bound, whatever the log is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

AT_ONCE = 2 * 1024 * 1024  # bytes that are read at once
LONGEST = 64 * 1024  # bytes of a line; a web server writes none of that length


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some lines that follow each other."""

    raw: bytes  # with the line ends
    end: int  # where the next block begins, in bytes from the beginning of the file

    @property
    def lines(self) -> list[bytes]:
        """Without their ends."""
        lines = self.raw.split(b"\n")
        if not lines[-1]:
            lines.pop()
        return lines


def read(opened: BinaryIO, offset: int, *, at_once: int = AT_ONCE) -> Iterator[Block]:
    """
    What stands in a file from *offset* on, to its last whole line.

    A line without an end is left for the next time, when more of it may be there; one that is longer than
    LONGEST comes in pieces, of which none can be a line of ours.
    """
    opened.seek(offset)
    rest = b""
    while more := opened.read(at_once):
        lines, newline, rest = (rest + more).rpartition(b"\n")
        raw = lines + newline
        if not raw and len(rest) > LONGEST:
            raw, rest = rest, b""
        if raw:
            offset += len(raw)
            yield Block(raw=raw, end=offset)


def number(opened: BinaryIO, offset: int) -> int:
    """How many lines end before *offset*, for whoever has to find one."""
    opened.seek(0)
    found = 0
    while offset > 0 and (some := opened.read(min(AT_ONCE, offset))):
        found += some.count(b"\n")
        offset -= len(some)
    return found
