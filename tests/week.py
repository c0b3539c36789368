"""
A week of visits made up from a seed, what is true of them, and a browser that makes them.

Each visit is a walk: an arrival, by typing the address or through a link on a page of others, then clicks on
links of the site, reloads, at times a message through the form. Some visitors are bots or have Global Privacy
Control on. What has to be counted follows from the walks alone; nothing of ours that counts has a part in it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

FINLAND = ZoneInfo("Europe/Helsinki")
#: Sunday has 25 hours.
WEEK = tuple(date(2026, 10, 19) + timedelta(days=n) for n in range(7))

PERSON, BOT, GPC = "person", "bot", "gpc"
ARRIVE, CLICK, RELOAD, SEND = "arrive", "click", "reload", "send"
TYPED, SEARCH, SOCIAL = "", "www.google.com", "www.facebook.com"

Links = Mapping[str, Sequence[str]]  # page → the pages it leads to


@dataclass(frozen=True, slots=True)
class Step:
    """What a visitor does next."""

    kind: str
    page: str  # where they then are


@dataclass(frozen=True, slots=True)
class Visit:
    """One walk of one visitor."""

    at: datetime  # UTC; all of its steps lie in one hour
    who: str
    source: str  # the host whose link they followed; "" for who typed the address
    steps: tuple[Step, ...]


@dataclass(slots=True)
class PageTruth:
    """What happened to one page."""

    views: int = 0
    entries: int = 0
    exits: int = 0
    reloads: int = 0


@dataclass(slots=True)
class Truth:
    """What is to be counted."""

    days: dict[date, dict[str, PageTruth]] = field(default_factory=lambda: {day: {} for day in WEEK})
    sources: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)  # by the form's page
    left: Counter[str] = field(default_factory=Counter)  # requests that are not counted, by reason

    def page(self, day: date, page: str) -> PageTruth:
        """To be added to."""
        return self.days[day].setdefault(page, PageTruth())

    def by_day(self) -> dict[tuple[date, str], tuple[int, int, int]]:
        """Day and page → views, entries, reloads: what each day has by itself."""
        return {
            (day, page): (one.views, one.entries, one.reloads)
            for day, pages in self.days.items()
            for page, one in pages.items()
        }

    def week(self) -> dict[str, PageTruth]:
        """The pages of all days."""
        whole: dict[str, PageTruth] = {}
        for pages in self.days.values():
            for page, one in pages.items():
                sums = whole.setdefault(page, PageTruth())
                sums.views += one.views
                sums.entries += one.entries
                sums.exits += one.exits
                sums.reloads += one.reloads
        return whole


def made_up(seed: int, visits: int, links: Links, forms: Mapping[str, str]) -> list[Visit]:
    """
    So many *visits* of a week, in the order in which they happen.

    Args:
        links: of every page that may be walked to.
        forms: page of a form → the page of thanks that it leads to.
    """
    chance = random.Random(seed)
    return sorted((_visit(chance, links, forms) for _ in range(visits)), key=lambda visit: visit.at)


def everything(visits: Iterable[Visit]) -> bool:
    """Whether each kind of visitor, of source and of step is among them."""
    visits = list(visits)
    return (
        {visit.who for visit in visits} == {PERSON, BOT, GPC}
        and {visit.source for visit in visits} == {TYPED, SEARCH, SOCIAL}
        and {step.kind for visit in visits for step in visit.steps} == {ARRIVE, CLICK, RELOAD, SEND}
    )


def _visit(chance: random.Random, links: Links, forms: Mapping[str, str]) -> Visit:
    day = datetime(WEEK[0].year, WEEK[0].month, WEEK[0].day, tzinfo=FINLAND).astimezone(UTC)
    at = day + timedelta(hours=chance.randrange(24 * 7 + 1), minutes=chance.randrange(60))
    who = chance.choices((PERSON, BOT, GPC), (20, 2, 1))[0]
    source = chance.choices((TYPED, SEARCH, SOCIAL), (4, 4, 2))[0]
    page = chance.choice(sorted(links))
    steps = [Step(ARRIVE, page)]
    while chance.random() < 0.6:
        steps.append(_next(chance, steps[-1], links, forms if who == PERSON else {}))
    return Visit(at, who, source, tuple(steps))


def _next(chance: random.Random, last: Step, links: Links, forms: Mapping[str, str]) -> Step:
    """
    A message now and then where there is a form, a reload at times, mostly a link.

    The thanks for a message are not reloaded: to a server it looks as if the form led there once more.
    """
    if last.page in forms and chance.random() < 0.3:
        return Step(SEND, forms[last.page])
    if last.kind != SEND and chance.random() < 0.15:
        return Step(RELOAD, last.page)
    return Step(CLICK, chance.choice(links[last.page]))


def truth(visits: Iterable[Visit]) -> Truth:
    """What is to be counted of them."""
    found = Truth()
    for visit in visits:
        if visit.who == PERSON:
            _add(found, visit)
        else:
            found.left[visit.who] += len(visit.steps)
    return found


def _add(found: Truth, visit: Visit) -> None:
    day = visit.at.astimezone(FINLAND).date()
    found.page(day, visit.steps[0].page).entries += 1
    found.page(day, visit.steps[-1].page).exits += 1
    found.sources[visit.source.removeprefix("www.")] += 1
    before = ""
    for step in visit.steps:
        if step.kind == RELOAD:
            found.page(day, step.page).reloads += 1
        else:
            found.page(day, step.page).views += 1
        if step.kind == SEND:
            found.sent[before] += 1
        before = step.page
