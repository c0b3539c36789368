"""
Bots told from people's browsers, and the kind of device, by what a browser calls itself.

Rules in order, the first that fits says it. A web server follows the same ones (webserver/visits.py), so no
user agent reaches its log: each is valid in Python, PCRE (nginx) and RE2 (Caddy). So nothing looks ahead or
back, and no quotation mark or dollar sign stands in them. Nothing is remembered from one request to the next.

A bot is told by one expression of words that programs have in their names and browsers do not, and by what
a browser has: an engine. Whatever names none is a program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from counting.view import BOT, DESKTOP, DEVICES, PHONE, TABLET

LONGEST = 1_000  # characters that are looked at; in-app browsers write up to 500
FETCHES = "+"  # behind a device: this browser sends Fetch Metadata, so a request without it is a program's

# Names of telephones and of an app that hold a word of the bots.
_TAKEN = r"cubot|camscanner"
_WORDS = (
    r"abuse|agent\b|appinsights|archiv|bot|check|collapsify|crawl|dareboost|datanyze|externalagent|externalhit"
    r"|feed|fetch|foregenix|google-|googleother|google favicon|google page|google web preview|googledocs"
    r"|gtmetrix|hardenize|harvest|headless|hotjar|http-|http:|https:|indexer|inspector|lighthouse|like gecko;"
    r"|linktiger|mediapartners|meta-external|monitor|pagespeed|phantom|pingdom|playwright|prerender|preview"
    r"|probe|ptst/|puppeteer|python|reader/|readable/|research|rigor\b|safari/[0-9.]+;|scan|scrap|screenshot"
    r"|security|selenium|silktide|sindup|slurp|snap[/ ;]|snapshot|speedcurve|spider|synthetic|thumb|uptime"
    r"|valid|verify|w3c|watchtowr|www\.|@|\.ai\b|\.com\b|\.io\b|\.org\b"
)


def _any(words: Iterable[str]) -> str:
    """One expression for many, by their first letters: so Python tries 20 at each place instead of 80."""
    by_first: dict[str, list[str]] = {}
    for word in words:
        cut = 2 if word.startswith("\\") else 1
        by_first.setdefault(word[:cut], []).append(word[cut:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in by_first.items())


_BOTS = _any(_WORDS.split("|"))
# What no browser's name begins with. They are Mozilla, Opera, Lynx, Links, ELinks, w3m, Dillo, NetSurf, Emacs
# with and without URL, edbrowse, UCWEB, Nokia and BlackBerry.
_FOREIGN = r"^(?:[^bdelmnouw]|b[^l]|d[^i]|e[^dlm]|l[^iy]|m[^o]|mo[^z]|n[^eo]|o[^p]|u[^cr]|w[^3]|w3[^m])"
# Their names promise an engine that they do not have: Fetch Metadata is not sent.
_POSING = r"goanna|palemoon|seamonkey|k-meleon|waterfox classic"
_TABLET = r"ipad|tablet[;)]|playbook|kindle|silk/"
_PHONE = r"mobi|iphone|ipod|phone|opera mini|blackberry|symbian|series[46]0|midp"
# Who sends Fetch Metadata: Chromium from 80, Firefox from 90, Safari from 16.4 (MDN, Sec-Fetch-Dest). On iOS
# every browser is the system's.
_CHROMIUM = r"chrome/(?:[89][0-9]|[1-9][0-9][0-9])\."
_FIREFOX = r"gecko/[0-9.]+ firefox/(?:9[0-9]|[1-9][0-9][0-9])\."
_IOS = r"os (?:16_[4-9]|1[7-9]_|[2-9][0-9]_)[0-9_]* like mac"
_SAFARI = r"mac os x [0-9_]+\) .*version/(?:16\.[4-9]|1[7-9]\.|[2-9][0-9]\.)"
_ENGINE = (
    r"^mozilla/[2-5]\.0 .*(?:applewebkit|gecko|khtml|trident|msie|presto|goanna|netsurf|servo)"
    r"|^(?:opera/|lynx/|links |links/|elinks/|elinks |w3m/|dillo/|netsurf/|emacs-|edbrowse/|url/emacs)"
)

RULES: tuple[tuple[str, str], ...] = tuple(
    (f"(?i){pattern}", named)
    for pattern, named in (
        (_TAKEN, PHONE),
        (_BOTS, BOT),
        (_FOREIGN, BOT),
        (_POSING, DESKTOP),
        (rf"(?:{_TABLET}).*(?:{_CHROMIUM}|{_FIREFOX}|{_IOS})", TABLET + FETCHES),
        (_TABLET, TABLET),
        (
            rf"(?:iphone|ipod).*{_IOS}|mobile; .*{_FIREFOX}|{_CHROMIUM}[0-9.]+ (?:[^ ]+ )?mobile",
            PHONE + FETCHES,
        ),
        (_PHONE, PHONE),
        (rf"android.*(?:{_CHROMIUM}|{_FIREFOX})", TABLET + FETCHES),
        (r"android", TABLET),
        (rf"{_CHROMIUM}|{_FIREFOX}|{_SAFARI}", DESKTOP + FETCHES),
        (_ENGINE, DESKTOP),
        (r"^", BOT),
    )
)
# Python is faster on small letters than without regard to case.
_COMPILED = tuple((re.compile(pattern.removeprefix("(?i)"), re.ASCII), named) for pattern, named in RULES)


def of(user_agent: str) -> str:
    """BOT or one of DEVICES, with FETCHES behind it where the browser sends Fetch Metadata."""
    small = user_agent[:LONGEST].lower()
    return next(named for pattern, named in _COMPILED if pattern.search(small))


def fetches(agent: str) -> bool:
    """Whether it is a browser, as `of` names it, that sends Fetch Metadata."""
    return agent.endswith(FETCHES)


def device(agent: str) -> str:
    """One of DEVICES, of a browser as `of` names it; desktop where nobody named it."""
    name = agent.removesuffix(FETCHES)
    return name if name in DEVICES else DESKTOP
