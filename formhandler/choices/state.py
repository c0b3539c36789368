"""What one browser has chosen, as its cookie and the consent record tell it together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import clock
from formhandler.choices.answer import holds
from formhandler.choices.cookie import Cookie
from formhandler.consent import store
from formhandler.consent.event import Event
from record import Record
from texts.dates import format_clock, format_day

MOST = 50  # choices of one browser that its page lists

#: How the cookie and the record stand to each other.
NOTHING = "nothing"  # no cookie
UNREADABLE = "unreadable"  # a cookie that no answer of ours wrote
CHANGED = "changed"  # what is asked has another meaning since
EXPIRED = "expired"  # the choice's time is over, and the browser kept the cookie
UNKNOWN = "unknown"  # the record has no such event
DIFFERS = "differs"  # the record says something else than the cookie
UNSEEN = "unseen"  # the record can't be read just now
HOLDS = "holds"
#: Where the browser does as its cookie says.
OBEYED = (UNKNOWN, DIFFERS, UNSEEN, HOLDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One choice, in words for its page."""

    event: Event
    day: str
    time: str
    until: str
    given: str  # names of what was allowed, "" when nothing was
    refused: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a browser has chosen, for its page."""

    kind: str
    allowed: str = ""  # names of what the browser loads now
    objected: bool = False  # to the counting of visits: heeded whatever has changed
    ticked: frozenset[str] = frozenset()  # ids of what is allowed now
    history: tuple[Made, ...] = ()  # the newest first; the first is the cookie's
    words: str | None = None  # the exact text of the newest

    @property
    def made(self) -> Made | None:
        """The choice that the cookie names."""
        return self.history[0] if self.history else None


def of(value: str | None, record: Record, meaning: str, reader: Engine, *, lang: str, now: datetime) -> State:
    """
    Look the cookie's *value* up.

    Args:
        meaning: Of the record.
    """
    if value is None:
        return State(kind=NOTHING)
    try:
        cookie = Cookie.read(value)
    except ValueError:
        return State(kind=UNREADABLE)
    try:
        with reader.connect() as db:
            events, words = _look_up(db, cookie)
    except SQLAlchemyError:
        events, words = None, None
    kind = _kind(cookie, events, record, meaning, now)
    counts = cookie.allowed if kind in OBEYED else frozenset[str]()
    return State(
        kind=kind,
        allowed=names(counts, record, lang),
        objected=cookie.objected,
        ticked=counts,
        history=tuple(_made(event, record, lang) for event in events or ()),
        words=words,
    )


def _look_up(db: Connection, cookie: Cookie) -> tuple[list[Event], str | None]:
    events = [each for each in islice(store.history(db, cookie.event), MOST) if each.surface != "form"]
    return events, store.words(db, events[0].text) if events else None


def _kind(cookie: Cookie, events: list[Event] | None, record: Record, meaning: str, now: datetime) -> str:
    waiting = {category.id for category in record.categories if category.consent}
    if cookie.meaning != meaning:
        return CHANGED
    if not cookie.allowed <= waiting:
        return UNREADABLE
    if events is None:
        return UNSEEN
    if not events:
        return UNKNOWN
    newest = events[0]
    if (frozenset(newest.given), newest.objected, newest.meaning) != (
        cookie.allowed,
        cookie.objected,
        cookie.meaning,
    ):
        return DIFFERS
    return HOLDS if holds(newest, meaning, now) else EXPIRED


def _made(event: Event, record: Record, lang: str) -> Made:
    return Made(
        event=event,
        day=_day(clock.day(event.at), lang),
        time=format_clock(event.at, lang),
        until=_day(event.valid_until, lang) if event.valid_until else "",
        given=names(event.given, record, lang),
        refused=names(event.refused, record, lang),
    )


def names(ids: Iterator[str] | frozenset[str] | tuple[str, ...], record: Record, lang: str) -> str:
    """The names of categories in the record's order; of one that it has no more, the id."""
    known = {category.id: category.name[lang] for category in record.categories}
    wanted = frozenset(ids)
    return ", ".join([name for id, name in known.items() if id in wanted] + sorted(wanted - known.keys()))


def _day(day: date, lang: str) -> str:
    return format_day(day, lang, year=True)
