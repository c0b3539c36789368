"""
An old access log in the combined format of Apache and nginx, plain or packed, counted by our definitions.

The address is not even looked at, and of the browser's name nothing is kept but its class. The format tells
no Fetch Metadata, so a bot that calls itself a browser, a page that was fetched ahead of time and a reload
are views; what a visitor had objected to cannot be told either.
"""

import gzip
import re
import zlib
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import count
from typing import BinaryIO

from counting import agents
from counting.judging import Asked, judge
from counting.view import Counted, Left, Missing, View
from counting.view import hour as start_of_hour
from formhandler import clock
from formhandler.counts import dims
from formhandler.imports.fault import Fault, Place, What
from formhandler.imports.table import LONGEST, Lines
from formhandler.imports.taken import Taken

GZIP = b"\x1f\x8b"
_QUOTED = rb'"((?:[^"\\]|\\.)*)"'
#: Address, identity and user of whoever asked are passed over; more may stand behind the browser's name.
_LINE = re.compile(
    rb"\S+ \S+ .*?\[(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):\d\d:\d\d ([+-]\d{4})\] "
    + rb" ".join((_QUOTED, rb"(\d{3})", rb"\S+", _QUOTED, _QUOTED))
)
_REQUEST = re.compile(r"([A-Z]{1,20}) (\S+)(?: HTTP/[0-9.]+)?")
_MONTHS = {
    name: n for n, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)
}
_BROWSERS = 1_000  # names whose class is remembered while a file is read


def read(file: BinaryIO, taken: Taken) -> None:
    """
    Take every line of *file*, which is at its beginning.

    Raises:
        Fault: the first thing that is wrong. It repeats nothing of the line, where an address stands.
    """
    packed = file.read(2) == GZIP
    file.seek(0)
    if not packed:
        _lines(file, taken)
        return
    try:
        with gzip.open(file) as unpacked:
            _lines(unpacked, taken)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Fault(What.GZIP, found=str(error)) from error


def _lines(file: Lines, taken: Taken) -> None:
    class_of = lru_cache(maxsize=_BROWSERS)(agents.of)
    for number in count(1):
        line = file.readline(LONGEST + 1)
        if not line:
            return
        if len(line) > LONGEST:
            raise Fault(What.LONG, Place(line=number))
        match = _LINE.match(line)
        if match is None:
            raise Fault(What.FORMAT, Place(line=number))
        *when, request, status, referrer, browser = match.groups()
        try:
            hour = _hour(*when)
        except (KeyError, ValueError, OverflowError) as error:
            raise Fault(What.DATE, Place(line=number), b"/".join(when[:3]).decode()) from error
        day = clock.day(datetime.fromtimestamp(hour, UTC))
        if day > taken.wanted.today:
            raise Fault(What.FUTURE, Place(line=number), day.isoformat())
        if not taken.takes(day):
            continue
        asked = _asked(hour, _text(request), int(status), _text(referrer), class_of(_text(browser)))
        if asked and (counted := judge(asked, taken.wanted.site)):
            _take(taken, day, counted)


def _asked(hour: int, request: str, status: int, referrer: str, agent: str) -> Asked | None:
    """None for what is no request: a browser that says nothing, or speaks TLS where none is."""
    match = _REQUEST.fullmatch(request)
    if match is None:
        return None
    return Asked(
        hour=hour,
        method=match[1],
        status=status,
        path=match[2],
        referrer="" if referrer == "-" or referrer.startswith("/") else referrer,
        # The browser may send Fetch Metadata; this log does not tell them.
        agent=agent.removesuffix(agents.FETCHES),
        **dict.fromkeys(("dest", "mode", "site", "purpose", "lang"), ""),  # type: ignore[arg-type]
        **dict.fromkeys(("reload", "gpc", "objects", "own"), False),  # type: ignore[arg-type]
    )


def _take(taken: Taken, day: date, counted: Counted) -> None:
    match counted:
        case View():
            _view(taken, day, counted)
        case Left():
            taken.add(dims.LEFT, day, counted.reason)
        case Missing():
            taken.add(dims.MISSING, day, counted.path)


def _view(taken: Taken, day: date, view: View) -> None:
    taken.views(day, view.page, 1)
    taken.add(dims.DEVICE, day, view.device)
    if view.before is not None:
        taken.onward(day, view.before, 1)
        return
    taken.entries(day, view.page, 1)
    taken.add(dims.SOURCE, day, view.source)
    if view.campaign:
        taken.add(dims.CAMPAIGN, day, view.campaign)


@lru_cache(maxsize=64)
def _hour(day: bytes, month: bytes, year: bytes, hour: bytes, zone: bytes) -> int:
    """Seconds UTC since 1970 of the start of the hour; KeyError, ValueError or OverflowError for none."""
    away = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    zone_of = timezone(-away if zone.startswith(b"-") else away)
    moment = datetime(int(year), _MONTHS[month], int(day), int(hour), tzinfo=zone_of)
    return start_of_hour(moment.timestamp())


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
