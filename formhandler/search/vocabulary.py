"""Which text holds which word. All of it lies in this process's memory and goes with the object."""

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from formhandler.search import words
from formhandler.search.finnish import HEAD
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
        # Arrays are nothing to the garbage collector; 100,000 lists would hold it up for 0.1 s at a time.
        self._at: dict[str, array[int]] = {}
        self._listed: str | None = None  # every word on a line of its own; None when there are others since

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
            if (keys := self._at.get(word)) is None:
                self._at[word] = array("q", (key,))
            else:
                keys.append(key)
        self._listed = None

    def remove(self, key: int) -> None:
        """Forget the text of *key*, and every word that was nowhere else."""
        self._numbers.pop(key, None)
        for word in set(self._texts.pop(key, "").split()):
            self._at[word].remove(key)
            if not self._at[word]:
                del self._at[word]
        self._listed = None

    def search(self, typed: str) -> list[Hit]:
        """
        What answers *typed*, in no order.

        An empty query, or one of punctuation, is answered by nothing.
        """
        terms = Query.read(typed).terms
        if not terms:
            return []
        found, exact = self._find(terms[0])
        for term in terms[1:]:
            more, more_exact = self._find(term)
            found, exact = found & more, exact & more_exact
        return [Hit(key in exact, key) for key in found]

    def _find(self, term: Term) -> tuple[set[int], set[int]]:
        """The keys whose text answers *term*, and those of them where it stands as typed."""
        match term:
            case Word(text):
                exact = set(self._at.get(text, ()))
                return exact.union(*(self._at[word] for word in self._forms(term))), exact
            case Phrase(parts):
                found = set(self._in_order(parts))
                return found, found
            case Number(number, parts):
                found = {key for key, numbers in self._numbers.items() if number in numbers}
                found |= set(self._in_order(parts))
                return found, found

    def _forms(self, word: Word) -> set[str]:
        """The words that are forms of *word*."""
        if len(word.text) < 3:
            return set()
        if self._listed is None:
            self._listed = "\n" + "\n".join(self._at) + "\n"
        parts = [f"\n{head}" if len(head) < HEAD else head for head in word.heads]
        if len(word.text) < HEAD:
            parts.append(f"{word.text}\n")
        some = {known for part in parts for known in self._lines(part, self._listed)}
        return {known for known in some if word.matches(known)}

    def _lines(self, part: str, listed: str) -> Iterator[str]:
        """The words that hold *part*; with a line's end in it, those that begin or end so."""
        # One search through a long string: looking into each of 100,000 words costs ten times as much.
        at = listed.find(part)
        while at >= 0:
            inside = at + 1 if part[0] == "\n" else at
            end = listed.find("\n", inside)
            yield listed[listed.rfind("\n", 0, inside) + 1 : end]
            at = listed.find(part, end)

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
        return set.intersection(*(set(self._at.get(word, ())) for word in whole))
