"""
The log of visits: what the web server writes where visits are counted from it.

A line has the columns of counting/line.py and tells nothing of who asked: no address, no name of a browser,
no query, the time by the hour. What the handler answers is not in it at all: it counts its own pages.

Each column is a word that one header, or another part of the request, is turned into by regular expressions;
both web servers get the same ones, so both say the same. What fits none is nothing: no byte that a visitor
sends reaches the line but in an address, where the web server escapes what could break it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from counting import agents, line
from record import Record
from record.headers import NO_COUNTING
from record.ways import LOG, SERVER
from webserver.place import Place

ID = "visits"

#: What the record declares → the columns that tell it.
FIELDS = {
    "hour": ("hour",),
    "method": ("method",),
    "path": ("path",),
    "status": ("status",),
    "referrer": ("referrer",),
    "navigation": ("dest", "mode", "site", "purpose", "reload"),
    "device": ("agent",),
    "language": ("lang",),
    "objection": ("gpc", "objects", "own"),
}
#: Columns that each web server tells in its own way.
BY_ITSELF = ("hour", "status")
KINDS = ("nginx", "caddy")

# Both servers write what a group with one of these names has found. An address is cut where it is far longer
# than any page's (RE2 counts to 1,000).
PATH = r"^(?P<seloste_v_path>[^?\s]{0,1000})"
VERB = r"^(?P<seloste_v_verb>[A-Z]{1,20})\b"
FETCH = r"^(?P<seloste_v_word>[a-z-]{1,20})$"
LANGUAGE = r"^ *(?P<seloste_v_lang>[A-Za-z]{2,3})(?:[-,; ]|$)"
AHEAD = r"\bprefetch\b"  # Sec-Purpose (fetch.spec.whatwg.org), and what came before it
RELOADED = r"(?:^|[ ,])(?:max-age=0|no-cache)(?:[ ,]|$)"  # as browsers send it with a reload
OBJECTS = rf"^(?:[a-z0-9_]+\.)*{NO_COUNTING}(?:\.[a-z0-9_]+)*~"  # formhandler/choices/cookie.py
OWN = r"(?:^|[; ])__Host-hallinta="  # formhandler/owner/access.py; whether it is there, never what is in it
FOREIGN = r"^(?P<seloste_v_scheme>[a-z][a-z0-9+.-]{0,30}://)(?:[^/?#@\s]*@)?(?P<seloste_v_host>[A-Za-z0-9.\[\]_-]{1,255})"


class Uncounted(RuntimeError):
    """The record counts visits in a way that cannot see what this web server answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How one column comes about: the value of the first pattern that its source fits."""

    name: str
    source: str  # in the web server's words
    rules: tuple[tuple[str, str], ...]  # regular expression, and what is written, in the web server's words
    otherwise: str  # what is written when none fits; nginx asks no expression of what is empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """What is written of a request to one site."""

    fields: tuple[str, ...]  # those that the record declares, of FIELDS
    host: str  # the site's, without www
    cookie: str  # the name of the choice cookie
    handled: tuple[str, ...]  # how addresses begin that the handler answers: some go on with a message's name

    @classmethod
    def of(cls, record: Record, place: Place, handled: tuple[str, ...]) -> Self | None:
        """None where the record counts in another way. Raises Uncounted where that sees nothing of this."""
        if record.counting.mode == SERVER:
            raise Uncounted(
                'counting.mode is "server": the handler counts the pages that it answers, but this web '
                'server would answer them, and nothing would be counted; write mode = "log" under [counting]'
            )
        if record.counting.mode != LOG:
            return None
        return cls(
            fields=next((log.fields for log in record.logs if log.id == ID), ()),
            host=place.host.removeprefix("www."),
            cookie=record.choice_cookie.name,
            handled=handled,
        )

    def columns(self, kind: str) -> list[Column]:
        """Those that come from the request, in the words of *kind*, one of KINDS."""
        declared = {column for field in self.fields for column in FIELDS[field]}
        return [
            Column(
                name=name,
                source=" ".join(_source(kind, source) for source in sources),
                rules=tuple((pattern, _value(kind, value)) for pattern, value in rules),
                otherwise=agents.of("") if name == "agent" else "",
            )
            for name, sources, rules in self._columns()
            if name in declared
        ]

    def row(self, kind: str) -> str:
        """A whole line of nginx's, or what Caddy writes beside hour and status; columns apart by tabs."""
        if kind == "caddy":
            names = [name for name in line.COLUMNS if name not in BY_ITSELF]
        else:
            names = list(line.COLUMNS)
        told = {column.name for column in self.columns(kind)} | {*BY_ITSELF}
        fixed = (line.FORMAT, line.END)
        return "\t".join(
            name if name in fixed else _cell(kind, name) if name in told else "-" for name in names
        )

    def _columns(self) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, str]]]]:
        """Name, sources, rules; what is written names a pattern's groups as <group>."""
        yield "method", ("request",), [(VERB, "<seloste_v_verb>")]
        yield "path", ("address",), [(PATH, "<seloste_v_path>")]
        yield "referrer", ("Referer",), self._referrer()
        for name in ("dest", "mode", "site"):
            yield name, (f"Sec-Fetch-{name.capitalize()}",), [(FETCH, "<seloste_v_word>")]
        yield "purpose", ("Sec-Purpose", "Purpose", "X-Moz"), [(AHEAD, "prefetch")]
        yield "reload", ("Cache-Control",), [(RELOADED, "1")]
        yield "agent", ("User-Agent",), list(agents.RULES)
        yield "lang", ("Accept-Language",), [(LANGUAGE, "<seloste_v_lang>")]
        yield "gpc", ("Sec-GPC",), [("^1$", "1")]
        yield "objects", (f"cookie {self.cookie}",), [(OBJECTS, "1")]
        yield "own", ("Cookie",), [(OWN, "1")]

    def _referrer(self) -> list[tuple[str, str]]:
        """Of a page of this site its path, cut where the handler's begin; of another site only its host."""
        ours = rf"^https?://(?:www\.)?{re.escape(self.host)}(?::[0-9]{{1,5}})?"
        handled = "|".join(re.escape(path) for path in self.handled)
        return [
            (rf"{ours}(?P<seloste_v_handled>{handled})", "<seloste_v_handled>"),
            (rf"{ours}(?P<seloste_v_before>/[^?#\s]{{0,1000}})", "<seloste_v_before>"),
            (FOREIGN, "<seloste_v_scheme><seloste_v_host>"),
        ]


def _cell(kind: str, name: str) -> str:
    if name == "status":
        return "$status"
    return f"$seloste_visit_{name}" if kind == "nginx" else f"{{seloste_visit_{name}}}"


def _source(kind: str, source: str) -> str:
    """A header by its name, "cookie NAME", "address" (with its query) or "request" (its method first)."""
    if source.startswith("cookie "):
        name = source.removeprefix("cookie ")
        return f"$cookie_{name}" if kind == "nginx" else f"{{http.request.cookie.{name}}}"
    if source == "address":
        return "$request_uri" if kind == "nginx" else "{http.request.orig_uri}"
    if source == "request":
        return "$request" if kind == "nginx" else "{http.request.orig_method}"
    if kind == "nginx":
        return "$http_" + source.lower().replace("-", "_")
    return f"{{http.request.header.{source}}}"


def _value(kind: str, value: str) -> str:
    return re.sub("<(.+?)>", r"$\1" if kind == "nginx" else r"${\1}", value)
