"""What a batch comes to: many views added up in memory, so that the database gets one row for each sum."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache

from counting.view import HOUR, OTHER, RELOAD, RETURN, VIEW, Counted, Left, Missing, Sent, View
from formhandler import clock
from formhandler.counts import dims

LONGEST = 255  # characters of a name, as the table has it
EPOCH = date(1970, 1, 1).toordinal()

# Where each sum of a page stands in its list, as the columns of the tables do.
VIEWS, ENTRIES, ONWARD, RETURNS, RELOADS = range(5)


#: The sums of each name, by what the names belong to: (day,) for pages, (dimension, day) for the rest.
Groups = dict[tuple[int, ...], dict[str, list[int]]]


@dataclass(frozen=True, slots=True)
class Sums:
    """What a batch comes to. Days are numbers, names are clean."""

    pages: Groups = field(default_factory=dict)
    keys: Groups = field(default_factory=dict)
    hours: dict[int, list[int]] = field(default_factory=dict)  # hours since 1970 → views, entries

    def page(self, day: int, name: str) -> list[int]:
        """The five sums of one page's day, to be added to."""
        return self.pages.setdefault((day,), {}).setdefault(name, [0, 0, 0, 0, 0])

    def add(self, dim: int, day: int, name: str, n: int = 1) -> None:
        """Count *n* more of *name* in a dimension."""
        self.keys.setdefault((dim, day), {}).setdefault(name, [0])[0] += n

    def whose(self, day: int, device: str, lang: str, n: int) -> None:
        """By whom *n* pages were shown, for views that name no device: they are counted apart from it."""
        self.add(dims.DEVICE, day, clean(device), n)
        self.add(dims.LANG, day, clean(lang), n)

    def count(self, one: Counted, n: int = 1, day: int | None = None) -> None:
        """Add one counted thing, or *n* that are alike; as of its hour's day, unless *day* is another."""
        day = day_of(one.hour) if day is None else day
        match one:
            case View():
                _view(self, day, one, n)
            case Left():
                self.add(dims.LEFT, day, clean(one.reason), n)
            case Missing():
                self.add(dims.MISSING, day, clean(one.path), n)
            case Sent():
                self.add(dims.FORM, day, clean(one.page), n)


def fold(counted: Iterable[Counted]) -> Sums:
    """Add up *counted*."""
    sums = Sums()
    for one in counted:
        sums.count(one)
    return sums


@lru_cache(maxsize=64)
def day_of(hour: int) -> int:
    """
    The number of the calendar day in Finland on which an hour lies.

    Args:
        hour: seconds UTC since 1970. Finland is whole hours from UTC, also in its nights of 23 and 25 hours.
    """
    return number(clock.day(datetime.fromtimestamp(hour, UTC)))


def number(day: date) -> int:
    """Days from 1970-01-01 to *day*: how the tables have it."""
    return day.toordinal() - EPOCH


def date_of(day: int) -> date:
    """The calendar date with this number."""
    return date.fromordinal(day + EPOCH)


@lru_cache(maxsize=64)
def month_of(day: int) -> int:
    """The number of the first day of the month."""
    return number(date_of(day).replace(day=1))


def months(days: Groups) -> Groups:
    """The same sums by month."""
    found: Groups = {}
    for (*dim, day), names in days.items():
        merge(found.setdefault((*dim, month_of(day)), {}), names)
    return found


def merge(into: dict[str, list[int]], more: dict[str, list[int]]) -> None:
    """Add *more* to *into*, name by name."""
    for name, sums in more.items():
        old = into.get(name)
        into[name] = sums[:] if old is None else [a + b for a, b in zip(old, sums, strict=True)]


@lru_cache(maxsize=4096)
def clean(name: str) -> str:
    """*name* as the tables may hold it: what is too long or cannot be shown is one of the rest."""
    return name if len(name) <= LONGEST and name.isprintable() else OTHER


def _view(sums: Sums, day: int, view: View, n: int) -> None:
    page = sums.page(day, clean(view.page))
    if view.kind == VIEW:
        _shown(sums, day, view, page, n)
    elif view.kind == RELOAD:
        page[RELOADS] += n
        sums.add(dims.TOTAL, day, "reloads", n)
    elif view.kind == RETURN:
        page[RETURNS] += n
        sums.add(dims.TOTAL, day, "returns", n)


def _shown(sums: Sums, day: int, view: View, page: list[int], n: int) -> None:
    hour = sums.hours.setdefault(view.hour // HOUR, [0, 0])
    hour[VIEWS] += n
    page[VIEWS] += n
    sums.add(dims.TOTAL, day, "views", n)
    if view.device:
        sums.whose(day, view.device, view.lang, n)
    if view.before is not None:
        sums.page(day, clean(view.before))[ONWARD] += n
        return
    hour[ENTRIES] += n
    page[ENTRIES] += n
    sums.add(dims.TOTAL, day, "entries", n)
    sums.add(dims.SOURCE, day, clean(view.source), n)
    if view.campaign:
        sums.add(dims.CAMPAIGN, day, clean(view.campaign), n)
