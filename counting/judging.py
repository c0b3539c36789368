"""
Whether a request counts: as a view, as one that was left out, as a page that is missing, or not at all.

The one place that decides, for pages that the handler serves and for lines of the web server's log alike.

Only what a browser shows to a person is looked at: GET, answered 200 or 304 with a page of the site, and
where the browser tells what it wants it for (Fetch Metadata), a document to go to. All else is nothing,
not even something left out: a stylesheet, a script that looks, a form that is sent.

A request may have several reasons to be left out. Those by which nobody looked at the page go first
(prefetch, bot, spam), then those by which somebody did (own, objection, gpc): so each number says how many
views of people the figures lack for that reason. A missing page is counted only where a view would be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counting import agents, campaigns, languages, referrers
from counting.pages import Pages, decoded
from counting.telling import telling
from counting.view import (
    BOT,
    GPC,
    OBJECTION,
    OTHER,
    OWN,
    PREFETCH,
    RELOAD,
    SPAM,
    VIEW,
    Counted,
    Left,
    Missing,
    View,
)
from record import Record

SHOWN = (200, 304)
GONE = 404
LONGEST_MISSING = 120  # characters of an address that was not found
HOME = ("localhost", "127.0.0.1")
UNNAMED = ""  # what nginx makes of no user agent: it tries no expression on an empty text
UNSENT = ("", "-")  # a header that was not sent; "-" where the log does not have it

# The end of an address that is no page's, of a browser that does not say what it wants it for.
_FILE = re.compile(r"\.(?!html?$|php$|aspx?$)[a-z0-9]{1,8}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The facts of one request. Texts come as they were sent and may hold anything; "" where none was."""

    hour: int  # seconds UTC since 1970 of the hour's start
    method: str  # capital letters
    status: int  # of the answer
    path: str  # as it was asked for, with or without its query
    referrer: str  # an address, or its path alone when it is of this site
    dest: str  # Sec-Fetch-Dest
    mode: str  # Sec-Fetch-Mode
    site: str  # Sec-Fetch-Site
    purpose: str  # Sec-Purpose, or what came before it: Purpose, X-Moz
    reload: bool  # Cache-Control as browsers send it with a reload
    agent: str  # as agents.of names the browser
    lang: str  # Accept-Language, or its first language
    gpc: bool  # Sec-GPC: 1
    objects: bool  # the choice cookie says so
    own: bool  # the owner's session cookie is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What requests are judged against."""

    pages: Pages
    hosts: frozenset[str]  # its own, without www.
    trips: frozenset[str] = frozenset()  # hosts that one is sent to and comes back from: that is no arrival
    campaigns: bool = False  # whether the tags of links are counted


def site_of(record: Record, built: Mapping[str, Any]) -> Site:
    """
    The site as *record* declares it and as it was built.

    Args:
        built: What the build wrote of itself, site.json. Raises KeyError when it lacks "counted".
    """
    # The handler shows the thanks page with a message's reference behind an address of its own.
    below = {form.action[lang]: form.thanks[lang] for form in record.forms for lang in record.languages}
    below |= {thanks: thanks for form in record.forms for thanks in form.thanks.values()}
    checked = {form.action[lang]: form.page[lang] for form in record.forms for lang in record.languages}
    return Site(
        pages=Pages(built["counted"], below, checked),
        hosts=hosts_of(record),
        trips=frozenset(host.removeprefix("www.") for host in record.counting.round_trip),
        campaigns=record.counting.campaigns,
    )


def hosts_of(record: Record) -> frozenset[str]:
    """
    The site's own hosts, without ``www.``.

    While the record does not state the site's address, the site is only seen at home.
    """
    url = record.site.url
    return frozenset((referrers.bare(url),) if isinstance(url, str) else HOME)


def judge(asked: Asked, site: Site) -> Counted | None:
    """What *asked* counts as; None for nothing at all."""
    if asked.method != "GET":
        return None
    if asked.status in SHOWN:
        page = site.pages.of(asked.path)
        return None if page is None else _shown(asked, site, page)
    return _missing(asked, site) if asked.status == GONE else None


def _shown(asked: Asked, site: Site, page: str) -> Counted | None:
    if not (_navigates(asked) or _ahead(asked)):
        return None
    before, source = came_from(asked.referrer, asked.site, site)
    if found := reason(asked, source):
        return Left(asked.hour, found)
    return View(
        hour=asked.hour,
        kind=RELOAD if asked.reload else VIEW,
        page=page,
        before=before,
        source=source,
        device=agents.device(asked.agent),
        lang=languages.first(asked.lang),
        campaign=campaigns.of(asked.path) if site.campaigns and before is None else "",
    )


def _missing(asked: Asked, site: Site) -> Missing | None:
    """Only of a person, and once: what bots try is endless, and nobody can mend it."""
    if asked.reload or not _navigates(asked):
        return None
    path = decoded(asked.path)
    if path is None or (asked.dest in UNSENT and _FILE.search(path)):
        return None
    if reason(asked, came_from(asked.referrer, asked.site, site)[1]):
        return None
    return Missing(asked.hour, missing_path(path))


def missing_path(path: str) -> str:
    """
    An address that was not found, for the owner to mend: cut at LONGEST_MISSING, and without what could tell
    who asked, for addresses are pasted together with much else.

    Args:
        path: As `pages.decoded` returns it.
    """
    shown = "/".join(OTHER if telling(part) else part for part in path.split("/"))
    return shown if len(shown) <= LONGEST_MISSING else f"{shown[: LONGEST_MISSING - 1]}…"


def came_from(referrer: str, fetch_site: str, site: Site) -> tuple[str | None, str]:
    """
    Where one came from.

    The referrer's host decides. Sec-Fetch-Site only tells what it cannot: that a page of this very site sent
    no referrer, or that this site has one more name.

    Args:
        referrer: An address, or its path alone when it is of this site; "" without one.
        fetch_site: Sec-Fetch-Site, "" where the browser sends none.
    Returns:
        The page of this site, or OTHER, and ""; or of an arrival None and the host, "" without one.
    """
    if referrer.startswith("/"):
        return site.pages.of(referrer) or OTHER, ""
    host = referrers.bare(referrer)
    if host in site.trips:
        return OTHER, ""  # from which page one was sent there, nobody tells
    if fetch_site == "same-origin" or host in site.hosts or f"www.{host}" in site.hosts:
        return site.pages.of(_path(referrer)) or OTHER, ""
    return None, referrers.named(host)


def reason(asked: Asked, source: str) -> str:
    """
    Why *asked* is not to be counted as a view, one of REASONS; "" when it is.

    Args:
        source: The host that one arrived from, as `came_from` returns it.
    """
    if _ahead(asked):
        return PREFETCH
    if _programmed(asked):
        return BOT
    if source and referrers.spam(source):
        return SPAM
    if asked.own:
        return OWN
    if asked.objects:
        return OBJECTION
    return GPC if asked.gpc else ""


def _ahead(asked: Asked) -> bool:
    """Whether a browser asks before anybody does, maybe to show it and maybe not."""
    return "prefetch" in asked.purpose.lower()


def _programmed(asked: Asked) -> bool:
    """
    Whether a program asks, by its name or because the browser it claims to be would say what for.

    Browsers say so over https and to their own machine alone (Fetch Metadata, 2: trustworthy URLs); a public
    site is served in no other way.
    """
    silent = asked.dest in UNSENT or asked.mode in UNSENT
    return asked.agent in (BOT, UNNAMED) or (agents.fetches(asked.agent) and silent)


def _navigates(asked: Asked) -> bool:
    """Whether it is for a page to go to, as far as the browser says."""
    return asked.dest in (*UNSENT, "document") and asked.mode in (*UNSENT, "navigate")


def _path(referrer: str) -> str:
    """The path of an address with scheme and host; "" without them."""
    _, scheme, rest = referrer.partition("://")
    return "/" + rest.partition("/")[2] if scheme else ""
