"""
A table of figures: made once, shown on the page, and handed out as CSV and JSON; so all three are the same.

The numbers are as exact as they are shown: a share in tenths of a percent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from formhandler.charts import strip

Number = int | float | None


class Kind(StrEnum):
    """What a column's numbers are."""

    COUNT = "count"  # how many; a whole number
    SHARE = "share"  # 0 to 1


class Look(StrEnum):
    """What a row is among the others."""

    PLAIN = "plain"
    GROUP = "group"  # the sum of the rows under it
    UNDER = "under"  # part of the group above it
    REST = "rest"  # what is not shown row by row, summed up


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One kind of number."""

    id: str  # in JSON, and in the address that orders by it
    name: str
    kind: Kind = Kind.COUNT
    sort: str = ""  # what the address says to order the rows by it; "": it does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A name and its numbers, one for each column; None where there is none."""

    name: str  # in words
    numbers: tuple[Number, ...]
    key: str = ""  # what it is in the database, or an ISO date; "" where the name says it
    group: str = ""  # the name of the group that it is under
    look: Look = Look.PLAIN
    part: float | None = None  # of the largest row: 0 to 1, for the strip
    marks: tuple[str, ...] = ()  # the numbers of the notes of its days

    @property
    def strip(self) -> Markup:
        """The part as a picture; nothing where there is none."""
        return Markup("") if self.part is None else strip(self.part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a heading."""

    id: str
    caption: str
    head: str  # what the rows' names are
    columns: Sequence[Column]
    rows: Sequence[Row]
    sort: str = ""  # by which column the rows are ordered, where that can be chosen
    name_sort: str = ""  # what the address says to order the rows by their names
    hidden: int = 0  # rows that are summed up in the last one
    whole: bool = False  # all rows are shown because that was asked for
    hint: str = ""  # how to read it
    empty: str = ""  # what to say when there is no row
    grouped: bool = False  # the rows stand under groups

    @property
    def figures(self) -> list[list[Number]]:
        """The numbers alone, row by row."""
        return [list(row.numbers) for row in self.rows]


def share(part: float, whole: float) -> float | None:
    """*part* of *whole* in tenths of a percent, 0 to 1; None of nothing."""
    return round(part / whole, 3) if whole else None
