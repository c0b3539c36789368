"""A card's contact points, as a prohibition remembers them and a list names them."""

from collections.abc import Iterable, Iterator, Mapping

from formhandler.permissions.channels import ADDRESSES, EMAILS, PHONES, POINTS
from formhandler.register import fields
from formhandler.register.card import Entry, Head

COLUMNS = {EMAILS: fields.EMAILS, PHONES: fields.PHONES, ADDRESSES: fields.ADDRESSES}


def of_head(head: Head, channel: str) -> tuple[str, ...]:
    """By what the card is reached by *channel*: e-mail addresses, numbers, name and address on one line."""
    return tuple(_points(channel, head.name, {kind: getattr(head, kind) for kind in COLUMNS}))


def of_entries(name: str, entries: Iterable[Entry], channel: str) -> tuple[str, ...]:
    """The same of some of a card's entries; *name* is the card's."""
    some = list(entries)
    found = {
        EMAILS: [line for entry in some for line in entry.lines(*fields.EMAILS)],
        PHONES: [line for entry in some for line in entry.lines(*fields.PHONES)],
        ADDRESSES: [
            ", ".join(entry.lines(column))
            for entry in some
            for column in fields.ADDRESSES
            if entry.lines(column)
        ],
    }
    return tuple(dict.fromkeys(_points(channel, name, found)))


def _points(channel: str, name: str, found: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for kind in POINTS[channel]:
        yield from (f"{name}, {line}" if kind == ADDRESSES else line for line in found[kind])
