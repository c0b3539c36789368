"""What was typed into the register's search box, and which lines of the index hold it."""

from collections.abc import Mapping
from dataclasses import dataclass

from formhandler.search import words

_EDGES = ",;:\"'()\x01\x02\x03"


@dataclass(frozen=True, slots=True)
class Terms:
    """
    Every word, and every number, has to be found.

    A run of digits may be a telephone number in any writing, or some numbers of an address side by side: so
    it is found by its digits alone, or word by word.
    """

    words: tuple[str, ...]
    numbers: tuple[tuple[str, tuple[str, ...]], ...] = ()  # digits, and the words that it was typed as


def terms(typed: str) -> Terms:
    """What to look for; no words at all when nothing was typed."""
    rest, numbers = typed, []
    for run in words.runs(typed):
        rest = rest.replace(run, " ", 1)
        numbers.append((words.digits(run), _words(run)))
    return Terms(_words(rest), tuple(numbers))


def matching(lines: Mapping[int, str], asked: Terms) -> list[int]:
    """The keys of the *lines* that hold all of *asked*, in their order; none when nothing is asked."""
    if not asked.words and not asked.numbers:
        return []
    found = list(lines)
    for word in sorted(asked.words, key=len, reverse=True):  # the longest leaves the fewest to look at
        found = [key for key in found if word in lines[key]]
    for digits, pieces in asked.numbers:
        apart = found
        for piece in pieces:
            apart = [key for key in apart if piece in lines[key]]
        either = {key for key in found if digits in lines[key]}.union(apart)
        found = [key for key in found if key in either]
    return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for some in words.fold(text).split() if (word := some.strip(_EDGES))))
