"""Which text holds which word. All of it lies in this process's memory and goes with the object."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from formhandler.search import words
from formhandler.search.query import Number, Phrase, Query, Term, Word


class Hit(NamedTuple):
    """A text that answers a query."""

    exact: bool  # every word stands there as it was typed
    key: int


class Vocabulary:
    """Texts by number, and the words that are in them."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}  # folded, words alone with one space between and around
        self._numbers: dict[int, str] = {}
        self._at: dict[str, set[int]] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, key: int, text: str) -> None:
        """Make *text* findable under *key*; a text that was there under it goes."""
        self.remove(key)
        found = words.split(words.fold(text))
        self._texts[key] = f" {' '.join(found)} "
        if numbers := words.numbers(text):
            self._numbers[key] = " ".join(numbers)
        for word in set(found):
            self._at.setdefault(word, set()).add(key)

    def remove(self, key: int) -> None:
        """Forget the text of *key*, and every word that was nowhere else."""
        self._numbers.pop(key, None)
        for word in set(self._texts.pop(key, "").split()):
            self._at[word].discard(key)
            if not self._at[word]:
                del self._at[word]

    def search(self, typed: str) -> list[Hit]:
        """
        What answers *typed*: the exact hits first, then the highest keys.

        An empty query, or one of punctuation, is answered by nothing.
        """
        terms = Query.read(typed).terms
        if not terms:
            return []
        found, exact = self._find(terms[0])
        for term in terms[1:]:
            more, more_exact = self._find(term)
            found, exact = found & more, exact & more_exact
        return sorted((Hit(key in exact, key) for key in found), reverse=True)

    def _find(self, term: Term) -> tuple[set[int], set[int]]:
        """The keys whose text answers *term*, and those of them where it stands as typed."""
        match term:
            case Word(text):
                exact = self._at.get(text, set())
                return exact.union(*(self._at[word] for word in self._forms(term))), exact
            case Phrase(parts):
                found = set(self._in_order(parts))
                return found, found
            case Number(number, parts):
                found = {key for key, numbers in self._numbers.items() if number in numbers}
                found |= set(self._in_order(parts))
                return found, found

    def _forms(self, word: Word) -> Iterator[str]:
        heads = word.heads
        for head in heads:
            yield from (known for known in self._at if head in known and word.matches(known))

    def _in_order(self, parts: Iterable[str]) -> Iterator[int]:
        """The texts in which the words stand in this order; the last one may go on."""
        *first, last = parts
        sought = f" {' '.join([*first, last])}"
        candidates = self._candidates(first)
        return (key for key in candidates if sought in self._texts[key])

    def _candidates(self, whole: list[str]) -> Iterable[int]:
        """The texts that hold every one of these words."""
        if not whole:
            return self._texts
        return set.intersection(*(self._at.get(word, set()) for word in whole))
