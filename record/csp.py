"""The Content-Security-Policy: the browser itself refuses what the record does not declare."""

from __future__ import annotations

from collections.abc import Collection

from record.model import Host, Record
from record.model.device import SELF

_DIRECTIVES = {
    "style": "style-src",
    "script": "script-src",
    "img": "img-src",
    "font": "font-src",
    "media": "media-src",
    "connect": "connect-src",
    "frame": "frame-src",
    "form": "form-action",
}
_ALWAYS = ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")


def policy(record: Record, categories: Collection[str] = frozenset()) -> str:
    """
    The header's value for a visitor who chose these categories.

    Args:
        categories: Ids of categories that wait for consent and were accepted. Those that need none are
            always open.
    Raises:
        KeyError: The record has no such category.
    """
    chosen = {record.category(id).id for id in categories}
    open_to = {category.id for category in record.categories if not category.consent or category.id in chosen}
    hosts = [host for host in record.hosts if host.category in open_to]
    return "; ".join((*_ALWAYS, *_sources(hosts)))


def _sources(hosts: list[Host]) -> list[str]:
    """A directive for each thing that some host may give; forms are named even when none may send."""
    directives = []
    for load, directive in _DIRECTIVES.items():
        sources = sorted(_source(host.host) for host in hosts if load in host.loads)
        if sources or load == "form":  # default-src does not cover forms
            directives.append(" ".join((directive, *(dict.fromkeys(sources) or ("'none'",)))))
    return directives


def _source(host: str) -> str:
    return "'self'" if host == SELF else f"https://{host}"
