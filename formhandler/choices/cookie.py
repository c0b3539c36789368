"""
The cookie in which a browser remembers its choice: ``<tokens>~<meaning>~<event id>``.

tokens      ids of the allowed categories, and "no_counting" when the visitor objects to the counting of
            visits, sorted and joined by "."; "-" when there are none
meaning     record/asking.py: the choice holds while it is the same
event id    32 hexadecimal digits; what was chosen, and when, stands in the consent record

Nothing signs it: who edits it changes what that one browser loads, and proves nothing. So it is read to the
letter, and whatever is not exactly as it is written here counts as no choice.
"""

import re
from dataclasses import dataclass
from typing import Self

from formhandler.consent.event import is_id
from record.asking import DIGITS
from record.headers import NO_COUNTING, NONE, opens

_TOKENS = re.compile(r"-|[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
_MEANING = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
LONGEST = 2_000  # characters; a browser keeps no cookie of more than 4,096 (RFC 6265, 6.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """What a browser remembers of its choice."""

    allowed: frozenset[str]
    objected: bool
    meaning: str
    event: str

    @property
    def opens(self) -> str:
        """All that a policy depends on."""
        return opens(self.allowed, self.objected, self.meaning)

    def __str__(self) -> str:
        return f"{self.opens}~{self.event}"

    @classmethod
    def read(cls, value: str) -> Self:
        """Raises ValueError for anything that `str` would not have written."""
        tokens, meaning, event = value.split("~") if len(value) <= LONGEST else ("", "", "")
        if not (_TOKENS.fullmatch(tokens) and _MEANING.fullmatch(meaning) and is_id(event)):
            raise ValueError("not a choice")
        names = frozenset() if tokens == NONE else frozenset(tokens.split("."))
        found = cls(
            allowed=names - {NO_COUNTING}, objected=NO_COUNTING in names, meaning=meaning, event=event
        )
        if str(found) != value:
            raise ValueError("a choice, but not in its one order")
        return found


def sent(header: str, name: str) -> str | None:
    """
    The value of the cookie *name* in a Cookie header, None without one.

    Of several the first: a browser sends the one with the longest path first (RFC 6265, 5.4), and a web
    server in front takes that one, too.
    """
    for pair in header.split(";"):
        key, equals, value = pair.partition("=")
        if equals and key.strip(" \t") == name:
            return value.strip(" \t")
    return None
