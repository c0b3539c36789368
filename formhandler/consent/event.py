"""
One choice of one visitor, as the consent record keeps it (GDPR Art. 7(1)).

An event says what was answered to which words, never who answered: no address, no browser, no account.
Its random id stands in the visitor's own browser (or in a sealed message), so only they can point at it.
"""

import json
import re
import secrets
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Self

from formhandler import clock
from record import Record, asking
from record.model.retention import TO_CALENDAR_YEAR
from record.period import Period

STATES = ("given", "refused", "withdrawn")
SURFACES = ("banner", "page", "embed", "form")
METHODS = ("button", "checkbox")

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What was chosen, where, when and for how long."""

    id: str  # random, 32 hex digits
    at: datetime  # UTC, whole seconds, by the server's clock
    state: str  # "given" (something is allowed), "refused", "withdrawn"
    surface: str  # "banner", "page", "embed", "form"
    method: str  # "button", "checkbox"
    lang: str
    text: str  # SHA-256 of the exact words that were shown, hex
    notice: str  # hash of the notice that stood on the site
    version: str  # its number, as the record writes it
    meaning: str  # record/asking.py: the choice holds while it is the same; "" of a form's box
    given: tuple[str, ...]  # ids of categories; of a form's box the purpose
    refused: tuple[str, ...]
    objected: bool = False  # to the counting of visits
    valid_until: date | None = None  # last day of the choice, Europe/Helsinki; None: until it is withdrawn
    previous: str | None = None  # id of the choice that this one replaces
    keep: str = ""  # how long it is kept after it has ended, ISO 8601; "" while valid_until is None
    round: str = "none"  # record/model/retention.py

    def body(self) -> str:
        """The event as canonical JSON: the same event always has the same bytes."""
        content = {field.name: getattr(self, field.name) for field in fields(self)}
        content["at"] = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        content["valid_until"] = self.valid_until and self.valid_until.isoformat()
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, body: str) -> Self:
        """
        The event that *body* is of.

        Raises:
            ValueError: It is no event's body, or not written as `body` writes it.
        """
        try:
            content = json.loads(body)
            ends = content["valid_until"]
            content |= {
                "at": datetime.fromisoformat(content["at"]),
                "valid_until": date.fromisoformat(ends) if ends is not None else None,
                "given": tuple(content["given"]),
                "refused": tuple(content["refused"]),
            }
            event = cls(**content)
            same = event.body() == body
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"no event ({type(error).__name__})") from error
        if not same:
            raise ValueError("not written as an event is")
        return event

    def last_day(self, ended: date | None = None) -> date | None:
        """
        The last day it is kept, Europe/Helsinki; None: as long as the consent holds.

        Args:
            ended: The day on which another choice replaced it, if one did.
        """
        if self.valid_until is None:
            return None
        start = min(ended, self.valid_until) if ended else self.valid_until
        if self.round == TO_CALENDAR_YEAR:
            start = date(start.year, 12, 31)
        return Period.parse(self.keep).add_to(start)


def chosen(
    record: Record,
    *,
    state: str,
    surface: str,
    lang: str,
    text: str,
    notice: str,
    version: str,
    given: tuple[str, ...],
    refused: tuple[str, ...],
    now: datetime,
    meaning: str | None = None,
    objected: bool = False,
    previous: str | None = None,
) -> Event:
    """
    A choice that the cookie remembers, made at *now*: until when it holds and is kept comes from the record.

    Args:
        meaning: The record's, for a caller who has worked it out already; it takes 0.2 ms.
        previous: The id that the cookie had; anything that is no id counts as none.
    """
    lifetime = record.choice_cookie.lifetime
    assert isinstance(lifetime, Period)  # the choice's cookie outlives the session, or it would be no choice
    retention = record.retention(record.purpose(record.choice_cookie.purpose).retention)
    return Event(
        id=new_id(),
        at=now.replace(microsecond=0),
        state=state,
        surface=surface,
        method="button",
        lang=lang,
        text=text,
        notice=notice,
        version=version,
        meaning=meaning or asking.meaning(record),
        given=tuple(sorted(given)),
        refused=tuple(sorted(refused)),
        objected=objected,
        valid_until=lifetime.add_to(clock.day(now)),
        previous=previous if previous and is_id(previous) else None,
        keep=retention.keep.iso,
        round=retention.round,
    )


def ticked(purpose: str, *, id: str, lang: str, text: str, notice: str, version: str, now: datetime) -> Event:
    """A form's box that was ticked at *now* for *purpose*; it holds until it is withdrawn."""
    return Event(
        id=id,
        at=now.replace(microsecond=0),
        state="given",
        surface="form",
        method="checkbox",
        lang=lang,
        text=text,
        notice=notice,
        version=version,
        meaning="",
        given=(purpose,),
        refused=(),
    )


def new_id() -> str:
    """An event's id: 128 random bits."""
    return secrets.token_hex(16)


def is_id(text: str) -> bool:
    """Whether *text* looks like an event's id: 32 hexadecimal digits."""
    return _ID.fullmatch(text) is not None
