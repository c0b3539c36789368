"""
What a link was tagged with (utm_source, utm_medium, utm_campaign), where the record counts that.

Whoever makes a link can write anything into its tags, the reader's address or number too. So a tag is
counted by name only when it reads like a word: short, and without what could tell one reader from another.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl

from counting.pages import LONGEST
from counting.telling import telling
from counting.view import OTHER

TAGS = ("utm_source", "utm_medium", "utm_campaign")
LONGEST_TAG = 40  # characters
BETWEEN = " / "

_WORD = re.compile(r"\w[\w .+-]*")


def of(address: str) -> str:
    """
    The tags of an address, "news / email / christmas", in lower case; "" without any.

    Of several tags of one name the first; of an address that is too long to be a page's, none.
    """
    query = address.partition("?")[2].partition("#")[0]
    if "utm_" not in query or len(address) > LONGEST:
        return ""
    found = dict(reversed(parse_qsl(query, errors="replace")))
    return BETWEEN.join(_clean(tag) for name in TAGS if (tag := found.get(name, "").strip()))


def _clean(tag: str) -> str:
    text = unicodedata.normalize("NFC", tag.lower())
    if len(text) > LONGEST_TAG or not _WORD.fullmatch(text) or telling(tag):
        return OTHER
    return text
