"""What the owner typed into the lists, line by line, and what is wrong with it."""

from collections.abc import Callable

from formhandler.contact.lists import PHRASE, Lists, plain, split
from texts import Translator

LONGEST = 100  # characters of one entry
MOST = 2_000  # entries of one list


def read(words: str, addresses: str) -> Lists:
    """One entry a line; empty lines and what stands there twice go."""
    return Lists(words=_lines(words), addresses=_lines(addresses))


def errors(lists: Lists, t: Translator) -> dict[str, str]:
    """Return what must be mended, by the field's name, in the words of *t*."""
    found = {
        "words": _problem(lists.words, lambda entry: 1 <= len(split(entry)) <= PHRASE),
        "addresses": _problem(lists.addresses, _is_address),
    }
    said = {
        "words": lambda entry: t(
            "“%(entry)s” can't be on the list: write one to three words on a line.", entry=entry
        ),
        "addresses": lambda entry: t(
            "“%(entry)s” is no address: write name@example.fi, or example.fi for everyone there.", entry=entry
        ),
    }
    return {name: said[name](entry[:40]) for name, entry in found.items() if entry is not None}


def too_many(lists: Lists) -> bool:
    return max(len(lists.words), len(lists.addresses)) > MOST


def _lines(text: str) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple({plain(line): line for line in lines if line}.values())


def _problem(entries: tuple[str, ...], good: Callable[[str], bool]) -> str | None:
    """The first entry that can't be taken."""
    return next((entry for entry in entries if len(entry) > LONGEST or not good(entry)), None)


def _is_address(entry: str) -> bool:
    name, _, domain = plain(entry).rpartition("@")
    labels = domain.split(".")
    return len(labels) > 1 and all(labels) and " " not in entry and "@" not in name
