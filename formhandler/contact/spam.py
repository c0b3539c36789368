"""The layers that tell spam from a message: each gives a reason and a weight, none drops anything."""

import hashlib
import hmac
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from formhandler.contact import rates
from formhandler.contact.message import Message

#: From this sum on a message waits in quarantine. One innocent sign, or two weak ones, are not enough.
QUARANTINE = 5
#: A person needs longer than this to read the check page, or to write a message.
HASTY = timedelta(seconds=3)
#: Messages from one network within WINDOW before the rate weighs; posts before the form refuses.
WINDOW = timedelta(minutes=10)
MANY = 10
FLOOD = 1_500

#: What each sign weighs; the links, two points for each after the first, at most.
WEIGHTS: Mapping[str, int] = {
    "decoy": 5,
    "hasty": 2,
    "foreign": 2,
    "many": 3,
    "links": 6,
    "link-in-name": 3,
    "repeat": 2,
    "gibberish": 3,
    "blocked-address": 5,
    "blocked-word": 3,
    "breaker": 2,
}

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign of spam; its code is explained to the owner in words (inbox/display.py)."""

    code: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known of a post besides its text."""

    decoy: bool  # the field no person sees was filled
    foreign: bool  # another site sent it
    age: timedelta  # since the check page was first shown, or the ticket issued
    sent: int  # messages from the same network within WINDOW, this one included
    address: str | None
    repeats: int  # earlier messages with the same text
    rush: bool = False  # messages come from everywhere at once (breaker.py)
    listed: frozenset[str] = frozenset()  # which of the owner's own lists it is on (lists.py)


def reasons(message: Message, around: Circumstances) -> tuple[Reason, ...]:
    """Return every sign of spam in *message*."""
    body = message.values.get("body", "")
    links = len(_LINK.findall(body))
    signs = {
        "decoy": around.decoy,
        "hasty": around.age < HASTY,
        "foreign": around.foreign,
        "many": around.sent > MANY and not rates.local(around.address),
        "links": links > 1,
        "link-in-name": bool(_LINK.search(message.values.get("name", ""))),
        "repeat": around.repeats >= 2,
        "gibberish": gibberish(body),
        "blocked-address": "address" in around.listed,
        "blocked-word": "word" in around.listed,
        "breaker": around.rush,
    }
    weights = {**WEIGHTS, "links": min(2 * (links - 1), WEIGHTS["links"])}
    return tuple(Reason(code, weights[code]) for code, seen in signs.items() if seen)


def score(found: tuple[Reason, ...]) -> int:
    """Return the sum that QUARANTINE is compared with."""
    return sum(reason.weight for reason in found)


def gibberish(text: str) -> bool:
    """
    Tell whether *text* reads as no language: keyboard noise, not a language we can't read.

    Only Latin words are judged; in Finnish, Swedish and English every word of eight letters has a
    vowel among any six in a row, and no letter stands four times running.
    """
    words = [word.lower() for word in _WORD.findall(text) if len(word) >= 8 and word.isascii()]
    noisy = [word for word in words if re.search(r"[^aeiouy]{6}|(.)\1{3}", word)]
    return len(noisy) >= 2 and len(noisy) * 2 > len(words)


class Repeats:
    """Counts a day's messages of the same words, by a hash whose key this process forgets at its end."""

    KEPT = 10_000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day: date | None = None
        self._key = b""
        self._seen: OrderedDict[bytes, set[str]] = OrderedDict()

    def add(self, text: str, submission: str, *, today: date) -> int:
        """Note *text* of *submission* and return how many other submissions of *today* had the same words."""
        words = " ".join(text.casefold().split()).encode()
        with self._lock:
            self._renew(today)
            submissions = self._seen.setdefault(hmac.digest(self._key, words, hashlib.sha256)[:16], set())
            others = len(submissions - {submission})
            if others < 100:
                submissions.add(submission)
            if len(self._seen) > self.KEPT:
                self._seen.popitem(last=False)
            return others

    def forget(self, today: date) -> None:
        """Let yesterday's words go, also when nobody sends anything today."""
        with self._lock:
            self._renew(today)

    def _renew(self, today: date) -> None:
        if self._day is None or today > self._day:
            self._day, self._key, self._seen = today, secrets.token_bytes(32), OrderedDict()
