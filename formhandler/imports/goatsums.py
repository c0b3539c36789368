"""
GoatCounter's JSON export: a zip of sums by hour, page and referrer (goatcounter.com/help/export-json, 1.0).

It is what a site has where GoatCounter was not told to keep each view. Its count is of visits to a page: the
same page twice in one session is one. Names of pages and referrers stand in files of their own and are kept
in memory by their numbers; titles, browsers, systems and places are not looked at.
"""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from babel.core import get_global

from counting import referrers
from counting.view import OTHER, SPAM
from formhandler.counts import dims
from formhandler.imports.fault import Fault, Place, What
from formhandler.imports.moment import day_of
from formhandler.imports.referrer import GENERATED, of_goatcounter
from formhandler.imports.screens import device
from formhandler.imports.table import LONGEST, Lines, read_day
from formhandler.imports.taken import Taken

VERSION = "1."  # a compatible change adds to what follows
INFO, STATS = "info.json", "hit_stats.jsonl"


@dataclass(slots=True)
class _Names:
    """What the numbers in the sums stand for."""

    pages: dict[int, str] = field(default_factory=dict)  # of the site; any other is OTHER
    events: set[int] = field(default_factory=set)
    hosts: dict[int, str] = field(default_factory=dict)
    before: dict[int, str] = field(default_factory=dict)  # referrers that are pages of ours


def read(file: BinaryIO, taken: Taken) -> None:
    """
    Take the views, entries, sources, devices and languages of the export.

    Raises:
        Fault: the first thing that is wrong.
    """
    try:
        with zipfile.ZipFile(file) as export:
            _check(export)
            names = _Names()
            for member, take in MEMBERS.items():
                if member in export.namelist():
                    with export.open(member) as lines:
                        take(_Sheet(lines, member), taken, names)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise Fault(What.ZIP, found=str(error)) from error


def _check(export: zipfile.ZipFile) -> None:
    for name in (INFO, "paths.jsonl", "refs.jsonl", STATS):
        if name not in export.namelist():
            raise Fault(What.MEMBER, Place(member=name))
    with export.open(INFO) as file:
        text = file.read(LONGEST)
    try:
        version = str(json.loads(text)["export_version"])
    except (ValueError, KeyError, TypeError) as error:
        raise Fault(What.JSON, Place(member=INFO)) from error
    if not version.startswith(VERSION):
        raise Fault(What.VERSION, Place(member=INFO), version)


@dataclass(slots=True)
class _Sheet:
    """One of its files: an object a line."""

    file: Lines
    member: str
    line: int = 0

    def rows(self) -> Iterator[dict[str, Any]]:
        while text := self.file.readline(LONGEST + 1):
            self.line += 1
            if len(text) > LONGEST:
                raise Fault(What.LONG, self.at())
            try:
                row = json.loads(text)
            except ValueError as error:  # bytes that are no UTF-8, too
                raise Fault(What.JSON, self.at()) from error
            if not isinstance(row, dict):
                raise Fault(What.JSON, self.at())
            yield row

    def at(self, column: str = "") -> Place:
        return Place(member=self.member, line=self.line, column=column)

    def number(self, row: dict[str, Any], name: str) -> int:
        value = row.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**12:
            raise Fault(What.NUMBER, self.at(name), str(value))
        return value

    def text(self, row: dict[str, Any], name: str) -> str:
        value = row.get(name)
        if not isinstance(value, str):
            raise Fault(What.JSON, self.at(name))
        return value

    def day(self, row: dict[str, Any], taken: Taken) -> date:
        return read_day(self.text(row, "day"), self.at("day"), today=taken.wanted.today)


def _paths(sheet: _Sheet, taken: Taken, names: _Names) -> None:
    for row in sheet.rows():
        number = sheet.number(row, "id")
        if row.get("event"):
            names.events.add(number)
        elif (page := taken.wanted.page(sheet.text(row, "path"))) != OTHER:
            names.pages[number] = page


def _refs(sheet: _Sheet, taken: Taken, names: _Names) -> None:
    for row in sheet.rows():
        number, text = sheet.number(row, "id"), sheet.text(row, "ref")
        host, path = of_goatcounter(text, str(row.get("ref_scheme")))
        if host in taken.wanted.site.hosts:
            names.before[number] = taken.wanted.page(path)
        else:
            names.hosts[number] = host if host or not text else GENERATED.get(text, OTHER)


def _hits(sheet: _Sheet, taken: Taken, names: _Names) -> None:
    for row in sheet.rows():
        day = day_of(sheet.text(row, "hour"), sheet.at("hour"), today=taken.wanted.today)
        path, ref, n = sheet.number(row, "path_id"), sheet.number(row, "ref_id"), sheet.number(row, "count")
        if not taken.takes(day) or path in names.events:
            continue
        page, host = names.pages.get(path, OTHER), names.hosts.get(ref, OTHER)
        if host and referrers.spam(host):
            taken.add(dims.LEFT, day, SPAM, n)
            continue
        taken.views(day, page, n)
        if ref in names.before:
            taken.onward(day, names.before[ref], n)
        else:
            taken.entries(day, page, n)
            taken.add(dims.SOURCE, day, host, n)


def _sizes(sheet: _Sheet, taken: Taken, names: _Names) -> None:
    for row in sheet.rows():
        day, n, width = sheet.day(row, taken), sheet.number(row, "count"), sheet.number(row, "width")
        if (found := device(width)) and sheet.number(row, "path_id") not in names.events and taken.takes(day):
            taken.add(dims.DEVICE, day, found, n)


def _languages(sheet: _Sheet, taken: Taken, names: _Names) -> None:
    short: Mapping[str, str] = get_global("language_aliases")  # ISO 639-3 → 639-1, where there is one
    for row in sheet.rows():
        day, n, lang = sheet.day(row, taken), sheet.number(row, "count"), sheet.text(row, "language")
        if lang and sheet.number(row, "path_id") not in names.events and taken.takes(day):
            taken.add(dims.LANG, day, short.get(lang, lang), n)


MEMBERS: dict[str, Callable[[_Sheet, Taken, _Names], None]] = {
    "paths.jsonl": _paths,
    "refs.jsonl": _refs,
    STATS: _hits,
    "size_stats.jsonl": _sizes,
    "language_stats.jsonl": _languages,
}
