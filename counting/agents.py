"""
Bots told from people's browsers, and the kind of device: by rules that a web server can follow, too.

The patterns are valid for Python, PCRE (nginx) and RE2 (Caddy): nothing looks ahead or back.
"""

from __future__ import annotations

import re

BOT = "bot"
#: What a browser's name says that sends Fetch Metadata: Chromium from 80, Firefox from 90, Safari from 16.4.
_FETCHES = (
    r"(?:Chrome/(?:[89][0-9]|[0-9]{3})|Firefox/(?:9[0-9]|[0-9]{3})|"
    r"Version/(?:16\.[4-9]|1[7-9]|[2-9][0-9])[0-9.]* .*Safari/)"
)
_WORDS = (
    r"(?i:bot\b|bot[/;_-]|robot|crawl|spider|slurp|scrap|archiv|monitor|uptime|scan|fetcher|preview|validat"
    r"|external(?:hit|agent)|feed|rss|curl|wget|python|httpx|aiohttp|okhttp|java/|perl|ruby|php|libwww|headless"
    r"|phantom|selenium|playwright|puppeteer|lighthouse|pagespeed|pingdom|check|probe|https?://|@)"
)
_TABLET = r"(?:iPad|Tablet|PlayBook|Kindle|Silk/)"
_PHONE = r"(?:Mobi|iPhone|iPod|Phone|Opera Mini)"

#: Regular expression → the class of what it fits; the first one that fits counts.
RULES: tuple[tuple[str, str], ...] = (
    (r"^\s*$", BOT),
    (_WORDS, BOT),
    (r"^(?:Lynx|Links|ELinks|w3m|Dillo|NetSurf|Opera)", "desktop"),
    (r"^(?:[^M]|Mozilla/[0-9.]+\s*$)", BOT),
    (f"{_TABLET}.*{_FETCHES}", "tablet+"),
    (_TABLET, "tablet"),
    (f"{_PHONE}.*{_FETCHES}|{_FETCHES}.*{_PHONE}", "phone+"),
    (_PHONE, "phone"),
    (f"Android.*{_FETCHES}", "tablet+"),
    ("Android", "tablet"),
    (_FETCHES, "desktop+"),
)
_COMPILED = [(re.compile(pattern), named) for pattern, named in RULES]


def of(user_agent: str) -> str:
    """ "bot", or the device: phone, tablet, desktop; with "+" a browser that sends Fetch Metadata."""
    for pattern, named in _COMPILED:
        if pattern.search(user_agent[:1000]):
            return named
    return "desktop"


def bot(agent: str) -> bool:
    """Whether a class, as `of` gives it, is a bot's."""
    return agent == BOT


def fetches(agent: str) -> bool:
    """Whether it is a browser that sends Fetch Metadata."""
    return agent.endswith("+")


def device(agent: str) -> str:
    """The device of a class: phone, tablet or desktop, also of what nobody has named."""
    found = agent.removesuffix("+")
    return found if found in ("phone", "tablet") else "desktop"
