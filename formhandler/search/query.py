"""What was typed into the search box, as terms: all of them must be found (AND)."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import snowballstemmer

from formhandler.search import words
from formhandler.search.finnish import HEAD, Forms

ANYWHERE = 4  # letters from which a part in the middle of a word counts; of 3, only its beginning and end
LONGEST = 200  # characters of a query that are read
STEMMERS = tuple(snowballstemmer.stemmer(name) for name in ("swedish", "english"))

_ITEM = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True)
class Word:
    """One word: its forms, and the words that it is a part of."""

    text: str  # folded

    @cached_property
    def _forms(self) -> Forms:
        return Forms.of(self.text)

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        return tuple(stemmer.stemWord(self.text) for stemmer in STEMMERS)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """A word that neither begins with one of these nor holds one of four letters is none of its forms."""
        found = {head[:HEAD] for head in (*self._forms.heads, self.text, *self._stems)}
        return tuple(sorted(head for head in found if not _begins_with_another(head, found)))

    def matches(self, word: str) -> bool:
        """Tell whether *word*, folded, answers the query."""
        if len(self.text) < 3:
            return word == self.text
        return self._part_of(word) or self._forms.matches(word) or self._same_stem(word)

    def _part_of(self, word: str) -> bool:
        if len(self.text) >= ANYWHERE:
            return self.text in word
        return word.startswith(self.text) or word.endswith(self.text)

    def _same_stem(self, word: str) -> bool:
        """In Swedish or English; of a compound, its last part."""
        for stemmer, stem in zip(STEMMERS, self._stems, strict=True):
            at = word.find(stem)
            if len(stem) < 3 or at < 0 or (at > 0 and (at < 3 or len(stem) < ANYWHERE)):
                continue
            if stemmer.stemWord(word).endswith(stem):
                return True
        return False


def _begins_with_another(head: str, heads: set[str]) -> bool:
    return any(other != head and head.startswith(other) for other in heads)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand in this order, exactly; the last may go on."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number or the beginning of one; or the same digits in a text."""

    digits: str
    words: tuple[str, ...]


Term = Word | Phrase | Number


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked for."""

    terms: tuple[Term, ...]

    @classmethod
    def read(cls, typed: str) -> Self:
        """Quotation marks hold a phrase; whatever has no letter or digit is passed over."""
        text = words.fold(typed[:LONGEST].replace("”", '"').replace("“", '"'))
        terms: list[Term] = []
        for run, number in _numbers(text):
            text = text.replace(run, " ", 1)
            terms.append(Number(number, tuple(words.split(run))))
        for quoted, bare in _ITEM.findall(text):
            parts = tuple(words.split(quoted or bare))
            if len(parts) == 1 and bare:
                terms.append(Word(parts[0]))
            elif parts:
                terms.append(Phrase(parts))
        return cls(tuple(terms))


def _numbers(text: str) -> list[tuple[str, str]]:
    """Runs of digits outside of quotation marks, as typed and as a telephone number."""
    bare = re.sub(r'"[^"]*"?', lambda quoted: " " * len(quoted[0]), text)
    return [(run, words.digits(run)) for run in words.runs(bare)]
