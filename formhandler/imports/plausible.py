"""
Plausible's CSV export: a zip with a file for each table of sums (plausible.io/docs/csv-import).

A day's views of a page stand there as we count them. Its entrances and exits come from sessions of half an
hour; they are fitted to our rule that every view is an entry or came from a page (fitting.py). Browsers,
systems and places of visitors are not opened.
"""

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from counting import referrers
from counting.judging import missing_path
from counting.pages import decoded
from counting.view import DESKTOP, OTHER, PHONE, TABLET
from formhandler.counts import dims
from formhandler.imports.fault import Fault, What
from formhandler.imports.fitting import Page, fit
from formhandler.imports.referrer import split
from formhandler.imports.table import Lines, Table
from formhandler.imports.taken import Taken

MEMBER = re.compile(r"(?:.*/)?(imported_[a-z_]+?)(?:_\d{8}_\d{8})?\.csv", re.ASCII)
DEVICES = {"Mobile": PHONE, "Tablet": TABLET, "Laptop": DESKTOP, "Desktop": DESKTOP}
#: Its name of the sum of a day's addresses that were not found, among the events.
NOT_FOUND = "404"


@dataclass(slots=True)
class _Days:
    """Views, entrances and exits, before they are fitted to each other."""

    pages: dict[date, dict[str, Page]] = field(default_factory=lambda: defaultdict(dict))

    def page(self, day: date, name: str) -> Page:
        return self.pages[day].setdefault(name, Page())


def read(file: BinaryIO, taken: Taken) -> None:
    """
    Take the pages, entrances, exits, sources, devices and missing addresses of the export.

    Raises:
        Fault: the first thing that is wrong; no zip, or one without imported_pages.
    """
    try:
        with zipfile.ZipFile(file) as export:
            _tables(export, taken)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        # RuntimeError: it wants a password; NotImplementedError: packed in a way of its own
        raise Fault(What.ZIP, found=str(error)) from error


def _tables(export: zipfile.ZipFile, taken: Taken) -> None:
    members: dict[str, list[str]] = defaultdict(list)
    for name in export.namelist():
        if found := MEMBER.fullmatch(name):
            members[found[1]].append(name)
    if not members["imported_pages"]:
        raise Fault(What.PAGES)
    days = _Days()
    for kind, take in TABLES.items():
        for name in members[kind]:
            with export.open(name) as member:
                take(member, name, taken, days)
    for day, pages in days.pages.items():
        for name, page in fit(pages).items():
            taken.views(day, name, page.views)
            taken.entries(day, name, page.entries)
            taken.onward(day, name, page.onward)


def _pages(file: Lines, member: str, taken: Taken, days: _Days) -> None:
    table = Table(file, ("date", "page", "pageviews"), ("hostname",), member=member)
    for line, (text, path, views, host) in table.rows():
        day, n = _day(table, text, line, taken), table.number(views, line, "pageviews")
        if taken.takes(day):
            ours = not host or referrers.named(host) in taken.wanted.site.hosts
            days.page(day, taken.wanted.page(path) if ours else OTHER).views += n


def _entrances(file: Lines, member: str, taken: Taken, days: _Days) -> None:
    table = Table(file, ("date", "entry_page", "entrances"), member=member)
    for line, (text, path, entrances) in table.rows():
        day, n = _day(table, text, line, taken), table.number(entrances, line, "entrances")
        if taken.takes(day):
            days.page(day, taken.wanted.page(path)).entries += n


def _exits(file: Lines, member: str, taken: Taken, days: _Days) -> None:
    table = Table(file, ("date", "exit_page", "exits"), member=member)
    for line, (text, path, exits) in table.rows():
        day, n = _day(table, text, line, taken), table.number(exits, line, "exits")
        if taken.takes(day):
            days.page(day, taken.wanted.page(path)).exits += n


def _sources(file: Lines, member: str, taken: Taken, _: _Days) -> None:
    table = Table(file, ("date", "source", "referrer", "visits"), member=member)
    for line, (text, source, referrer, visits) in table.rows():
        day, n = _day(table, text, line, taken), table.number(visits, line, "visits")
        if taken.takes(day):
            taken.add(dims.SOURCE, day, _source(source, referrer), n)


def _source(source: str, referrer: str) -> str:
    """The host; OTHER for a campaign or a name without one, "" for who came from nowhere."""
    host = split(referrer)[0] if referrer else ""
    if not host and "." in source:
        host = split(source)[0]
    if host:
        return OTHER if referrers.spam(host) else host
    return OTHER if source and source != "Direct / None" else ""


def _devices(file: Lines, member: str, taken: Taken, _: _Days) -> None:
    table = Table(file, ("date", "device", "visits"), ("pageviews",), member=member)
    for line, (text, device, visits, views) in table.rows():
        day = _day(table, text, line, taken)
        # Exports before 2.1 have no views by device; visits are the nearest.
        n = table.number(views, line, "pageviews") if views else table.number(visits, line, "visits")
        if device in DEVICES and taken.takes(day):
            taken.add(dims.DEVICE, day, DEVICES[device], n)


def _missing(file: Lines, member: str, taken: Taken, _: _Days) -> None:
    table = Table(file, ("date", "name", "path", "events"), member=member)
    for line, (text, name, path, events) in table.rows():
        day, n = _day(table, text, line, taken), table.number(events, line, "events")
        if name == NOT_FOUND and taken.takes(day):
            taken.add(dims.MISSING, day, missing_path(decoded(path) or OTHER), n)


def _day(table: Table, text: str, line: int, taken: Taken) -> date:
    return table.day(text, line, "date", today=taken.wanted.today)


TABLES: dict[str, Callable[[Lines, str, Taken, _Days], None]] = {
    "imported_pages": _pages,
    "imported_entry_pages": _entrances,
    "imported_exit_pages": _exits,
    "imported_sources": _sources,
    "imported_devices": _devices,
    "imported_custom_events": _missing,
}
