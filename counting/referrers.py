"""
Where an arrival came from: of a referrer only its host is kept, and hosts are put into groups when shown.

The lists of hosts stand in lists/; a host belongs to a list when it, or a domain above it, is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from counting.view import OTHER

SEARCH, SOCIAL, AI, ELSE, NONE = GROUPS = ("search", "social", "ai", "other", "none")
LISTS = Path(__file__).parent / "lists"
LONGEST = 4_096  # characters of a referrer; beyond, browsers send the origin alone (Referrer Policy, W3C)

# RFC 3986, 3.1 and 3.2; an app on Android names itself by its package. A name and a password before the host
# are not even remembered.
_AUTHORITY = re.compile(
    r"(?:https?|android-app)://(?:[^/?#@\\\s]*@)?(\[[0-9a-f:.]*\]|[^/?#@\\\s:\[\]]{1,254})(?::\d{0,5})?(?=[/?#]|$)",
    re.IGNORECASE,
)
#: A host with a dot in it, and a last part that is no number.
HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")


def host(referrer: str) -> str:
    """
    The host of a referrer as it is stored: lower case, in ASCII (xn--), without port and ``www.``.

    Returns:
        "" where there is none, or nothing that a browser would send. OTHER for an Internet address and for a
        name without a dot: these name a machine, maybe one person's.
    """
    return named(bare(referrer))


def bare(referrer: str) -> str:
    """The same of any host, as it was sent: localhost, 127.0.0.1, [::1]."""
    match = _AUTHORITY.match(referrer) if len(referrer) <= LONGEST else None
    if match is None:
        return ""
    name = match[1].lower()
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return ""
    return name.removesuffix(".").removeprefix("www.")


def named(bare: str) -> str:
    """How a host is stored that `bare` returned."""
    if not bare or (len(bare) <= 253 and HOST.fullmatch(bare)):
        return bare
    return OTHER


def group(host: str) -> str:
    """Which of GROUPS a host belongs to, as `host` names it: of several that hold it, the nearest one's."""
    if not host:
        return NONE
    groups = _groups()
    return next((groups[each] for each in _with_above(host) if each in groups), ELSE)


def spam(host: str) -> bool:
    """Whether nobody comes from there: the referrer is forged, so that the owner looks at it."""
    forged = _spam()
    return any(each in forged for each in _with_above(host))


def _with_above(host: str) -> Iterator[str]:
    """news.google.com, google.com, com: as many as it has labels."""
    while host:
        yield host
        host = host.partition(".")[2]


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    """Host → group. Where lists differ, our own say it."""
    return {
        host: group
        for folder in (LISTS, LISTS / "own")
        for group in (SOCIAL, SEARCH, AI, ELSE)
        for host in _read(folder / f"{group}.txt")
    }


@lru_cache(maxsize=1)
def _spam() -> frozenset[str]:
    return frozenset(_read(LISTS / "spam.txt") | _read(LISTS / "own" / "spam.txt"))


def hosts(text: str) -> set[str]:
    """The hosts of a list."""
    return {line for line in text.splitlines() if line and not line.startswith("#")}


def _read(path: Path) -> set[str]:
    """The hosts of a list; none where there is no such list."""
    return hosts(path.read_text("ascii")) if path.exists() else set()
