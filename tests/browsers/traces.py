"""What a visit leaves behind, and what the record declares of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from playwright.sync_api import Cookie

from formhandler.clock import HELSINKI
from record import Record
from record.model import Storage
from record.model.device import SELF
from record.period import Period
from tests.browsers.states import State
from tests.browsers.visits import Visit

SPARE = timedelta(hours=1, minutes=1)  # the clock's hour in summer, and a minute for the test itself
Stored = tuple[str, str, str]  # kind as in the record, name, host


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """All that a visit leaves, with the browser and with others."""

    hosts: frozenset[str]
    stored: frozenset[Stored]
    lasting: frozenset[str] = frozenset()  # cookies that outlive what the record says
    unsafe: frozenset[str] = frozenset()  # cookies that travel without TLS, or with what other sites send
    measured: frozenset[str] = frozenset()


def declared(record: Record, state: State, own: str) -> Traces:
    """What the record declares for who has this state and did nothing but read."""
    waiting = {category.id for category in record.categories if category.consent}
    always = {category.id for category in record.categories} - waiting
    hosts = [host.host for host in record.hosts if host.category in always | set(state.loads)]
    stored = [item for item in record.storage if item.category in state.loads]
    if state.choices:
        stored.append(record.choice_cookie)
    return Traces(
        hosts=frozenset(own if host == SELF else host for host in hosts),
        stored=frozenset((item.kind, item.name, own if item.host == SELF else item.host) for item in stored),
    )


def left_by(visit: Visit, record: Record, now: datetime) -> Traces:
    """What was seen of a visit."""
    cookies = visit.context.cookies()
    lifetimes = {item.name: item for item in record.storage if item.kind == "cookie"}
    return Traces(
        hosts=frozenset(visit.seen.hosts),
        stored=frozenset(
            {("cookie", each["name"], each["domain"]) for each in cookies} | visit.stored
        ),  # a cookie for a whole domain has a dot before it
        lasting=frozenset(
            each["name"]
            for each in cookies
            if each["name"] in lifetimes and _outlives(each, lifetimes[each["name"]], now)
        ),
        unsafe=frozenset(each["name"] for each in cookies if not (each["secure"] and _lax(each))),
        measured=frozenset(visit.measured),
    )


def _outlives(cookie: Cookie, item: Storage, now: datetime) -> bool:
    if not isinstance(item.lifetime, Period):
        return cookie["expires"] != -1  # "session"
    today = now.astimezone(HELSINKI).date()
    last = now + (item.lifetime.add_to(today) - today) + SPARE
    return not 0 < cookie["expires"] <= last.timestamp()


def _lax(cookie: Cookie) -> bool:
    return cookie["sameSite"] in ("Lax", "Strict")
