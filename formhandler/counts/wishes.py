"""
What a request says of being counted: the visitor's objection, Global Privacy Control, the owner's browser.

The choice cookie is choices/cookie.py's. An objection in it is heeded whatever else it says: a record that
has changed since makes a consent void, not an objection.
"""

import re

from record import Record, asking
from record.headers import NO_COUNTING

#: owner/access.py. On the public side nobody can tell whether it is a session's: that it is there is enough.
_OWN = re.compile(r"(?:^|[; ])__Host-hallinta=")


def objects(cookies: str, name: str) -> bool:
    """Whether the choice cookie *name* in a Cookie header objects to the counting of visits."""
    return NO_COUNTING in _choice(cookies, name)[0]


def allows(cookies: str, record: Record) -> bool:
    """Whether the choice in a Cookie header allows what the record asks for, where it asks first."""
    category = record.counting.category
    return category is None or chosen(cookies, record.choice_cookie.name, category, asking.meaning(record))


def chosen(cookies: str, name: str, category: str, meaning: str) -> bool:
    """Whether the choice cookie *name* in a Cookie header allows *category* with this *meaning*."""
    tokens, meant = _choice(cookies, name)
    return category in tokens and meant == meaning


def own(cookies: str) -> bool:
    """Whether the owner is signed in with this browser."""
    return _OWN.search(cookies) is not None


def gpc(header: str) -> bool:
    """Whether a Sec-GPC header asks not to be followed."""
    return header.strip() == "1"


def _choice(cookies: str, name: str) -> tuple[list[str], str]:
    """Tokens and meaning. Of several cookies the first, as choices/cookie.py has it."""
    for pair in cookies.split(";"):
        key, _, value = pair.partition("=")
        if key.strip(" \t") == name:
            tokens, _, rest = value.strip(" \t").partition("~")
            return tokens.split("."), rest.partition("~")[0]
    return [], ""
