"""
Another program's views, entrances and exits of a day, made to fit our rule: every view is an entry, or
somebody came to it from a page of ours.

A session that began before midnight, or with something that is no view, breaks it by a few; then the views
stay as they are and the others give way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Page:
    """One page's day, as another program counted it."""

    views: int = 0
    entries: int = 0
    exits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """One page's day, as we would have counted it."""

    views: int
    entries: int
    onward: int


def fit(pages: Mapping[str, Page]) -> dict[str, Fitted]:
    """
    Every page with at most as many entries as views, and onward so that over all of them the views are the
    entries and the onward together. Without any entries in the file, every view counts as one.
    """
    known = any(page.entries for page in pages.values())
    entries = {name: min(page.entries, page.views) if known else page.views for name, page in pages.items()}
    left = sum(page.views for page in pages.values()) - sum(entries.values())
    likely = [max(0, page.views - page.exits) for page in pages.values()]
    if not sum(likely):
        likely = [page.views for page in pages.values()]
    return {
        name: Fitted(views=page.views, entries=entries[name], onward=onward)
        for (name, page), onward in zip(pages.items(), share(left, likely), strict=True)
    }


def share(whole: int, weights: Sequence[int]) -> list[int]:
    """*whole* in whole parts after *weights*, by the largest remainders; the parts add up to it."""
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    parts = [whole * weight // total for weight in weights]
    most = sorted(range(len(weights)), key=lambda at: whole * weights[at] % total, reverse=True)
    for at in most[: whole - sum(parts)]:
        parts[at] += 1
    return parts
