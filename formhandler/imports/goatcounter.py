"""
GoatCounter's CSV export: a row a hit (goatcounter.com/help/export, versions 1 and 2; .csv or .csv.gz).

Its referrer is the browser's, with the site's own pages in it, so entries and continuations follow our own
definitions, and no session is looked at. Titles, browsers, systems, sessions and places are dropped with the
line they stand in.
"""

import gzip
import zlib
from datetime import date, datetime
from typing import BinaryIO

from counting import referrers
from counting.view import BOT, DESKTOP, OTHER, PHONE, SPAM, TABLET
from formhandler import clock
from formhandler.counts import dims
from formhandler.imports.fault import Fault, What
from formhandler.imports.referrer import split
from formhandler.imports.table import Lines, Table
from formhandler.imports.taken import Taken

COLUMNS = ("Path", "Event", "Bot", "Referrer", "Referrer scheme", "Screen size", "Date")
#: The number before the first column's name is the version of the format.
VERSIONS = {"1Path": "Path", "2Path": "Path"}
TRUTH = {"true": True, "false": False, "1": True, "0": False}
#: What it calls a referrer that it recognized (scheme g), where that is one site.
GENERATED = {"Google": "www.google.com", "Hacker News": "news.ycombinator.com"}
GZIP = b"\x1f\x8b"
#: The narrowest screens that are no phone and no tablet, in CSS pixels.
TABLETS, DESKTOPS = 600, 1024


def read(file: BinaryIO, taken: Taken) -> None:
    """
    Take every row of *file*, which is at its beginning.

    Raises:
        Fault: the first thing that is wrong.
    """
    if file.read(2) == GZIP:
        file.seek(0)
        try:
            with gzip.open(file) as unpacked:
                _rows(unpacked, taken)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise Fault(What.GZIP, found=str(error)) from error
    else:
        file.seek(0)
        _rows(file, taken)


def _rows(file: Lines, taken: Taken) -> None:
    table = Table(file, COLUMNS, aliases=VERSIONS)
    for line, (path, event, bot, referrer, scheme, size, when) in table.rows():
        day = _day(table, when, line, today=taken.wanted.today)
        is_event = _truth(table, event, line, "Event")
        is_bot = table.number(bot, line, "Bot") > 0
        if not taken.takes(day) or is_event:
            continue
        host, before = split(referrer) if scheme in ("h", "") and referrer else ("", "")
        if is_bot:
            taken.add(dims.LEFT, day, BOT)
        elif host and referrers.spam(host):
            taken.add(dims.LEFT, day, SPAM)
        else:
            _view(taken, day, path, host, before, referrer, scheme)
            if device := _device(size):
                taken.add(dims.DEVICE, day, device)


def _view(taken: Taken, day: date, path: str, host: str, before: str, referrer: str, scheme: str) -> None:
    page = taken.wanted.page(path)
    taken.views(day, page, 1)
    if host in taken.wanted.hosts:
        taken.onward(day, taken.wanted.page(before), 1)
        return
    taken.entries(day, page, 1)
    if scheme == "c" and taken.wanted.campaigns:
        taken.add(dims.CAMPAIGN, day, referrer)
    taken.add(dims.SOURCE, day, host if host or not referrer else GENERATED.get(referrer, OTHER))


def _day(table: Table, text: str, line: int, *, today: date) -> date:
    """The day in Finland of a moment as 2026-03-01T12:00:00Z."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("no time zone")
        day = clock.day(moment)
    except (ValueError, OverflowError) as error:
        raise Fault(What.DATE, table.at(line, "Date"), text) from error
    if day > today:
        raise Fault(What.FUTURE, table.at(line, "Date"), text)
    return day


def _truth(table: Table, text: str, line: int, column: str) -> bool:
    try:
        return TRUTH[text]
    except KeyError:
        raise Fault(What.TRUTH, table.at(line, column), text) from None


def _device(size: str) -> str | None:
    """By the width in `width,height,scale`; None where it is not known."""
    width = size.partition(",")[0].partition(".")[0]
    if not width.isascii() or not width.isdigit() or int(width[:6]) == 0:
        return None
    pixels = int(width[:6])
    return PHONE if pixels < TABLETS else TABLET if pixels < DESKTOPS else DESKTOP
