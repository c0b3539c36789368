"""
The ways in which visits are counted, and what each brings into the record.

``[counting] mode`` adds the pieces of its way to the owner's tables (record/pieces.py), so the notice, the
choices page, the record of processing and the janitor's clock follow from one word. What the notice says of
it stands in say.toml and nowhere else: an owner's own sentence could be false.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from record.pieces import Piece, filled, parsed
from record.text import Text

HERE = Path(__file__).parent

OFF, SERVER, LOG, BEACON, AFTER_CONSENT = WAYS = (
    "off",  # nothing is counted
    "server",  # from the page request itself, by the handler that serves the site
    "log",  # from lines that the web server writes
    "beacon",  # by a script of the page
    "beacon-after-consent",  # the same, once the visitor allows it
)
#: Ways that count without asking, so that a visitor may object (GDPR Art. 21(1)).
UNASKED = (SERVER, LOG, BEACON)
#: The category of what waits for consent in the last way.
CATEGORY = "visit_counting"

#: What is counted besides where the record has campaigns = true: it follows the sources.
CAMPAIGNS = {
    "fi": ", linkkien kampanjamerkinnät",
    "sv": ", länkars kampanjmärken",
    "en": ", campaign tags of links",
}

_PIECES = {
    SERVER: ("counted", "unasked"),
    LOG: ("counted", "unasked", "log"),
    BEACON: ("counted", "unasked"),
    AFTER_CONSENT: ("counted", "asked"),
}


def pieces(raw: Mapping[str, Any]) -> Iterator[Piece]:
    """What the record's way brings; nothing where it counts nothing."""
    counting = raw.get("counting")
    mode = counting.get("mode") if isinstance(counting, dict) else None
    campaigns = isinstance(counting, dict) and counting.get("campaigns") is True
    told = {f"{{campaigns_{lang}}}": words if campaigns else "" for lang, words in CAMPAIGNS.items()}
    for name in _PIECES.get(mode, ()) if isinstance(mode, str) else ():
        yield Piece("counting.mode", filled(parsed(HERE / f"{name}.toml"), told))


def say(mode: str, languages: Iterable[str]) -> Text:
    """What the notice says of the way *mode*, one of WAYS."""
    words = parsed(HERE / "say.toml")[mode]
    return Text({lang: words[lang] for lang in languages})
