"""
GoatCounter's CSV export: a row a hit (goatcounter.com/help/export, versions 1 and 2; .csv or .csv.gz).

Its referrer is the browser's, with the site's own pages in it, so entries and continuations follow our own
definitions, and no session is looked at. Titles, browsers, systems, sessions and places are dropped with the
line they stand in. The JSON export, a zip, is goatsums.py's.
"""

import gzip
import zlib
from datetime import date
from typing import BinaryIO

from counting import referrers
from counting.view import BOT, OTHER, SPAM
from formhandler.counts import dims
from formhandler.imports import goatsums
from formhandler.imports.fault import Fault, What
from formhandler.imports.moment import day_of
from formhandler.imports.referrer import GENERATED, of_goatcounter
from formhandler.imports.screens import device
from formhandler.imports.table import Lines, Table
from formhandler.imports.taken import Taken

COLUMNS = ("Path", "Event", "Bot", "Referrer", "Referrer scheme", "Screen size", "Date")
#: The number before the first column's name is the version of the format.
VERSIONS = {"1Path": "Path", "2Path": "Path"}
TRUTH = {"true": True, "false": False, "1": True, "0": False}
GZIP, ZIP = b"\x1f\x8b", b"PK"


def read(file: BinaryIO, taken: Taken) -> None:
    """
    Take every row of *file*, which is at its beginning.

    Raises:
        Fault: the first thing that is wrong.
    """
    begins = file.read(2)
    file.seek(0)
    if begins == ZIP:
        goatsums.read(file, taken)
    elif begins == GZIP:
        try:
            with gzip.open(file) as unpacked:
                _rows(unpacked, taken)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise Fault(What.GZIP, found=str(error)) from error
    else:
        _rows(file, taken)


def _rows(file: Lines, taken: Taken) -> None:
    table = Table(file, COLUMNS, aliases=VERSIONS)
    for line, (path, event, bot, referrer, scheme, size, when) in table.rows():
        day = day_of(when, table.at(line, "Date"), today=taken.wanted.today)
        is_event = _truth(table, event, line, "Event")
        is_bot = table.number(bot, line, "Bot") > 0
        if not taken.takes(day) or is_event:
            continue
        host, before = of_goatcounter(referrer, scheme)
        if is_bot:
            taken.add(dims.LEFT, day, BOT)
        elif host and referrers.spam(host):
            taken.add(dims.LEFT, day, SPAM)
        else:
            _view(taken, day, path, host, before, referrer, scheme)
            if found := device(_width(size)):
                taken.add(dims.DEVICE, day, found)


def _view(taken: Taken, day: date, path: str, host: str, before: str, referrer: str, scheme: str) -> None:
    page = taken.wanted.page(path)
    taken.views(day, page, 1)
    if host in taken.wanted.site.hosts:
        taken.onward(day, taken.wanted.page(before), 1)
        return
    taken.entries(day, page, 1)
    if scheme == "c" and taken.wanted.site.campaigns:
        taken.add(dims.CAMPAIGN, day, referrer)
    taken.add(dims.SOURCE, day, host if host or not referrer else GENERATED.get(referrer, OTHER))


def _truth(table: Table, text: str, line: int, column: str) -> bool:
    try:
        return TRUTH[text]
    except KeyError:
        raise Fault(What.TRUTH, table.at(line, column), text) from None


def _width(size: str) -> int:
    """Of `width,height,scale`; 0 where it is not known."""
    width = size.partition(",")[0].partition(".")[0]
    return int(width) if width.isascii() and width.isdigit() and len(width) < 7 else 0
