"""
What of the figures is told behind the link.

The sums are of nobody. But in a time with few visits they can be one person's: which pages, which language,
which site before. So a sum of few is not told by its name, addresses that somebody mistyped are not told at
all, and the hours of a day neither. What staff wrote beside the figures was written for the desk.

Who subtracts one period from another still gets the sums of a single day, and of nobody more than those.
"""

from collections.abc import Mapping
from dataclasses import replace

from counting.view import OTHER
from formhandler.counts import dims
from formhandler.figures.reading import Figures

#: A name that stands for fewer is told with all others of its kind; a time with fewer visits by its totals.
FEW = 5
#: Whose keys could tell of one person: which site, language, device, link, form.
NAMED = (dims.SOURCE, dims.DEVICE, dims.LANG, dims.CAMPAIGN, dims.FORM)
#: Tables that are not shown to others, and those that are even when there were few visits.
UNTOLD = frozenset({"missing", "left", "hours"})
ALWAYS = frozenset({"times"})


def public(figures: Figures) -> Figures:
    """*figures* as anybody may read them."""
    sums: dict[int, Mapping[str, int]] = {**figures.sums, dims.MISSING: {}, dims.LEFT: {}}
    sums |= {dim: _many(figures.sums[dim]) for dim in NAMED}
    notes = [note for note in figures.notes if note.kind != "own"]
    return replace(figures, sums=sums, notes=notes, hours=())


def untold(figures: Figures, tables: Mapping[str, object]) -> frozenset[str]:
    """Which of *tables* are not shown."""
    if figures.visits < FEW:
        return frozenset(tables) - ALWAYS
    return UNTOLD


def _many(sums: Mapping[str, int]) -> dict[str, int]:
    """The names with enough behind them; the rest is one sum. "" is no name: the source is not known."""
    told = {name: n for name, n in sums.items() if not name or (n >= FEW and name != OTHER)}
    rest = sum(sums.values()) - sum(told.values())
    return dict(sorted({**told, **({OTHER: rest} if rest else {})}.items(), key=lambda one: -one[1]))
