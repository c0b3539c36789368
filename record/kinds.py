"""The kinds of value that a record is made of. Each refuses what is not one of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar

from record.errors import Unfit
from record.identifiers import is_business_id, is_e164, is_email, is_host
from record.law import packs
from record.period import MonthDay, Period
from record.table import Found, Kind, shown
from record.text import Text

T = TypeVar("T")


def _string(found: Found) -> str:
    """A string with something in it, free of control characters and of blanks at its ends."""
    raw = found.raw
    if isinstance(raw, dict) and "ask" in raw:
        raise Unfit(
            "asks the owner",
            "This one must be stated here and now; only facts that wait for the owner can ask.",
        )
    if not isinstance(raw, str):
        raise Unfit(f"is {shown(raw)}, not a string")
    if not raw.strip():
        raise Unfit("is empty")
    if raw != raw.strip() or any(ord(sign) < 32 or ord(sign) == 127 for sign in raw):
        raise Unfit(
            f"is {shown(raw)}",
            "Write it on one line, without spaces around it and without control characters.",
        )
    return raw


def _that(test: Callable[[str], bool], expects: str) -> Kind[str]:
    """A string that passes *test*."""

    def parse(found: Found) -> str:
        value = _string(found)
        if not test(value):
            raise Unfit(f"is {shown(value)}")
        return value

    return Kind(parse, "", expects)


def _matching(pattern: str, expects: str) -> Kind[str]:
    return _that(lambda value: re.fullmatch(pattern, value, re.ASCII) is not None, expects)


def one_of(*choices: str) -> Kind[str]:
    """One word of a closed list."""
    return _that(
        choices.__contains__, "one of " + ", ".join(choices) if len(choices) > 1 else f'"{choices[0]}"'
    )


def refused(kind: Kind[T], wrong: T, why: str) -> Kind[T]:
    """*kind*, except one value that a record could ask for and must not get, and why."""

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
            raise Unfit(f"is {shown(found.raw)}, not a list")
        if len(found.raw) < least:
            raise Unfit("is an empty list")
        repeated = [raw for number, raw in enumerate(found.raw) if raw in found.raw[:number]]
        if repeated:
            raise Unfit(f"has {shown(repeated[0])} twice", "Name each once.")
        return tuple(found.item(raw, f"[{number}]").read(kind) for number, raw in enumerate(found.raw))

    return Kind(parse, (), f"a list, each {kind.expects.removeprefix('one ')}")


# ---------- words ----------
def _words(found: Found) -> Text:
    """A string in every language of the record, and in no other."""
    raw, languages = found.raw, found.reading.languages
    if not isinstance(raw, dict) or "ask" in raw:
        _string(found)  # refuses a question in its own words
        raise Unfit(f"is {shown(raw)}")
    for language in raw:
        if languages and language not in languages:
            found.reading.fault(
                f"{found.place}.{language}",
                "is not a language of this record",
                f"Languages: {', '.join(languages)}.",
            )
    for language in languages:
        if language not in raw:
            found.reading.fault(
                f"{found.place}.{language}", "missing", f"Say it in {language} too.", "gdpr-12-1"
            )
    spoken = {language: words for language, words in raw.items() if not languages or language in languages}
    words = {language: found.item(value, f".{language}").read(string) for language, value in spoken.items()}
    return Text(words)


def _text(found: Found) -> Text:
    """Words that people read: remembered for the rules about wording."""
    return found.reading.say(found.place, _words(found))


def _name(found: Found) -> Text:
    """A proper name: one string stands for every language."""
    if isinstance(found.raw, str):
        return found.reading.say(found.place, Text.same(_string(found), found.reading.languages))
    return _text(found)


string = Kind(_string, "", "a string")
text = Kind(_text, Text({}), "the words in every language of the record, { fi = …, sv = … }")
name = Kind(_name, Text({}), "a name, or one in every language")
slug = _matching(r"[a-z][a-z0-9_]*", "an id of small letters, digits and _, starting with a letter")
version = _matching(
    r"\d{4}-\d{2}-\d{2}(\.[1-9]\d*)?", 'a version such as "2026-09-01", or "2026-09-01.2" on the same day'
)
reader = _matching(r"first-party|[a-z][a-z0-9_]*", '"first-party" or the id of a recipient')
column = _matching(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", "where it is stored, table.column")
proof = _matching(r"[\w./-]+\.py::[\w:]+(\[[^\]]+\])?", "a test, tests/…/test_x.py::test_y")


# ---------- numbers, truth, time ----------
def _boolean(found: Found) -> bool:
    if not isinstance(found.raw, bool):
        raise Unfit(f"is {shown(found.raw)}")
    return found.raw


def whole_number(least: int, most: int) -> Kind[int]:
    """A whole number within bounds, both included."""

    def parse(found: Found) -> int:
        if type(found.raw) is not int or not least <= found.raw <= most:
            raise Unfit(f"is {shown(found.raw)}")
        return found.raw

    return Kind(parse, least, f"a whole number from {least} to {most}" if least < most else str(least))


def _day(found: Found) -> date:
    if not isinstance(found.raw, date) or isinstance(found.raw, datetime):
        raise Unfit(f"is {shown(found.raw)}")
    return found.raw


def _parsed(parse: Callable[[str], T], blank: T, expects: str) -> Kind[T]:
    """A string that *parse* understands, or refuses with a ValueError."""

    def read(found: Found) -> T:
        value = _string(found)
        try:
            return parse(value)
        except ValueError:
            raise Unfit(f"is {shown(value)}") from None

    return Kind(read, blank, expects)


def _lasting(value: str) -> Period:
    if not (length := Period.parse(value)):
        raise ValueError("lasts no time at all")
    return length


def _lifetime(value: str) -> Period | str:
    return value if value == "session" else _lasting(value)


boolean = Kind(_boolean, False, "true or false")
day = Kind(_day, date.min, "a date without quotes, 2026-09-01")
period = _parsed(Period.parse, Period(), "an ISO 8601 period of whole days, months or years, such as P12M")
lasting = _parsed(_lasting, Period(days=1), "an ISO 8601 period such as P7D, longer than P0D")
month_day = _parsed(MonthDay.parse, MonthDay(12, 31), 'a day of the year, MM-DD, such as "12-31"')
lifetime: Kind[Period | str] = _parsed(_lifetime, "session", '"session" or an ISO 8601 period such as P6M')


# ---------- addresses ----------
def _https(value: str) -> bool:
    return re.fullmatch(r"https://([a-z0-9.-]+)(:\d+)?", value) is not None and is_host(
        value[8:].partition(":")[0]
    )


def _paths(found: Found) -> Text:
    """An address on this site in every language."""
    paths = _words(found)
    for language, path in paths.items():
        if path and re.fullmatch(r"/([a-z0-9-]+/)*", path) is None:
            found.reading.fault(
                f"{found.place}.{language}",
                f"is {shown(path)}",
                "Write a path such as /sv/kontakt/, with a slash at both ends.",
            )
    return paths


business_id = _that(is_business_id, "a business ID with the right check digit, such as 1234567-1")
phone = _that(is_e164, "an international number without spaces, such as +358401234567")
email = _that(is_email, "an e-mail address such as nimi@example.fi")
host = _that(is_host, "a host name such as www.example.fi, without https:// and path")
own_or_host = _that(
    lambda value: value == "self" or is_host(value), '"self" or a host name such as www.example.fi'
)
site_url = _that(_https, "the address of the site, https://www.example.fi, without a slash at the end")
country = _matching(r"[A-Z]{2}", "a country as two capital letters, such as FI (ISO 3166-1)")
paths = Kind(_paths, Text({}), 'a path in every language, { fi = "/yhteys/", sv = … }')


def _file(found: Found) -> str:
    value = _string(found)
    if value.startswith("/") or ".." in value.split("/"):
        raise Unfit(f"is {shown(value)}", "Write a path inside the project.")
    if not (found.reading.root / value).is_file():
        raise Unfit(
            f"is {shown(value)}, and no such file exists", f"Write that file under {found.reading.root}."
        )
    return value


def _document(found: Found) -> str:
    return found.raw if isinstance(found.raw, str) and found.raw.startswith("https://") else _file(found)


file = Kind(_file, "", "a file of the project, such as docs/lia/answer.md")
document = Kind(
    _document, "", "a file of the project, such as docs/dpa/hosting.pdf, or the https:// address of the terms"
)


# ---------- law ----------
def _citation(found: Found) -> str:
    value, law, today = _string(found), found.reading.law, found.reading.today
    if value not in law.citations:
        near = get_close_matches(value, law.citations, n=3)
        raise Unfit(
            f"is {shown(value)}, which is not in law pack {law.id}", f"Write {_or(near or list(law.acts))}."
        )
    act = law.cite(value).act
    if act.repealed is not None and act.repealed <= today:
        raise Unfit(
            f"is {shown(value)}: {act.name['en']} ({act.number}) was repealed on {act.repealed}",
            "Cite law in force.",
        )
    if act.in_force > today:
        raise Unfit(
            f"is {shown(value)}: {act.name['en']} ({act.number}) is in force from {act.in_force}",
            "Cite law in force.",
        )
    return value


def _authority(found: Found) -> str:
    value, known = _string(found), found.reading.law.authorities
    if value not in known:
        raise Unfit(f"is {shown(value)}", f"Write {_or(known)}.")
    return value


def _or(words: Iterable[Any]) -> str:
    return " or ".join(words)


citation = Kind(_citation, "", "a citation of the law pack, such as fi-kpl-2-10")
authority = Kind(_authority, "", "an authority of the law pack, such as fi-tsv")
law_pack = _that(lambda value: value in packs(), "the id of a law pack: " + _or(packs()))
