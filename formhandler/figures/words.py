"""Numbers, days and keys of the figures, as people of each language write them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import get_decimal_symbol, get_group_symbol

from counting.view import BOT, DESKTOP, GPC, OBJECTION, OTHER, OWN, PHONE, PREFETCH, SPAM, TABLET
from formhandler.figures.period import Days, Unit
from texts import Translator
from texts.dates import LOCALES, format_clock, format_day

SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


class Numbers:
    """Numbers in one language; quick, because a table has thousands of them."""

    def __init__(self, lang: str) -> None:
        locale = LOCALES[lang]
        self._group, self._point = get_group_symbol(locale), get_decimal_symbol(locale)
        self._percent = "%" if lang == "en" else f"{SPACE}%"

    def count(self, number: int) -> str:
        """12345 as "12 345"."""
        return f"{number:,}".replace(",", self._group)

    def decimal(self, number: float) -> str:
        """1.75 as "1,8"; what is a tenth or less apart is the same to a reader."""
        whole, _, tenth = f"{number:,.1f}".partition(".")
        return whole.replace(",", self._group) + self._point + tenth

    def share(self, part: float) -> str:
        """0.123 as "12,3 %"."""
        return self.decimal(100 * part) + self._percent

    def change(self, part: float) -> str:
        """0.12 as "+12 %", −0.5 as "−50 %"."""
        whole = round(100 * part)
        sign = "+" if whole > 0 else MINUS if whole < 0 else "±"
        return sign + self.count(abs(whole)) + self._percent

    def plain(self, number: float) -> str:
        """For a spreadsheet: no thousands, the language's own decimal sign, shares in percent."""
        return f"{100 * number:.1f}".replace(".", self._point)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How something has changed since the time before."""

    before: str  # the number then
    percent: str  # "+12 %"; "" when there was nothing then
    words: str  # "more than", "fewer than", "as many as"; so that no sign has to be read
    way: str  # up, down or same


def change(now: int, before: int | None, t: Translator) -> Change | None:
    """From *before* to *now*; None when there is nothing to compare with."""
    if before is None:
        return None
    numbers = Numbers(t.lang)
    way = "up" if now > before else "down" if now < before else "same"
    words = {"up": t("more than before"), "down": t("fewer than before"), "same": t("as many as before")}
    percent = numbers.change((now - before) / before) if before else ""
    return Change(before=numbers.count(before), percent=percent, words=words[way], way=way)


def days(days: Days, lang: str) -> str:
    """ "25.10.–23.11.2026", "2026-10-25 – 2026-11-23"; a day alone "23.11.2026"."""
    start, end = (format_day(day, lang, year=True) for day in (days.start, days.end))
    if days.number == 1:
        return end
    if not end.endswith(str(days.end.year)):  # ISO dates have dashes of their own
        return f"{start} – {end}"
    if days.start.year == days.end.year:
        start = format_day(days.start, lang, year=False)
    return f"{start}–{end}"


def month(day: date, lang: str) -> str:
    """ "lokakuu 2026" """
    return format_skeleton("yMMMM", day, locale=LOCALES[lang])


@lru_cache(maxsize=1024)
def span(days: Days, unit: Unit, lang: str) -> str:
    """A row of the table over time: "ma 23.11.", "16.11.–22.11.", "lokakuu 2026"."""
    match unit:
        case Unit.DAY:
            return format_skeleton("MEd", days.start, locale=LOCALES[lang])
        case Unit.WEEK:
            first, last = (format_day(day, lang, year=False) for day in (days.start, days.end))
            return first if days.number == 1 else f"{first}–{last}"
        case Unit.MONTH:
            return month(days.start, lang)


@lru_cache(maxsize=1024)
def short(days: Days, unit: Unit, lang: str) -> str:
    """The same under the chart's column, where there is little room."""
    if unit is Unit.MONTH:
        return format_skeleton("MMM", days.start, locale=LOCALES[lang]).rstrip(".")
    return format_day(days.start, lang, year=False)


def hour(start: int, lang: str) -> str:
    """An hour by the clock at home: "14.00"."""
    return format_clock(datetime.fromtimestamp(start, UTC), lang)


def page(path: str, t: Translator) -> str:
    return t("Other addresses") if path == OTHER else path


def key(name: str, t: Translator) -> str:
    """A host, an address, a tag as it is, and a word for all that have no name of their own."""
    return t("Everything else") if name == OTHER else name


def group(name: str, t: Translator) -> str:
    """A group of sources."""
    return {
        "search": t("Search engines"),
        "social": t("Social media"),
        "ai": t("AI assistants"),
        "other": t("Other sites"),
        "none": t("Not known"),
    }[name]


def device(name: str, t: Translator) -> str:
    known = {PHONE: t("Phone"), TABLET: t("Tablet"), DESKTOP: t("Computer")}
    return known.get(name) or key(name, t)


def reason(name: str, t: Translator) -> str:
    """Why a request was not counted."""
    known = {
        BOT: t("Bots"),
        PREFETCH: t("Loaded ahead of time, and perhaps never looked at"),
        OBJECTION: t("The visitor has objected"),
        GPC: t("The browser asks sites not to follow (Global Privacy Control)"),
        OWN: t("Your own visits, signed in"),
        SPAM: t("Referrer spam"),
    }
    return known.get(name) or key(name, t)


def language(code: str, t: Translator) -> str:
    """The name of a language in the page's own, with its first letter large as in a list."""
    if code == OTHER:
        return t("Everything else")
    name = Locale.parse(LOCALES[t.lang]).languages.get(code)
    return f"{name[0].upper()}{name[1:]}" if name else code
