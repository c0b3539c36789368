"""
DATA/tombstones/log: the copy of the tombstones that goes into no backup.

One line each, tabs between: day, what, ref. It holds random ids and keyed hashes alone. Table and file are
compared as heaps of equal lines, never by number: a restored table counts its rows anew. So a kill between
the writing here and anything else costs nothing: the next round adds what is missing, once.
"""

import fcntl
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, select

from formhandler import layout
from formhandler.backups.tombstones import RELEASED, SUPPRESSED
from formhandler.schema import tombstone
from formhandler.vault import files

FOLDER, NAME = "tombstones", "log"
#: How long a backup is kept, as the notice says.
BACKUPS_KEPT = timedelta(days=30)
#: An erasure is remembered for longer than any backup that could undo it lives.
KEPT = BACKUPS_KEPT + timedelta(days=15)
FOR_EVER = (SUPPRESSED, RELEASED)

_seen: dict[Path, tuple[int, int, int]] = {}  # newest row, their number and the file's size, when they agreed


@dataclass(frozen=True, slots=True)
class Line:
    """One tombstone."""

    day: date  # Europe/Helsinki
    what: str  # a table's name, SUPPRESSED or RELEASED
    ref: str

    def __str__(self) -> str:
        return f"{self.day.isoformat()}\t{self.what}\t{self.ref}\n"


class LogBroken(Exception):
    """The file of tombstones holds a line that is none, or cannot be read; the text says where."""


def path_of(data: Path) -> Path:
    return data / FOLDER / NAME


def copy_out(engine: Engine, data: Path, *, today: date) -> int:
    """
    Append what the table knows and the file does not, and see it to the disk. Returns how many lines.

    Erasures that no backup can undo any more are left out: `shorten` has taken them from the file.

    Raises:
        LogBroken: the file is damaged.
        OSError: it cannot be written, as on a full disk; what was written of a line is mended next time.
    """
    path = path_of(data)
    with engine.connect() as db:
        newest, number = db.execute(select(func.max(tombstone.c.seq), func.count(tombstone.c.seq))).one()
        if not number or _seen.get(path) == (newest, number, _size(path)):
            return 0
        with _locked(data):
            lines = waiting(db, data, today=today)
            _append(path, lines)
            _seen[path] = (newest, number, _size(path))
    return len(lines)


def lacking(db: Connection, data: Path) -> list[Line]:
    """What the file knows and this database does not, in its order: it must be replayed."""
    return _lacking(read(data), _rows(db))


def waiting(db: Connection, data: Path, *, today: date) -> list[Line]:
    """What the file lacks: it waits for the next `copy_out`."""
    return _lacking(_lasting(_rows(db), today), read(data))


def read(data: Path) -> list[Line]:
    """
    Every whole line; none where there is no file. A last line that was cut off does not count.

    Raises:
        LogBroken: another one is none.
    """
    return _read(path_of(data))


def _read(path: Path) -> list[Line]:
    try:
        text = path.read_text("ascii")
    except FileNotFoundError:
        return []
    except ValueError:
        raise LogBroken(f"{path}: not a file of tombstones; put it back from a copy of DATA") from None
    whole, _, _cut_off = text.rpartition("\n")
    return [_parse(path, n, line) for n, line in enumerate(whole.split("\n"), start=1)] if whole else []


def forget(db: Connection, *, today: date) -> int:
    """Delete the table's erasures that no backup can undo any more. Prohibitions and releases stay."""
    old = tombstone.c.what.not_in(FOR_EVER) & (tombstone.c.day < today - KEPT)
    return db.execute(delete(tombstone).where(old)).rowcount


def take_in(data: Path, other: Path) -> int:
    """
    Append what *other*, a copy of such a file, knows and ours does not: ours may have gone with its disk.

    Raises:
        LogBroken: one of them is damaged.
    """
    known = _read(other)
    if not known:
        return 0
    with _locked(data):
        lines = _lacking(known, read(data))
        _append(path_of(data), lines)
    return len(lines)


def shorten(data: Path, *, today: date) -> int:
    """The same in the file; it goes first, for what it knows and the table does not stops the server."""
    if not path_of(data).exists():
        return 0
    with _locked(data):
        lines = read(data)
        left = _lasting(lines, today)
        if len(left) != len(lines):
            mode = layout.mode(data, alone=0o600, both=0o640)
            files.replace(path_of(data), "".join(map(str, left)).encode(), mode)
    return len(lines) - len(left)


def _rows(db: Connection) -> list[Line]:
    columns = select(tombstone.c.day, tombstone.c.what, tombstone.c.ref).order_by(tombstone.c.seq)
    return [Line(*row) for row in db.execute(columns)]


def _lasting(lines: list[Line], today: date) -> list[Line]:
    return [line for line in lines if line.what in FOR_EVER or line.day >= today - KEPT]


def _lacking(known: list[Line], there: list[Line]) -> list[Line]:
    left, found = Counter(there), []
    for line in known:
        if left[line]:
            left[line] -= 1
        else:
            found.append(line)
    return found


def _parse(path: Path, n: int, line: str) -> Line:
    try:
        day, what, ref = line.split("\t")
        return Line(date.fromisoformat(day), what, ref)
    except ValueError:
        raise LogBroken(
            f"{path}, line {n}: not a tombstone; mend the line or put the file back from a copy of DATA"
        ) from None


def _append(path: Path, lines: list[Line]) -> None:
    with path.open("rb+") as file:
        content = file.read()
        file.truncate(content.rfind(b"\n") + 1)  # a line that a kill or a full disk cut off
        file.seek(0, os.SEEK_END)
        file.write("".join(map(str, lines)).encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else -1


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    folder = data / FOLDER
    if not folder.exists():
        folder.mkdir()
        mode = layout.mode(data, alone=0o700, both=0o750)
        folder.chmod(mode | (folder.stat().st_mode & 0o2000))  # the group's bit, that new files are its own
    layout.begin(path_of(data), layout.mode(data, alone=0o600, both=0o640))
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.fsync(descriptor)
        yield
    finally:
        os.close(descriptor)
