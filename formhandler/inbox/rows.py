"""The lines of a list: messages and answers in the owner's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from babel import Locale

from formhandler import plain
from formhandler.clock import HELSINKI
from formhandler.inbox import display, store
from formhandler.inbox.entry import Entry
from formhandler.inbox.reading import Reading
from formhandler.inbox.store import Status
from texts import LANGUAGES, Translator
from texts.dates import LOCALES, format_clock, format_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line."""

    reference: str  # of the message that the line leads to
    answer: bool  # it is the owner's own, not the visitor's
    sender: str  # empty when anonymous
    start: str
    start_lang: str  # "" when it is none of ours
    language: str  # its name
    when: str
    received: datetime | None
    kind: str
    state: str
    request: str  # what a follow-up asks for, in words
    signs: tuple[str, ...]  # of spam, in words
    until: date | None
    problem: str  # why it could not be opened, in words

    @property
    def unread(self) -> bool:
        return self.state == store.NEW

    @property
    def held(self) -> bool:
        return self.kind == store.QUARANTINE


def of_page(found: Iterable[Status], reading: Reading, t: Translator, *, now: datetime) -> list[Row]:
    """Lines for messages that the database lists."""
    pairs = ((status, reading.index.entry(status.seq)) for status in found)
    return [_row(entry, reading.index.sender(entry), status, t, now) for status, entry in pairs if entry]


def of_entries(found: Iterable[Entry], reading: Reading, t: Translator, *, now: datetime) -> list[Row]:
    """Lines for what the index has found; what was erased meanwhile is left out."""
    entries = list(found)
    statuses = store.statuses(reading.db, [entry.key for entry in entries if entry.key > 0])
    answered = reading.index.of_threads(entry.thread for entry in entries if entry.key < 0)
    lines = []
    for entry in entries:
        if status := statuses.get(entry.key):
            lines.append(_row(entry, reading.index.sender(entry), status, t, now))
        elif entry.key < 0 and (reference := answered.get(entry.thread)):
            lines.append(_answer(entry, reference, t, now))
    return lines


def _row(entry: Entry, sender: str, status: Status, t: Translator, now: datetime) -> Row:
    return Row(
        reference=entry.reference,
        answer=False,
        sender=sender,
        start=entry.start,
        start_lang=entry.lang if entry.lang in LANGUAGES else "",
        language=language(entry.lang, t),
        when=when(entry.when, t, now) if entry.when else day(status.day, t, now),
        received=entry.when,
        kind=status.kind,
        state=status.state,
        request=request(entry.request, t),
        signs=tuple(display.reason(code, t) for code in entry.signs),
        until=status.expires_on,
        problem=plain.words(entry.problem, t) if entry.problem else "",
    )


def _answer(entry: Entry, reference: str, t: Translator, now: datetime) -> Row:
    assert entry.when is not None  # an answer that does not open has no entry
    return Row(
        reference=reference,
        answer=True,
        sender=entry.sender,
        start=entry.start,
        start_lang=entry.lang if entry.lang in LANGUAGES else "",
        language="",
        when=when(entry.when, t, now),
        received=entry.when,
        kind="",
        state="",
        request="",
        signs=(),
        until=None,
        problem="",
    )


def when(moment: datetime, t: Translator, now: datetime) -> str:
    """A moment as one says it: "today 14.05", "yesterday 9.30", "3.11.", "3.11.2025"."""
    days = (now.astimezone(HELSINKI).date() - moment.astimezone(HELSINKI).date()).days
    time = format_clock(moment, t.lang)
    if days == 0:
        return t("today %(time)s", time=time)
    if days == 1:
        return t("yesterday %(time)s", time=time)
    return day(moment.astimezone(HELSINKI).date(), t, now)


def day(day: date, t: Translator, now: datetime) -> str:
    """A day in short; this year's without the year."""
    return format_day(day, t.lang, year=day.year != now.astimezone(HELSINKI).year)


def language(code: str, t: Translator) -> str:
    """The name of a language that the site is in; of another, which only a stranger names, nothing."""
    return _language(code, t.lang) if code in LANGUAGES else ""


@cache
def _language(code: str, lang: str) -> str:
    return str(Locale.parse(LOCALES[lang]).languages[code])


def request(code: str, t: Translator) -> str:
    """What a visitor asks for who came back with a receipt code."""
    return {
        "reply": t("Reply"),
        "correct": t("Asks for a correction"),
        "object": t("Objects"),
        "erase": t("Asks for erasure"),
    }.get(code, "")
