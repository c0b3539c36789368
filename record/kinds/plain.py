"""Strings, choices, numbers, dates and periods, and the ways to make one kind from another."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from record.errors import Unfit
from record.period import MonthDay, Period
from record.table import Found, Kind, shown

T = TypeVar("T")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


# ---------- strings ----------
def read_string(found: Found) -> str:
    """A string with something in it, on one line, with no blanks around it."""
    raw = found.raw
    if not isinstance(raw, str):
        raise Unfit(f"is {shown(raw)}")
    if not raw.strip():
        raise Unfit("is empty")
    if raw != raw.strip() or _CONTROL.search(raw):
        raise Unfit(f"is {shown(raw)}", "Write it on one line, with no blanks around it.")
    return raw


def passing(test: Callable[[str], bool], expects: str) -> Kind[str]:
    """A string that passes *test*."""

    def parse(found: Found) -> str:
        value = read_string(found)
        if not test(value):
            raise Unfit(f"is {shown(value)}")
        return value

    return Kind(parse, "", expects)


def matching(pattern: str, expects: str) -> Kind[str]:
    """A string that *pattern* matches from end to end."""
    return passing(lambda value: re.fullmatch(pattern, value, re.ASCII) is not None, expects)


def one_of(*choices: str) -> Kind[str]:
    """One word of a closed list."""
    expects = f"one of {', '.join(choices)}" if len(choices) > 1 else f'"{choices[0]}"'
    return passing(choices.__contains__, expects)


string = Kind(read_string, "", "a string")


# ---------- from one kind to another ----------
def parsed(parse: Callable[[str], T], blank: T, expects: str) -> Kind[T]:
    """A string that *parse* understands; a ValueError refuses it."""

    def read(found: Found) -> T:
        value = read_string(found)
        try:
            return parse(value)
        except ValueError:
            raise Unfit(f"is {shown(value)}") from None

    return Kind(read, blank, expects)


def refused(kind: Kind[T], wrong: T, why: str) -> Kind[T]:
    """*kind*, except for one value that it must not have, and why."""

    def parse(found: Found) -> T:
        value = kind.parse(found)
        if value == wrong:
            raise Unfit(f"is {shown(found.raw)}", why)
        return value

    return Kind(parse, kind.blank, kind.expects)


def list_of(kind: Kind[T], *, least: int = 1) -> Kind[tuple[T, ...]]:
    """A list without repetition, each item of one kind."""

    def parse(found: Found) -> tuple[T, ...]:
        if not isinstance(found.raw, list):
            raise Unfit(f"is {shown(found.raw)}")
        if len(found.raw) < least:
            raise Unfit("is an empty list")
        repeated = [raw for number, raw in enumerate(found.raw) if raw in found.raw[:number]]
        if repeated:
            raise Unfit(f"has {shown(repeated[0])} twice", "Name each once.")
        return tuple(found.item(raw, f"[{number}]").read(kind) for number, raw in enumerate(found.raw))

    return Kind(parse, (), f"a list, each {kind.expects.removeprefix('one ')}")


# ---------- truth and numbers ----------
def _boolean(found: Found) -> bool:
    if not isinstance(found.raw, bool):
        raise Unfit(f"is {shown(found.raw)}")
    return found.raw


def whole_number(least: int, most: int) -> Kind[int]:
    """A whole number within bounds, both included."""

    def parse(found: Found) -> int:
        if type(found.raw) is not int or not least <= found.raw <= most:  # true is an int in Python
            raise Unfit(f"is {shown(found.raw)}")
        return found.raw

    return Kind(parse, least, f"a whole number from {least} to {most}" if least < most else str(least))


boolean = Kind(_boolean, False, "true or false")


# ---------- time ----------
def _day(found: Found) -> date:
    if not isinstance(found.raw, date) or isinstance(found.raw, datetime):
        raise Unfit(f"is {shown(found.raw)}")
    return found.raw


def _lasting(value: str) -> Period:
    if not (length := Period.parse(value)):
        raise ValueError("lasts no time at all")
    return length


def _lifetime(value: str) -> Period | str:
    return value if value == "session" else _lasting(value)


day = Kind(_day, date.min, "a date without quotes, 2026-09-01")
month_day = parsed(MonthDay.parse, MonthDay(12, 31), 'a day of the year as MM-DD, "12-31"')
period = parsed(Period.parse, Period(), "an ISO 8601 period of whole days, months or years, such as P12M")
lasting = parsed(_lasting, Period(days=1), "an ISO 8601 period longer than P0D, such as P7D")
lifetime: Kind[Period | str] = parsed(_lifetime, "session", '"session" or an ISO 8601 period, such as P6M')
