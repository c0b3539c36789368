"""Somebody at a terminal: a real command on a real pseudo-terminal, read and typed to."""

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[3]
PATIENCE = 60  # seconds


class Terminal:
    """`flask …` running, with what it has shown so far."""

    def __init__(self, *command: str, **environ: str) -> None:
        self._end, theirs = os.openpty()
        self._process = subprocess.Popen(
            (sys.executable, "-m", "flask", *command),
            cwd=ROOT,
            env={**os.environ, "LANG": "en_GB.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", **environ},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._end)

    def wait_for(self, pattern: str) -> "re.Match[str]":
        """Read until *pattern* is shown, and forget what stands up to it."""
        until = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.shown)):
            assert self._read(until), f"{pattern!r} was not shown, but {self.shown!r}"
        self.shown = self.shown[found.end() :]
        return found

    def type(self, *lines: str) -> None:
        """Type each line and press Enter."""
        os.write(self._end, "".join(line + "\n" for line in lines).encode())

    def answer(self, pattern: str, line: str) -> "re.Match[str]":
        found = self.wait_for(pattern)
        self.type(line)
        return found

    def ends(self) -> str:
        """Wait for the command's end, which must be a success; return what it showed last."""
        until = time.monotonic() + PATIENCE
        while self._read(until):
            pass
        code = self._process.wait(PATIENCE)
        assert code == 0, self.shown
        return self.shown

    def _read(self, until: float) -> bool:
        """Take what is shown now; False at the end, or when patience is."""
        if not select.select([self._end], [], [], max(until - time.monotonic(), 0))[0]:
            return False
        try:
            more = os.read(self._end, 65536)
        except OSError:  # Linux says so when the other end is closed
            return False
        self.shown += more.decode(errors="replace").replace("\r", "")
        return bool(more)
