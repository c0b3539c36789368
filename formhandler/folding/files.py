"""
Which files a log lies in, once it has been rotated, and which of them was being counted.

Beside ``visits.log`` stand the older ones, named after it: ``visits.log.1``, ``visits.log-20261122.gz``. A
file is known again by its device and inode and by a sum of the last bytes that were counted of it: an inode
may be given to another file, and a packed or copied one has another inode. The sum is of the bytes before the
place where counting goes on, not the first ones: lines that tell only the hour begin many a file alike.
"""

import gzip
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

GZIP = ".gz"
DAMAGED = (OSError, EOFError, zlib.error)  # what reading a file may raise
WINDOW = 64 * 1024  # bytes before the place that are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place in a file, as the database keeps it."""

    file: str  # device:inode:sum, the sum a CRC-32 of up to WINDOW bytes before the place
    offset: int  # bytes, of the unpacked file

    @classmethod
    def of(cls, file: "Found", offset: int, tail: bytes) -> Self:
        """The place *offset* of *file*; *tail*: its last WINDOW bytes before that, or all that there are."""
        return cls(file=f"{file.inode}:{zlib.crc32(tail):08x}", offset=offset)

    @property
    def inode(self) -> str:
        """device:inode."""
        return self.file.rpartition(":")[0]

    @property
    def sum(self) -> str:
        """Of the bytes before the place."""
        return self.file.rpartition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file of the log."""

    path: Path
    inode: str  # device:inode
    size: int  # bytes, as it lies there
    modified: float  # seconds UTC since 1970

    @property
    def packed(self) -> bool:
        return self.path.suffix == GZIP

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The file, unpacked. Opening and reading raise DAMAGED."""
        with self.path.open("rb") as raw:
            if self.packed:
                with gzip.open(raw) as unpacked:
                    yield unpacked  # type: ignore[misc]  # it reads and seeks as a file does
            else:
                yield raw


def of(log: Path) -> list[Found]:
    """
    Every file of *log* that there is, the oldest first and the one that is being written last.

    A file that is packed at this very moment lies there twice: the unpacked one stands for both.
    """
    found = []
    for entry in _entries(log):
        stat = entry.stat()
        inode = f"{stat.st_dev}:{stat.st_ino}"
        found.append(
            Found(path=log.parent / entry.name, inode=inode, size=stat.st_size, modified=stat.st_mtime)
        )
    there = {each.path for each in found}
    single = [each for each in found if not (each.packed and each.path.with_suffix("") in there)]
    return sorted(single, key=lambda each: (each.path == log, each.modified, -len(each.path.name)))


def current(files: Sequence[Found], mark: Mark) -> tuple[int, bytes] | None:
    """
    Which of *files* is the one of *mark*, and the bytes before the place; None for none of them.

    First by its inode, then by what is in it alone, the oldest first.
    """
    same = [n for n, file in enumerate(files) if file.inode == mark.inode]
    others = [n for n in range(len(files)) if n not in same]
    for n in (*same, *others):
        tail = _tail(files[n], mark.offset)
        if tail is not None and Mark.of(files[n], mark.offset, tail).sum == mark.sum:
            return n, tail
    return None


def _entries(log: Path) -> Iterator["os.DirEntry[str]"]:
    try:
        with os.scandir(log.parent) as entries:
            for entry in entries:
                ours = entry.name == log.name or entry.name.startswith((f"{log.name}.", f"{log.name}-"))
                if ours and entry.is_file():
                    yield entry
    except FileNotFoundError:
        return


def _tail(file: Found, offset: int) -> bytes | None:
    """The WINDOW bytes before *offset*; None where the file ends before it, or is no file any more."""
    if not file.packed and file.size < offset:
        return None
    start = max(0, offset - WINDOW)
    try:
        with file.open() as opened:
            opened.seek(start)
            found = opened.read(offset - start)
    except DAMAGED:
        return None
    return found if len(found) == offset - start else None
