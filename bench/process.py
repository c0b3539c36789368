"""What processes hold in memory."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def memory(pid: int) -> float:
    """
    Megabytes (10⁶ bytes) that a process and its children hold for themselves and share.

    The proportional set size: a page that two processes share counts half in each, so that nothing is counted
    twice. Linux only (/proc/PID/smaps_rollup).
    """
    return sum(_proportional(each) for each in _family(pid)) * 1024 / 1_000_000


def memory_alone() -> float:
    """Megabytes of this process itself, as far as they are its own or its share."""
    return _proportional(os.getpid()) * 1024 / 1_000_000


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that ended meanwhile
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _proportional(pid: int) -> int:
    """Kibibytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise ValueError(f"/proc/{pid}/smaps_rollup tells no Pss")
