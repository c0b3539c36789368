"""
The visits of the demo's days, one by one, as a browser would make them: where from, which page first, where
next, back or reloaded. What our own counting makes of them is what is kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import accumulate
from random import Random

from counting.view import (
    BOT,
    DESKTOP,
    GPC,
    OBJECTION,
    OTHER,
    OWN,
    PHONE,
    PREFETCH,
    RELOAD,
    RETURN,
    SPAM,
    TABLET,
    VIEW,
    Counted,
    Left,
    Missing,
    Sent,
    View,
    hour,
)
from formhandler import clock
from formhandler.demo.calendar import Day

SEARCH = {"google.com": 74, "bing.com": 11, "duckduckgo.com": 7, "ecosia.org": 4, "yandex.com": 1}
SOCIAL = {"facebook.com": 46, "instagram.com": 30, "linkedin.com": 14, "reddit.com": 5}
ASSISTANTS = {"chatgpt.com": 58, "perplexity.ai": 15, "copilot.microsoft.com": 14, "gemini.google.com": 9}
#: Sites of the neighbourhood; .example is nobody's (RFC 2606).
LOCAL = {
    "paikallislehti.example": 34,
    "yrittajat.example": 30,
    "kyla.example": 22,
    "forum.example": 9,
}
LANGS = {"fi": 71, "sv": 10, "en": 12, "ru": 2, "et": 2, "uk": 1, "de": 1, OTHER: 1}
#: The site's language that a browser's is shown, where it is not the site's first.
SHOWN = {"sv": "sv", "en": "en", "ru": "en", "et": "en", "uk": "en", "de": "en", OTHER: "en"}
#: What is asked for and is not there, and how often a day.
GONE = {
    "/hinnasto.html": 0.6,
    "/yhteystiedot.html": 0.5,
    "/index.php": 0.3,
    "/tarjoukset": 0.2,
    "/vanha": 0.1,
}
#: Left out, so many for each visit that is counted.
LEFT_OUT = {BOT: 0.9, PREFETCH: 0.05, OWN: 0.03, GPC: 0.025, SPAM: 0.012, OBJECTION: 0.008}
HOURS = (1, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 11, 11, 11, 10, 9, 9, 10, 11, 11, 9, 6, 3)  # from midnight
GOES_ON, GOES_BACK, RELOADS, SENDS = 0.54, 0.06, 0.02, 0.16


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the demo knows of a site."""

    pages: Sequence[str]
    languages: Sequence[str]  # the first at the root of the site, the others each in a folder of their own
    forms: Mapping[str, str]  # a page with a form → where one comes when it is sent
    menu: frozenset[str]  # the pages that every page leads to
    rare: tuple[str, ...]  # what hardly anybody looks for begins so: the notice, the choices, the receipt
    campaigns: bool  # whether the tags of links are counted


@dataclass(frozen=True, slots=True)
class Site:
    """The pages that are visited, by language, and those with a form."""

    pages: dict[str, list[str]]  # language → its pages; the site's first language stands first
    homes: dict[str, str]
    weights: dict[str, float]

    @classmethod
    def of(cls, plan: Plan, dice: Random) -> "Site":
        """By language, each page with how often it is chosen; a page of thanks is never chosen."""
        others = {f"/{lang}/": lang for lang in plan.languages[1:]}
        by_lang: dict[str, list[str]] = {lang: [] for lang in plan.languages}
        pages = [page for page in plan.pages if page not in plan.forms.values()]
        for page in pages:
            lang = next((lang for root, lang in others.items() if page.startswith(root)), plan.languages[0])
            by_lang[lang].append(page)
        by_lang = {lang: found for lang, found in by_lang.items() if found}
        homes = {lang: min(found, key=lambda page: (len(page), page)) for lang, found in by_lang.items()}
        weights = {page: _weight(page, page in homes.values(), plan, dice) for page in pages}
        return cls(by_lang, homes, weights)


def _weight(page: str, home: bool, plan: Plan, dice: Random) -> float:
    chance = dice.uniform(0.6, 1.4)  # drawn for every page, so that one more changes no other
    if page.startswith(plan.rare):
        return 0.1 * chance
    return chance * (6.0 if home else 2.0 if page in plan.menu else 0.7)


class Visits:
    """All that happens on the site, day by day, up to now."""

    def __init__(self, plan: Plan, dice: Random, *, now: datetime) -> None:
        self._plan, self._site, self._dice, self._until = plan, Site.of(plan, dice), dice, now
        site = self._site
        self._hours = list(accumulate(HOURS))
        self._next = {
            lang: list(accumulate(site.weights[p] for p in site.pages[lang])) for lang in site.pages
        }

    def of(self, day: Day) -> Iterator[Counted]:
        """Everything that is counted on one day, in no order; nothing after now."""
        for _ in range(day.visits):
            at = self._hour(day)
            if at <= self._until.timestamp():
                yield from self._visit(day, at)
        yield from self._beside(day)

    def _visit(self, day: Day, at: int) -> Iterator[Counted]:
        lang, device = self._pick(LANGS), self._device(day)
        pages = self._lang(lang)
        page = self._entry(pages, day)
        campaign = day.campaign and self._dice.random() < 0.5
        source = "facebook.com" if campaign else self._source(day)
        tag = "kampanja" if campaign and self._plan.campaigns else ""
        yield View(at, VIEW, page, None, source, device, lang, tag)
        while self._dice.random() < GOES_ON:
            chance = self._dice.random()
            if chance < RELOADS:
                yield View(at, RELOAD, page, None, source, device, lang)
                continue
            before, page = page, self._other(pages, page)
            yield View(at, VIEW, page, before, "", device, lang)
            if chance < RELOADS + GOES_BACK:
                page = before
                yield View(at, RETURN, page, before, "", device, lang)
        if page in self._plan.forms and self._dice.random() < SENDS:
            yield Sent(at, page)
            if (thanks := self._plan.forms[page]) in self._plan.pages:
                yield View(at, VIEW, thanks, page, "", device, lang)

    def _beside(self, day: Day) -> Iterator[Counted]:
        for reason, share in LEFT_OUT.items():
            for at in self._times(day, day.visits * share):
                yield Left(at, reason)
        for path, mean in GONE.items():
            for at in self._times(day, mean):
                yield Missing(at, path)

    def _times(self, day: Day, mean: float) -> Iterator[int]:
        """So many hours of the day on average, those that have begun."""
        whole = int(mean)
        for _ in range(whole + (self._dice.random() < mean - whole)):
            at = self._hour(day)
            if at <= self._until.timestamp():
                yield at

    def _hour(self, day: Day) -> int:
        at = self._dice.choices(range(24), cum_weights=self._hours)[0]
        return hour(datetime.combine(day.day, time(at), clock.HELSINKI).timestamp())

    def _device(self, day: Day) -> str:
        desktop = 44 if day.day.weekday() < 5 else 25
        return self._pick({PHONE: 96 - desktop, DESKTOP: desktop, TABLET: 4})

    def _lang(self, lang: str) -> str:
        shown = SHOWN.get(lang, lang)
        return shown if shown in self._site.pages else next(iter(self._site.pages))

    def _entry(self, lang: str, day: Day) -> str:
        home = self._site.homes[lang]
        return home if self._dice.random() < (0.75 if day.paper else 0.4) else self._other(lang, home)

    def _other(self, lang: str, page: str) -> str:
        pages = self._site.pages[lang]
        if len(pages) == 1:
            return page
        while (found := self._dice.choices(pages, cum_weights=self._next[lang])[0]) == page:
            pass
        return found

    def _source(self, day: Day) -> str:
        assistants = 1 + 9 * day.age  # they come to send more visitors year by year
        local = 40 if day.paper else 7
        kind = self._pick({"none": 36, "search": 43, "social": 8, "local": local, "assistants": assistants})
        kinds = {"search": SEARCH, "social": SOCIAL, "local": LOCAL, "assistants": ASSISTANTS}
        return self._pick(kinds[kind]) if kind in kinds else ""

    def _pick(self, weights: Mapping[str, float]) -> str:
        return self._dice.choices(list(weights), weights=list(weights.values()))[0]
