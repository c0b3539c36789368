"""
One line of the log of visits: what the web server writes of a request, and nothing of who asked.

nginx writes the columns of COLUMNS, separated by tabs. Caddy can keep only what it knows by name, so it
writes JSON: the hour, the status, and under ``user_id`` the other columns; of a request that cannot matter
that is empty. webserver/visits.py makes the configuration of both.

The first column says which format this is, the last that the line is whole: half a line, or two that ran into
each other, are told from a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from counting.view import HOUR

FORMAT = "visit1"
END = "."
COLUMNS = (
    *(FORMAT, "hour", "status", "method", "path", "referrer", "dest", "mode", "site", "purpose", "reload"),
    *("agent", "lang", "gpc", "objects", "own", END),
)
#: Where what Caddy writes beside the others stands, and what is looked at first.
_HOUR, _STATUS, _VERB = (COLUMNS.index(name) for name in ("hour", "status", "method"))
_START, _END = FORMAT.encode() + b"\t", b"\t" + END.encode()
_CADDY = b'{"ts":"'
#: So many bytes of a line tell its hour: all that differs between two lines that say the same of two hours.
HEAD = len(_START) + len("2026-11-22T14+02:00\t")
_ESCAPED = re.compile(rb"\\x([0-9A-F]{2})")  # nginx's log_format, escape=default
_METHOD = re.compile(r"[A-Z]{1,20}")


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says. Texts may hold anything, but for what their comment says."""

    hour: int  # seconds UTC since 1970
    status: int  # 100 to 599
    method: str  # capital letters
    path: str  # without its query
    referrer: str  # a path of this site, or scheme and host of another; "" without one
    dest: str  # Sec-Fetch-Dest
    mode: str  # Sec-Fetch-Mode
    site: str  # Sec-Fetch-Site
    purpose: str  # "prefetch" when it was asked for ahead of time
    reload: bool
    agent: str  # as counting/agents.py names a browser
    lang: str
    gpc: bool  # Sec-GPC
    objects: bool  # the choice cookie says so
    own: bool  # the owner's browser, signed in


class Foreign(ValueError):
    """Not a line of ours, or not a whole one."""


def read(line: bytes) -> Line | None:
    """
    The line without its end; None for one that tells of nothing. Raises Foreign.

    Bytes that are no UTF-8 become U+FFFD.
    """
    found = cells(line)
    return of(found) if found else None


def cells(line: bytes) -> list[str] | None:
    """The same as the text of each column, in the order of COLUMNS."""
    found = _of_caddy(line) if line.startswith(_CADDY) else _of_nginx(line)
    if found is None:
        return None
    if len(found) != len(COLUMNS) or found[0] != FORMAT or found[-1] != END:
        raise Foreign
    status = found[_STATUS]
    if not (len(status) == 3 and status.isascii() and status.isdecimal() and _METHOD.fullmatch(found[_VERB])):
        raise Foreign
    return found


def of(cells: Sequence[str]) -> Line:
    """What the cells of a line say. Raises Foreign for an hour that is none."""
    _, hour, status, method, path, referrer, dest, mode, site, purpose, reload, *rest = cells
    agent, lang, gpc, objects, own, _ = rest
    return Line(
        *(hour_of(hour), int(status), method, path, referrer, dest, mode, site, purpose, reload == "1"),
        *(agent, lang, gpc == "1", objects == "1", own == "1"),
    )


def hour(head: bytes) -> int:
    """Seconds UTC since 1970 of a line's HEAD. Raises Foreign."""
    if head.startswith(_START) and head.endswith(b"\t"):
        return _hour(head[len(_START) : -1])
    if head.startswith(_CADDY):
        return _hour(head[len(_CADDY) :].partition(b'"')[0])
    raise Foreign


@lru_cache(maxsize=64)
def _hour(raw: bytes) -> int:
    return hour_of(_text(raw))


@lru_cache(maxsize=64)
def hour_of(text: str) -> int:
    """Seconds UTC since 1970 of an hour with its zone, 2026-11-22T14+02:00 or …T12Z. Raises Foreign."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Foreign from None
    # No web server wrote in another century, and the calendar ends where some zone is already past it.
    if moment.tzinfo is None or not 1970 < moment.year < 2200:
        raise Foreign
    return int(moment.timestamp() // HOUR) * HOUR


def _of_nginx(line: bytes) -> list[str]:
    if not (line.startswith(_START) and line.endswith(_END)):
        raise Foreign
    if b"\\" in line:
        # Column by column, so that a tab that was sent stays inside its own.
        return [_text(_ESCAPED.sub(_byte, column)) for column in line.split(b"\t")]
    return _text(line).split("\t")


def _byte(match: re.Match[bytes]) -> bytes:
    return bytes.fromhex(match[1].decode())


def _of_caddy(line: bytes) -> list[str] | None:
    try:
        found = json.loads(line)
        hour, status, others = found["ts"], found["status"], found.get("user_id", "")
    except (ValueError, KeyError, RecursionError):
        raise Foreign from None
    if not (isinstance(hour, str) and isinstance(status, int) and isinstance(others, str)):
        raise Foreign
    if not others:
        return None
    columns = others.split("\t")
    return [*columns[:_HOUR], hour, str(status), *columns[_HOUR:]]


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
