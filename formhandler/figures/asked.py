"""What the address of a page of figures asks for: which days, in which order, which tables whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from formhandler.figures import period
from formhandler.figures.period import Period, Preset

MONTH = re.compile(r"(\d{4})-(\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FIRST_YEAR, LAST_YEAR = 1970, 9000  # beyond them dates have no neighbours to be compared with
#: What the table of pages is ordered by.
SORTS = ("views", "entries", "exits", "name")


class Fault(StrEnum):
    """Why the days that were asked for are not shown."""

    UNKNOWN = "unknown"  # a period that there is none of
    NO_DATE = "no_date"
    ORDER = "order"  # the last day is before the first
    FUTURE = "future"
    NOTHING = "nothing"  # all of it is before the first day that is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The address, understood as far as it can be; what cannot be is left to what is usual."""

    period: str = ""  # one of Preset, or a month as 2026-11; "" where two days are asked for, or nothing
    start: str = ""  # as they were typed
    end: str = ""
    sort: str = SORTS[0]
    whole: frozenset[str] = frozenset()  # the tables that are shown with all of their rows
    page: str = ""  # of the page about one page: its path

    def args(self, *, show: str = "", hide: str = "", **changes: str) -> dict[str, Any]:
        """
        The arguments of an address that asks for this, with *changes*; without what is usual.

        Args:
            show, hide: A table to show whole, or no more.
        """
        asked = replace(self, **dict[str, Any](changes))
        found = {
            "osoite": asked.page,
            "jakso": asked.period,
            "alku": asked.start,
            "loppu": asked.end,
            "jarjestys": asked.sort if asked.sort != SORTS[0] else "",
            "nayta": ",".join(sorted(({*asked.whole} | {show}) - {hide, ""})),
        }
        return {name: value for name, value in found.items() if value}


def asked(args: Mapping[str, str]) -> Asked:
    """Read the arguments of an address. Two days go before a period's name; a form may send both."""
    start, end = (args.get(name, "").strip()[:20] for name in ("alku", "loppu"))
    sort = args.get("jarjestys", "")
    return Asked(
        period="" if start or end else args.get("jakso", "")[:20],
        start=start,
        end=end,
        sort=sort if sort in SORTS else SORTS[0],
        whole=frozenset(re.findall(r"[a-z]+", args.get("nayta", "")[:200])),
        page=args.get("osoite", "")[:255],
    )


def days(asked: Asked, *, first: date, today: date) -> tuple[Period, Fault | None]:
    """The period that is asked for, or the usual one and what is wrong with what was asked."""
    usual = period.preset(Preset.DAYS, first=first, today=today)
    found = _typed(asked, first=first, today=today) if asked.start or asked.end else None
    if found is None:
        found = _named(asked.period, first=first, today=today) if asked.period else usual
    return (found, None) if isinstance(found, Period) else (usual, found)


def _named(name: str, *, first: date, today: date) -> Period | Fault:
    if name in set(Preset):
        return period.preset(Preset(name), first=first, today=today)
    found = MONTH.fullmatch(name)
    if not found or not _day(f"{name}-01"):
        return Fault.UNKNOWN
    year, number = map(int, found.groups())
    if date(year, number, 1) > today:
        return Fault.FUTURE
    return period.month(year, number, first=first, today=today) or Fault.NOTHING


def _typed(asked: Asked, *, first: date, today: date) -> Period | Fault:
    """One day alone stands for both."""
    start, end = _day(asked.start or asked.end), _day(asked.end or asked.start)
    if start is None or end is None:
        return Fault.NO_DATE
    if end < start:
        return Fault.ORDER
    if start > today:
        return Fault.FUTURE
    return period.between(start, end, first=first, today=today) or Fault.NOTHING


def _day(text: str) -> date | None:
    """Only as a date field sends it, in ASCII digits."""
    if not (text.isascii() and DAY.fullmatch(text)):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
