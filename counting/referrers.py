"""
Where an arrival came from: of a referrer only its host is kept, and hosts are put into groups when shown.

The lists of hosts stand in lists/; a host belongs to a list when it, or a domain above it, is in it.
"""

from __future__ import annotations

import re
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
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")


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
    if not bare or (len(bare) <= 253 and _HOST.fullmatch(bare)):
        return bare
    return OTHER


def group(host: str) -> str:
    """Which of GROUPS a host belongs to, as `host` names it."""
    if not host:
        return NONE
    return next((name for name in (AI, SEARCH, SOCIAL) if _listed(host, name)), ELSE)


def spam(host: str) -> bool:
    """Whether nobody comes from there: the referrer is forged, so that the owner looks at it."""
    return _listed(host, "spam")


def _listed(host: str, name: str) -> bool:
    """Whether *host* or a domain above it is in a list: as many look-ups as it has labels."""
    hosts = _hosts(name)
    while host:
        if host in hosts:
            return True
        host = host.partition(".")[2]
    return False


@lru_cache(maxsize=4)  # the four lists
def _hosts(name: str) -> frozenset[str]:
    lines = (LISTS / f"{name}.txt").read_text("ascii").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
