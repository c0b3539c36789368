"""
One log, counted to its end: as it grows, is rotated, is cut off, and after a kill at any moment.

Each time it is found out anew where counting had come to (files.py), from what the database says; nothing
that this process remembers is needed for it. What a block of lines comes to and the place after it are one
transaction, so no line is lost or counted twice.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import zip_longest
from pathlib import Path

from sqlalchemy import Engine

from formhandler.folding import blocks, files, store
from formhandler.folding.adding import Adding, Batch
from formhandler.folding.files import DAMAGED, WINDOW, Found, Mark
from formhandler.writer import Writer

#: A rotated file may still be written to by requests that were being answered. It has ended once the web
#: server writes into the next one and this one has been quiet for so many seconds.
QUIET = 3.0
TOGETHER = 32 * 1024 * 1024  # bytes of lines that are kept in one transaction, if there are so many
TOLD = 5  # lines of another format that are named; the others are only counted


@dataclass(slots=True, kw_only=True)
class Told:
    """What came of reading."""

    lines: int = 0
    foreign: int = 0  # of them, lines that are none of ours
    first: list[tuple[Path, int]] = field(
        default_factory=list
    )  # where the first of these stand; 1 is a file's first
    damaged: list[Path] = field(default_factory=list)  # packed files that cannot be unpacked to their end


class Follower:
    """Counts one log."""

    def __init__(
        self,
        log: Path,
        adding: Callable[[], Adding],
        *,
        reader: Engine,
        writer: Writer,
        most: int,
        read: Callable[[int], None] = lambda _: None,
        going: Callable[[], bool] = lambda: True,
    ) -> None:
        """
        Args:
            log: The file that the web server writes to, its path whole.
            adding: For the site as it is built at present; the same one while that is the same.
            most: As of counts.store.add.
            read: Called with each number of bytes that were counted.
            going: False when it is to stop after the block that it is counting.
        """
        self.log = log
        self.told = Told()
        self._adding, self._reader, self._writer, self._most = adding, reader, writer, most
        self._read, self._going = read, going
        self._mark: Mark | None = None

    def left(self) -> int:
        """How many bytes are still to be counted, packed ones as they lie there."""
        found, offset, _ = self._where()
        return max(0, sum(file.size for file in found) - (0 if found and found[0].packed else offset))

    def step(self, now: datetime) -> bool:
        """
        Count what has come.

        Returns:
            Whether something is left for a little later: the file before it is not known to have ended.
        Raises:
            Unavailable: the database cannot be written now; go on later.
            Overtaken: another process counts the same log; go on later.
            OSError: a file cannot be read.
        """
        found, offset, tail = self._where()
        half = None
        for file, after in zip_longest(found, found[1:]):
            end = self._count(file, offset, tail, now)
            if half and end:
                self._half(half)
            half = file if not file.packed and end < file.size else None
            offset, tail = 0, b""
            if not self._going() or after is None or not after.size:
                return False
            if not file.packed and now.timestamp() - file.modified < QUIET:
                return True
        return False

    def _where(self) -> tuple[Sequence[Found], int, bytes]:
        """The files with something left, and of the first how far it was counted and what stands before."""
        with self._reader.connect() as db:
            place = store.place(db, str(self.log))
        self._mark = place.mark if place else None
        there = files.of(self.log)
        itself = [file for file in there if file.path == self.log]
        if place is None:
            return itself, 0, b""
        if known := files.current(there, place.mark):
            return there[known[0] :], place.mark.offset, known[1]
        if itself and itself[0].inode == place.mark.inode:
            return itself, 0, b""  # it was cut off
        # It is gone. What was not written to since it was counted has been counted, too.
        return [file for file in there if file in itself or file.modified > place.at + 1], 0, b""

    def _count(self, file: Found, offset: int, tail: bytes, now: datetime) -> int:
        """Count a file from *offset* on; returns how far it came."""
        some = _Some(self._adding().batch(), offset, tail)
        try:
            with file.open() as opened:
                for block in blocks.read(opened, offset):
                    some.add(block)
                    self._read(len(block.raw))
                    if some.bytes >= TOGETHER or not self._going():
                        self._keep(file, some, now)
                        some = _Some(self._adding().batch(), some.end, some.tail)
                    if not self._going():
                        break
        except FileNotFoundError:
            pass  # it was moved or packed just now; the next step finds it there
        except DAMAGED:
            if not file.packed:
                raise
            if file.path not in self.told.damaged:
                self.told.damaged.append(file.path)
        if some.bytes:
            self._keep(file, some, now)
        return some.end

    def _keep(self, file: Found, some: "_Some", now: datetime) -> None:
        after = Mark.of(file, some.end, some.tail)
        keep = partial(
            store.keep, log=str(self.log), before=self._mark, after=after, most=self._most, now=now
        )
        self._writer.submit(partial(keep, sums=some.batch.sums()))
        self._mark = after
        self.told.lines += some.lines
        self.told.foreign += some.foreign
        for start, index in some.first[: TOLD - len(self.told.first)]:
            self._name(file, start, index)

    def _half(self, file: Found) -> None:
        """A rotated file has ended in the middle of a line."""
        self.told.foreign += 1
        if len(self.told.first) < TOLD:
            self._name(file, file.size, 0)

    def _name(self, file: Found, start: int, index: int) -> None:
        """Find out which line is the one with *index* behind the byte *start*."""
        with suppress(*DAMAGED), file.open() as opened:
            self.told.first.append((file.path, blocks.number(opened, start) + index + 1))


class _Some:
    """Blocks of one file that are kept in one transaction."""

    def __init__(self, batch: Batch, end: int, tail: bytes) -> None:
        """*end*: where they begin; *tail*: what stands before that."""
        self.batch, self.end, self.tail = batch, end, tail
        self.bytes = self.lines = self.foreign = 0
        self.first: list[tuple[int, int]] = []  # of the first foreign lines: where a block begins, which line

    def add(self, block: blocks.Block) -> None:
        lines = block.lines
        foreign = self.batch.add(lines)
        self.first += [(self.end, index) for index in foreign[: TOLD - len(self.first)]]
        self.bytes += len(block.raw)
        self.lines += len(lines)
        self.foreign += len(foreign)
        self.end = block.end
        self.tail = (self.tail + block.raw[-WINDOW:])[-WINDOW:]
