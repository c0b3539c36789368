"""What is wrong in a record, in the owner's words: one line a fault, every fault at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One thing to put right.

    Attributes:
        place: Dotted path inside the file, ``purpose[0].basis``; empty for the file as a whole.
        problem: What stands there now.
        advice: What to write instead.
        law: The article that is missed, as the law pack prints it in English; empty when none is.
        file: The file as the owner named it.
    """

    place: str
    problem: str
    advice: str
    law: str = ""
    file: Path = Path("record.toml")

    def __str__(self) -> str:
        where = f"{self.file}: {self.place}" if self.place else str(self.file)
        missed = f" (missed: {self.law})" if self.law else ""
        return f"{where}: {self.problem}{missed}. {self.advice}"


class RecordError(Exception):
    """The record cannot be used. ``faults`` holds everything that was found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Unfit(Exception):
    """A value is not what its key asks for. Caught by the reader, which knows the place."""

    def __init__(self, problem: str, advice: str = "") -> None:
        self.problem = problem
        self.advice = advice
        super().__init__(problem)
