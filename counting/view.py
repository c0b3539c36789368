"""
What is counted: one showing of a page, or one request that was left out, and nothing of who asked.

``hour`` is always seconds UTC since 1970 of the start of an hour: no finer time leaves the request. Finland
is whole hours from UTC, so each hour has one calendar day.
"""

from __future__ import annotations

from dataclasses import dataclass

VIEW, RELOAD, RETURN = KINDS = ("view", "reload", "return")
BOT, PREFETCH, OBJECTION, GPC, OWN, SPAM = REASONS = ("bot", "prefetch", "objection", "gpc", "own", "spam")
PHONE, TABLET, DESKTOP = DEVICES = ("phone", "tablet", "desktop")

#: Everything that has no name of its own: a page that was not built, one host or language too many.
OTHER = "*"
HOUR = 3600  # seconds


@dataclass(frozen=True, slots=True)
class View:
    """A page was shown: for the first time in a navigation, again by reloading, or by going back to it."""

    hour: int
    kind: str  # one of KINDS
    page: str  # its path, or OTHER
    before: str | None  # the page of this site one came from, or OTHER; None: an arrival from elsewhere
    source: str  # of an arrival: the host of the page that led here; "" without one
    device: str  # one of DEVICES
    lang: str  # the browser's first language, its primary subtag (BCP 47); or OTHER
    campaign: str = ""  # what a link was tagged with, where the record counts that


@dataclass(frozen=True, slots=True)
class Left:
    """A request that is not counted as a view, and why."""

    hour: int
    reason: str  # one of REASONS


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody asked for a page that is not there."""

    hour: int
    path: str  # without its query; bounded in length


@dataclass(frozen=True, slots=True)
class Sent:
    """A form was sent and kept."""

    hour: int
    page: str  # the form's


Counted = View | Left | Missing | Sent


def hour(seconds: float) -> int:
    """The start of the hour in which *seconds* UTC since 1970 lie."""
    return int(seconds // HOUR) * HOUR
