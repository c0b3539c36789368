"""
A CSV file as rows of the columns that are wanted, one line at a time.

What is not wanted (browsers, sessions, places of visitors) is dropped with the line it stands in. RFC 4180 as
the exports write it: UTF-8 with or without a byte order mark, a header, quotation marks doubled.
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from operator import itemgetter
from typing import Protocol

from formhandler.imports.fault import Fault, Place, What

LONGEST = 64 * 1024  # bytes of a line; more is no export, and would be read into memory as a whole
DIGITS = re.compile(r"[0-9]{1,12}", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Lines(Protocol):
    """What is asked of a file, packed or not."""

    def readline(self, limit: int = ..., /) -> bytes:
        """The next line, or so many bytes of it; nothing at the end."""


@dataclass(frozen=True, slots=True)
class Table:
    """The wanted columns of one file, two or more."""

    file: Lines
    columns: Sequence[str]
    optional: Sequence[str] = ()  # an empty cell where the file has no such column
    aliases: Mapping[str, str] | None = None  # how a column is called in the file → its name here
    member: str = ""  # which file of a zip

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """
        Each row's line number and its cells, `columns` first and then `optional`.

        Raises:
            Fault: the first thing that is wrong, with its line.
        """
        reader = csv.reader(self._lines(), strict=True)
        try:
            header = next(reader, None)
            if header is None:
                raise Fault(What.EMPTY, Place(member=self.member))
            pick = self._pick(header)
            for row in reader:
                if not row:
                    continue
                if len(row) != len(header):
                    raise Fault(What.CELLS, self.at(reader.line_num), f"{len(row)} / {len(header)}")
                row.append("")  # what an optional column that is missing picks
                yield reader.line_num, pick(row)
        except csv.Error as error:
            raise Fault(What.CSV, self.at(reader.line_num), str(error)) from error

    def at(self, line: int, column: str = "") -> Place:
        return Place(member=self.member, line=line, column=column)

    def number(self, text: str, line: int, column: str) -> int:
        """A whole number, 0 or more."""
        if not DIGITS.fullmatch(text):
            raise Fault(What.NUMBER, self.at(line, column), text)
        return int(text)

    def day(self, text: str, line: int, column: str, *, today: date) -> date:
        """See `read_day`."""
        return read_day(text, self.at(line, column), today=today)

    def _lines(self) -> Iterator[str]:
        for number in count(1):
            line = self.file.readline(LONGEST + 1)
            if not line:
                return
            if len(line) > LONGEST:
                raise Fault(What.LONG, self.at(number))
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise Fault(What.TEXT, self.at(number)) from error

    def _pick(self, header: list[str]) -> Callable[[list[str]], tuple[str, ...]]:
        aliases = self.aliases or {}
        names = [aliases.get(name, name) for name in header]
        for column in self.columns:
            if column not in names:
                raise Fault(What.COLUMN, self.at(1, column), ",".join(header))
        places = [
            names.index(column) if column in names else len(names)
            for column in (*self.columns, *self.optional)
        ]
        return itemgetter(*places)


def read_day(text: str, place: Place, *, today: date) -> date:
    """
    A calendar date, as 2026-03-01, that has come.

    Raises:
        Fault: anything else.
    """
    try:
        found = date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError as error:
        raise Fault(What.DATE, place, text) from error
    if found > today:
        raise Fault(What.FUTURE, place, text)
    return found
