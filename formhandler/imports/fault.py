"""What can be wrong with a file that is to be imported, and where."""

from dataclasses import dataclass
from enum import Enum, auto


class What(Enum):
    """Each kind of fault; words.py says it."""

    EMPTY = auto()  # not even a header
    TEXT = auto()  # bytes that are no UTF-8
    LONG = auto()  # a line without an end
    CSV = auto()  # a quotation mark that is never closed, and the like
    COLUMN = auto()  # a column is not in the header
    CELLS = auto()  # more or fewer cells than the header has
    DATE = auto()
    FUTURE = auto()
    NUMBER = auto()
    TRUTH = auto()  # neither true nor false
    ZIP = auto()  # not a zip file, or a damaged one
    GZIP = auto()
    PAGES = auto()  # a zip without the file that has the pages
    MEMBER = auto()  # a zip without another of its files
    JSON = auto()  # a line that is no JSON object as it should be
    VERSION = auto()  # a later version of a format
    NOTHING = auto()  # no day left to import
    FORMAT = auto()  # a line of a log in another format


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the file: the member of a zip, the line (1 is the header), the column's name."""

    member: str = ""
    line: int = 0
    column: str = ""


NOWHERE = Place()


class Fault(Exception):
    """The file cannot be imported, and nothing of it was. *found* is what stands there, shortened."""

    def __init__(self, what: What, place: Place = NOWHERE, found: str = "") -> None:
        super().__init__(what.name, place, found)
        self.what = what
        self.place = place
        self.found = found if len(found) <= 60 else found[:59] + "…"
