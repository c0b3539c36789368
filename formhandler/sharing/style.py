"""The shared page's style sheet: the owner's page of visits looks the same."""

import hashlib
from functools import cache

from formhandler.pages import THEME

FOLDER = THEME.parent / "static" / "css"
# The site's own sheet has no figures in it: its pages would be heavier for what few of them show.
PARTS = ("tokens", "elements", "layout", "blocks", "exceptions", "owner", "chart", "figures")


@cache
def sheet() -> str:
    """The whole sheet. Read once: it changes only with the program."""
    return "".join((FOLDER / f"{name}.css").read_text("utf-8") for name in PARTS)


@cache
def fingerprint() -> str:
    """Twelve hexadecimal digits of its content, so that a browser may keep it for ever."""
    return hashlib.sha256(sheet().encode()).hexdigest()[:12]
