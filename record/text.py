"""Words in every language of the record, and the places where the owner still owes some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


class Text(Mapping[str, str]):
    """The same words in every language: ``name["fi"]``. Never changes once made."""

    __slots__ = ("_words",)

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = dict(words)

    @classmethod
    def same(cls, words: str, languages: Iterable[str]) -> Text:
        """*words* as they are in every language, for names that no one translates."""
        return cls(dict.fromkeys(languages, words))

    def __getitem__(self, language: str) -> str:
        return self._words[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __hash__(self) -> int:
        return hash(frozenset(self._words.items()))

    def __repr__(self) -> str:
        return f"Text({self._words!r})"


@dataclass(frozen=True, slots=True)
class Unstated:
    """A fact that only the owner knows and has not told yet: shown plainly at home, refused in public."""

    question: Text


@dataclass(frozen=True, slots=True)
class Gap:
    """Where an unstated fact belongs (dotted, ``recipient[0].name``) and the question to the owner."""

    place: str
    question: Text
