"""
The owner's own lists of words and addresses, as the public side can know them: by keyed hashes alone.

What stands on the lists, the owner reads from a sealed document (blocking/sealed.py). Here only the question
"is this word on it" has an answer, and only for one who holds the handler's secret.
"""

import hashlib
import hmac
import re
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler.contact import store
from formhandler.secret import derived

PHRASE = 3  # words that an entry may have
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What the owner wrote, in their order."""

    words: tuple[str, ...] = ()  # each one to three words
    addresses: tuple[str, ...] = ()  # "somebody@example.fi", or "example.fi" for everyone there


def hashes(lists: Lists, secret: bytes) -> set[bytes]:
    """Return what the table `blocked` holds of *lists*."""
    words = [split(entry) for entry in lists.words]
    phrases = (("word", " ".join(entry)) for entry in words)
    lengths = (("length", str(len(entry))) for entry in words)  # so that a message is searched for no others
    addresses = (("address", plain(entry).removeprefix("@")) for entry in lists.addresses)
    return set(_hashed([*phrases, *lengths, *addresses], secret))


class Matcher:
    """Knows the hashes and asks the database for them at most every FRESH seconds, so that no post waits."""

    FRESH = 10.0  # seconds: so soon a changed list takes effect

    def __init__(self, engine: Engine, secret: bytes, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine, self._secret, self._clock = engine, secret, clock
        self._looking = threading.Lock()
        self._looked = float("-inf")
        self._blocked: frozenset[bytes] = frozenset()

    def match(self, values: Mapping[str, str]) -> frozenset[str]:
        """Return which lists a message is on: "word", "address", both or none."""
        blocked = self._fresh()
        if not blocked:
            return frozenset()
        entries = [
            *_addresses(values.get("email", "")),
            *_phrases(values.values(), [n for n in range(1, PHRASE + 1) if self._has(n, blocked)]),
        ]
        return frozenset(
            kind
            for (kind, _), hashed in zip(entries, _hashed(entries, self._secret), strict=True)
            if hashed in blocked
        )

    def _has(self, length: int, blocked: frozenset[bytes]) -> bool:
        """Tell whether any entry has *length* words."""
        return not blocked.isdisjoint(_hashed([("length", str(length))], self._secret))

    def _fresh(self) -> frozenset[bytes]:
        stale = self._clock() - self._looked > self.FRESH
        if stale and self._looking.acquire(blocking=False):  # one looks, the others go by what was known
            try:
                with self._engine.connect() as db:
                    self._blocked = store.blocked(db)
                self._looked = self._clock()
            except SQLAlchemyError:
                pass  # the message itself can't be kept then, and its sender is told so; the lists stay known
            finally:
                self._looking.release()
        return self._blocked


def plain(text: str) -> str:
    """*text* as it is compared: without case, width and the difference of composed letters."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def split(text: str) -> list[str]:
    """The words of *text*, as they are compared."""
    return _WORD.findall(plain(text))


def _phrases(texts: Iterable[str], lengths: Iterable[int]) -> Iterator[tuple[str, str]]:
    """Every run of as many words as *lengths* names, each once."""
    found: set[str] = set()
    for text in texts:
        words = split(text)
        for length in lengths:
            found.update(" ".join(words[at : at + length]) for at in range(len(words) - length + 1))
    return (("word", phrase) for phrase in found)


def _addresses(email: str) -> Iterator[tuple[str, str]]:
    """The address, its domain, and the domains that one lies under."""
    address = plain(email)
    _, at, domain = address.rpartition("@")
    if at:
        yield "address", address
    while "." in domain:
        yield "address", domain
        domain = domain.partition(".")[2]


def _hashed(entries: Iterable[tuple[str, str]], secret: bytes) -> Iterator[bytes]:
    key = derived(secret, "blocked")
    return (hmac.digest(key, f"{kind} {entry}".encode(), hashlib.sha256) for kind, entry in entries)
