"""
Which address is which page of the site: only what the build wrote is a page.

Addresses come from whoever asks, so anything may stand in one. What cannot be a page's is no page, and
never an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote_to_bytes

LONGEST = 2_000  # characters of an address; a page's own are far shorter, and more is not looked at

# Control characters of ASCII, Latin 1 and Unicode: ends of lines, and what turns the direction of writing.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
_QUERY = re.compile(r"[?#]")
_SLASHES = re.compile(r"/{2,}")
_REFERENCE = re.compile(r"[0-9A-Z-]{1,40}")  # formhandler/contact/reference.py


class Pages:
    """The site's pages by the addresses that lead to them."""

    def __init__(
        self,
        built: Iterable[str],
        below: Mapping[str, str] | None = None,
        checked: Mapping[str, str] | None = None,
    ) -> None:
        """
        Args:
            built: Paths as the site links them, e.g. "/", "/palvelut/": site.json's "counted".
            below: Beginning of an address → the page that is shown when a message's reference follows it, as
                the page that thanks for the message.
            checked: Address at which what a form says is checked → the form's page: it is a part of it.
        """
        self._built = frozenset(built)
        self._by = {_key(start): page for start, page in (checked or {}).items() if page in self._built}
        self._by |= {_key(plain): page for page in self._built if (plain := decoded(page))}
        self._below = {_key(start): page for start, page in (below or {}).items() if page in self._built}

    def __iter__(self) -> Iterator[str]:
        """In a stable order."""
        return iter(sorted(self._built))

    def __contains__(self, page: str) -> bool:
        return page in self._built

    def of(self, address: str) -> str | None:
        """
        The page that *address* shows, as the site links it; None for anything that is no page.

        Args:
            address: A path as it was asked for: with or without query, slash, index.html.
        """
        if address in self._built:
            return address
        plain = decoded(address)
        if plain is None:
            return None
        key = _key(plain)
        return self._by.get(key) or self._shown_below(key)

    def thanks(self, address: str) -> bool:
        """Whether *address* is that of one message, with its reference behind it."""
        plain = decoded(address)
        return plain is not None and self._shown_below(_key(plain)) is not None

    def _shown_below(self, key: str) -> str | None:
        start, _, name = key.rpartition("/")
        return self._below.get(start) if _REFERENCE.fullmatch(name) else None


def decoded(address: str) -> str | None:
    """
    A path without its query and percent-encoding, its slashes single as web servers read them.

    Returns:
        None for what is no path, is longer than LONGEST, is no UTF-8 or holds a control character.
    """
    if len(address) > LONGEST or not address.startswith("/"):
        return None
    path = _QUERY.split(address, maxsplit=1)[0]
    if "%" in path or not path.isascii():
        try:
            path = unquote_to_bytes(path).decode("utf-8")
        except UnicodeError:  # also half of a surrogate pair, which str can hold
            return None
        path = unicodedata.normalize("NFC", path)
    return None if _CONTROL.search(path) else _SLASHES.sub("/", path)


def _key(path: str) -> str:
    """One for all the ways to write a page's address: without index.html and the slash at its end."""
    return path.removesuffix("/index.html").removesuffix("/")
