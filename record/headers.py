"""
The headers that keep a browser to what the record declares, whoever sends them.

The handler adds them to its own answers (formhandler/headers.py), and the configuration of the web server in
front carries the same (webserver/), so that a page is guarded alike on a laptop and online.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

from record import asking, csp
from record.model import Record

#: The token for a visitor who objects to the counting of visits.
NO_COUNTING = "no_counting"
#: What stands in place of tokens when there are none.
NONE = "-"


def security(*, https: bool) -> dict[str, str]:
    """
    Return the headers that every answer carries, but for its policy.

    Referrer-Policy is same-origin, not no-referrer: the latter turns a form's Origin into null and
    with it the origin verdict into "unknown".
    """
    headers = {
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def opens(allowed: Collection[str], objected: bool, meaning: str) -> str:
    """
    The choice cookie up to its event, which is all that a policy depends on: ``statistics~0123456789ab``.

    Args:
        allowed: Ids of the categories that the visitor allowed.
        objected: Whether they object to the counting of visits.
        meaning: Of the record when they chose (record/asking.py).
    """
    tokens = sorted({*allowed, *((NO_COUNTING,) if objected else ())})
    return f"{'.'.join(tokens) or NONE}~{meaning}"


def opened(record: Record) -> dict[str, str]:
    """
    The policy of each choice that opens a page to something, by the cookie up to its event.

    A cookie with another meaning than the record's, or with anything else in it, is not there: its pages
    stay closed. Ten categories are 2,046 choices, worked out in half a second.
    """
    waiting = sorted(category.id for category in record.categories if category.consent)
    meaning = asking.meaning(record)
    chosen = [frozenset(some) for n in range(1, len(waiting) + 1) for some in combinations(waiting, n)]
    return {
        opens(some, objected, meaning): csp.policy(record, some)
        for some in chosen
        for objected in (False, True)
    }
