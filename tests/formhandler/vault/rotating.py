"""
Rotate the key of a managed archive again and again, and kill each try with -9 at a random point.

    python -m tests.formhandler.vault.rotating DATA DATABASE_URL SEED KILLS

Prints at how many of how many steps each try was killed. A step is a call of a function, in any thread,
Python's or C's; a third of the kills fall among those before the first message and a third after the last.
It ends when the last try was killed, so what it leaves is a rotation cut off.
"""

import os
import random
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from formhandler import db
from formhandler.vault import rotation, slots
from formhandler.vault.rotation import Progress
from formhandler.writer import Writer

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Steps:
    """Counts the calls of this process and ends it at one of them."""

    def __init__(self, last: int | None) -> None:
        self.taken, self.last = 0, last
        self.marks: list[int] = []  # the count at each report of progress

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        self.taken += 1
        if self.taken == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def reported(self, progress: Progress) -> None:
        self.marks.append(self.taken)


def rotate(data: Path, url: str, last: int | None) -> Steps:
    """One try, in this process."""
    engine = db.connect(url)
    writer = Writer(engine)
    steps = Steps(last)
    unlocked = slots.unlock_managed(data)
    threading.setprofile(steps)
    sys.setprofile(steps)
    rotation.run(data, writer, engine, unlocked, now=NOW, progress=steps.reported, batch=20, settle=0)
    sys.setprofile(None)
    writer.close()
    engine.dispose()
    return steps


def measured(data: Path, url: str) -> tuple[int, int, int]:
    """How many steps a whole rotation has before its first message, until after its last, and in all."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        steps = rotate(data, url, None)
        os.write(writing, f"{steps.marks[0]} {steps.marks[-1]} {steps.taken}".encode())
        os._exit(0)
    os.wait()
    first, last, total = map(int, os.read(reading, 100).split())
    return first, last, total


def killed(data: Path, url: str, last: int) -> bool:
    """Try to rotate; True if it was killed at step *last*, False if it ended before."""
    if (child := os.fork()) == 0:
        rotate(data, url, last)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"a try failed after a kill: {status}")
    return os.WIFSIGNALED(status)


def main(data: Path, url: str, seed: int, kills: int) -> None:
    chance = random.Random(seed)
    first, last, total = measured(data, url)
    points = [(0, first), (0, total), (last, total)]
    done = 0
    while done < kills:
        at = 1 + chance.randrange(*points[done % len(points)])
        if killed(data, url, at):
            done += 1
            print(f"killed at step {at} of {total}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
