"""What one pass over a record has found: its faults, its open questions, its sentences, the keys it knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from record.errors import Fault
from record.law import LawPack, load_pack, packs
from record.text import Gap, Text


@dataclass(frozen=True, slots=True)
class Key:
    """A key that the reader asked for, whether it must be there, and the citation id that it serves."""

    required: bool
    serves: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of the record in one language, at the dotted place where they stand."""

    place: str
    language: str
    words: str


@dataclass(slots=True)
class Reading:
    """
    The notebook of one pass. Reading never stops at a fault: a value that cannot be used is noted
    here, a blank stands in for it, and the record with blanks is thrown away at the end.
    """

    root: Path  # the project's folder; paths in the record start here
    today: date  # calendar date in Europe/Helsinki
    languages: tuple[str, ...] = ()
    law: LawPack = field(default_factory=lambda: load_pack(packs()[-1]))
    faults: list[Fault] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    keys: dict[str, Key] = field(default_factory=dict)
    brought: dict[str, str] = field(default_factory=dict)  # services.Extended.brought

    def begin(self, languages: tuple[str, ...], pack: str) -> None:
        """
        Read the rest in these languages and by this law.

        Languages that are in doubt are none at all: half of them would make a fault of every text. For a
        pack that does not exist the newest one stands in.
        """
        self.languages = () if self.lost("record.languages") else languages
        self.law = load_pack(pack) if pack in packs() else self.law

    def ask_for(self, place: str, *, required: bool, serves: str) -> None:
        """Remember that the model asks for a key, whether or not the file has it."""
        self.keys[place] = Key(required, serves)

    def fault(self, place: str, problem: str, advice: str, serves: str = "") -> None:
        """Note a fault, unless a table around it is already faulty: its inside is only a stand-in."""
        if not self.is_spoilt(place):
            self.faults.append(Fault(place, problem, advice, self.article(serves)))

    def is_spoilt(self, place: str) -> bool:
        """Whether what stands at *place*, or around it, could not be read."""
        steps = _steps(place)
        return any(
            steps[: len(spoilt)] == spoilt for spoilt in (_steps(fault.place) for fault in self.faults)
        )

    def lost(self, *patterns: str) -> bool:
        """
        Whether anything at these places could not be read; ``[*]`` stands for any number.

        A rule that compares two places says nothing while one of them is lost: it would blame the other.
        """
        return any(_touch(pattern, fault.place) for pattern in patterns for fault in self.faults)

    def bringer(self, place: str) -> str | None:
        """The service that brought the entry at *place*, as the file numbers it; None for the owner's own."""
        return self.brought.get("".join(_steps(place)[:2]))

    def owners(self, fault: Fault) -> Fault:
        """*fault* where the owner can mend it: one inside a service's piece stands at the service."""
        service = self.bringer(fault.place)
        if service is None:
            return fault
        table, _, *inside = _steps(fault.place)
        what = f" whose {'.'.join(inside)} " if inside else ": "
        problem = f"brings a [[{table}]]{what}{fault.problem}"
        return replace(fault, place=service, problem=problem, advice=f"{fault.advice} Or switch it off.")

    def say(self, place: str, text: Text) -> Text:
        """Remember the sentences of *text*, for the rules about wording."""
        self.sentences += [Sentence(place, language, words) for language, words in text.items()]
        return text

    def serves(self, place: str) -> str:
        """The citation id that a key serves; of an item of a list, the list's."""
        return self.keys[re.sub(r"\[\d+\]$", "", place)].serves

    def article(self, citation: str) -> str:
        """A citation id in English, for an error message."""
        return self.law.in_english(citation) if citation else ""


def _touch(pattern: str, place: str) -> bool:
    """Whether one of the two is the other or lies inside it."""
    steps = zip(_steps(pattern), _steps(place), strict=False)
    return all(wanted in (step, "[*]") for wanted, step in steps)


def _steps(place: str) -> list[str]:
    """``purpose[0].basis`` as purpose, [0], basis."""
    return re.findall(r"\w+|\[.+?\]", place)
