"""
One file: known or not, read whole, then kept in one transaction.

Reading changes nothing. What a fault anywhere in the file leaves behind is what was there before.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine

from formhandler.imports import combined, goatcounter, plausible, store
from formhandler.imports.fault import Fault, What
from formhandler.imports.taken import Taken, Wanted
from formhandler.writer import Writer

AT_ONCE = 256 * 1024  # bytes that are read from the disk


@dataclass(frozen=True, slots=True)
class Format:
    """A program whose files can be read."""

    program: str  # as the owner knows it
    read: Callable[[BinaryIO, Taken], None]


FORMATS = {
    "goatcounter": Format("GoatCounter", goatcounter.read),
    "combined": Format("Apache/nginx", combined.read),
    "plausible": Format("Plausible", plausible.read),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a file."""

    first: date
    last: date
    days: int
    views: int
    entries: int
    outside: int  # rows of days that were not to be imported


def take(
    path: Path,
    kind: str,
    wanted: Wanted,
    *,
    reader: Engine,
    writer: Writer,
    now: datetime,
    tell: Callable[[int], None] = lambda _: None,
) -> Done:
    """
    Import the figures of the file at *path*.

    Args:
        kind: One of FORMATS.
        tell: Called with each number of bytes that were read.
    Raises:
        Fault: something is wrong with the file.
        Refused: it was imported before, or days of it are counted already.
        OSError: it cannot be read.
        Unavailable: the database cannot be written now.
    """
    digest = _digest(path)
    with reader.connect() as db:
        if at := store.taken(db, digest):
            raise store.TakenBefore(at)
    taken = Taken(wanted)
    with path.open("rb", buffering=0) as raw, io.BufferedReader(_Watched(raw, tell), AT_ONCE) as file:
        FORMATS[kind].read(file, taken)
    if not taken.days:
        raise Fault(What.NOTHING)
    keep = partial(
        store.keep,
        sums=taken.sums,
        digest=digest,
        kind=kind,
        program=FORMATS[kind].program,
        days=taken.days,
        most=wanted.most,
        now=now,
    )
    writer.submit(keep)
    return _done(taken)


def _done(taken: Taken) -> Done:
    return Done(
        first=min(taken.days),
        last=max(taken.days),
        days=len(taken.days),
        views=taken.total("views"),
        entries=taken.total("entries"),
        outside=taken.outside,
    )


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


class _Watched(io.RawIOBase):
    """A file that tells how much of it was read."""

    def __init__(self, raw: io.RawIOBase | io.FileIO, tell: Callable[[int], None]) -> None:
        self._raw = raw
        self._tell = tell

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        n = self._raw.readinto(buffer) or 0
        self._tell(n)
        return n

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()
