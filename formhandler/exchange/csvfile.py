"""
A CSV file as banks, Excel and customer registers write them, row by row in constant memory.

The first row that is not empty names the columns. The character that stands most often in it, outside
quotes, is what lies between cells: semicolon, tab or comma; Excel's line ``sep=;`` decides when it is there.
A row has as many cells as the header, or it is refused: with fewer it broke off, with more a cell holds a
separator that should stand in quotes, and its values would get into wrong columns. A formula is text.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from formhandler.exchange import encoding

SEPARATORS = (";", "\t", ",")
LINE = 1 << 18  # characters of one line; longer ones are passed over unread
MOST_COLUMNS = 500
UNREADABLE = "\ufffd"


class Why(StrEnum):
    """Why a row, or a whole file, is not read; words.py says it to people."""

    TOO_LONG = "a cell or line is too long"
    NUL = "it holds a NUL byte"
    UNREADABLE = "it holds a character that is not of the file's encoding"
    FEWER = "it has fewer cells than the header"
    MORE = "it has more cells than the header"
    EMPTY = "the file has no header"
    COLUMNS = "the header has too many columns"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file on which it begins, from 1, and its cells as they stand there."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not read, from line *line* to line *last*."""

    line: int
    last: int
    why: Why


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is written."""

    encoding: str
    separator: str
    digest: str  # SHA-256, hex
    size: int  # bytes
    header: tuple[str, ...]  # each name once: the second "Puhelin" is "Puhelin (2)", a nameless one "#3"


class BadFile(Exception):
    """A file that cannot be taken at all."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def look(file: BinaryIO) -> Shape:
    """
    Find out how *file* is written; reads all of it once.

    Raises:
        BadFile: it has no header, or none that can be read.
    """
    written = encoding.examine(file)
    separator = _separator(_lines(file, written.encoding))
    header = next(_parsed(_lines(file, written.encoding), separator), None)
    if header is None:
        raise BadFile(Why.EMPTY)
    if isinstance(header, Refused):
        raise BadFile(header.why)
    if len(header.cells) > MOST_COLUMNS:
        raise BadFile(Why.COLUMNS)
    return Shape(written.encoding, separator, written.digest, written.size, _names(header.cells))


def rows(file: BinaryIO, shape: Shape) -> Iterator[Row | Refused]:
    """The rows below the header, empty ones left out; `file.tell()` says how far the reading is."""
    found = _parsed(_lines(file, shape.encoding), shape.separator)
    next(found)
    width = len(shape.header)
    for row in found:
        yield row if isinstance(row, Refused) else _wide(row, width)


def _wide(row: Row, width: int) -> Row | Refused:
    if len(row.cells) < width:
        return Refused(row.line, row.line, Why.FEWER)
    if any(cell.strip() for cell in row.cells[width:]):
        return Refused(row.line, row.line, Why.MORE)
    return Row(row.line, row.cells[:width])


class _Lines:
    """
    The lines of a file, for csv.reader: none is longer than LINE, and none holds a NUL.

    What is wrong with a line is told once, by `fault`: its row is refused then, whatever else it holds.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.number = 0  # of the line that was read last
        self.fault: Why | None = None

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LINE and not line.endswith(("\n", "\r")):
            self._pass_over()
            self.fault = Why.TOO_LONG
            return "\n"
        if "\0" in line:
            self.fault = self.fault or Why.NUL
            line = line.replace("\0", "")
        return line

    def _pass_over(self) -> None:
        while (more := self._text.readline(LINE)) and not more.endswith(("\n", "\r")):
            pass


def _lines(file: BinaryIO, encoding: str) -> _Lines:
    file.seek(0)
    # A wrapper that is let go of closes what it wraps; the file is its opener's.
    text = _Borrowed(file, encoding=encoding, errors="replace", newline="")
    return _Lines(text)


class _Borrowed(io.TextIOWrapper):
    def __del__(self) -> None:
        if not self.closed:
            self.detach()


def _parsed(lines: _Lines, separator: str) -> Iterator[Row | Refused]:
    """The rows of the file, empty ones and the line ``sep=`` left out."""
    reader = csv.reader(lines, delimiter=separator)
    while True:
        before, lines.fault = lines.number + 1, None
        try:
            cells = next(reader)
        except StopIteration:
            if lines.fault:
                yield Refused(before, lines.number, lines.fault)
            return
        except csv.Error:  # a cell longer than csv.field_size_limit(), as an unclosed quote makes one
            yield Refused(before, lines.number, Why.TOO_LONG)
            continue
        if lines.fault:
            yield Refused(before, lines.number, lines.fault)
        elif any(UNREADABLE in cell for cell in cells):
            yield Refused(before, lines.number, Why.UNREADABLE)
        elif any(cells) and not (before == 1 and _told(cells, separator)):
            yield Row(before, tuple(cells))


def _told(cells: list[str], separator: str) -> bool:
    return cells in (["sep=", ""], [f"sep={separator}"])


def _separator(lines: _Lines) -> str:
    """Of the first line that is not empty."""
    line = next((line for line in lines if line.strip()), "")
    if line.startswith("sep=") and line[4:5] in SEPARATORS:
        return line[4]
    bare = "".join(line.split('"')[::2])  # what stands outside quotes
    times = Counter(char for char in bare if char in SEPARATORS)
    return max(SEPARATORS, key=lambda one: times[one])


def _names(cells: tuple[str, ...]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"#{place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
