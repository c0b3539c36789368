"""A card as a vCard 4.0 (RFC 6350): name, company, telephone numbers, e-mail and postal addresses."""

import re
from collections.abc import Iterator

from formhandler.register import fields
from formhandler.register.card import Card

FOLD = 75  # bytes of a line (RFC 6350 3.2)
_TOWN = re.compile(r"(\d{5}) (.+)")


def written(card: Card) -> str:
    """The card, its lines folded and ended by CR LF."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(card))


def _lines(card: Card) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:urn:uuid:{card.id[:8]}-{card.id[8:12]}-{card.id[12:16]}-{card.id[16:20]}-{card.id[20:]}"
    yield f"KIND:{'org' if card.kind == fields.ORGANISATION else 'individual'}"
    yield f"FN:{_text(card.name)}"
    if card.kind == fields.ORGANISATION:
        yield f"ORG:{_text(card.name)}"
    for phone in card.head.phones:
        yield f"TEL;VALUE=uri:tel:{phone}"
    for email in card.head.emails:
        yield f"EMAIL:{_text(email)}"
    for entry in card.current:
        for column in fields.ADDRESSES:
            if lines := entry.lines(column):
                yield _address(lines)
    yield "END:VCARD"


def _address(lines: tuple[str, ...]) -> str:
    """Street, town and postcode where the last line is written so; all lines as the street otherwise."""
    town = _TOWN.fullmatch(lines[-1])
    street = ",".join(_text(line) for line in (lines[:-1] if town else lines))
    return f"ADR:;;{street};{_text(town[2]) if town else ''};;{town[1] if town else ''};"


def _text(value: str) -> str:
    """Escaped (RFC 6350 3.4)."""
    for char, written in (("\\", "\\\\"), (",", "\\,"), (";", "\\;"), ("\n", "\\n")):
        value = value.replace(char, written)
    return value


def _folded(line: str) -> str:
    """Lines of FOLD bytes at most, broken between characters."""
    folded, width = "", 0
    for char in line:
        size = len(char.encode())
        if width + size > FOLD:
            folded, width = f"{folded}\r\n ", 1
        folded, width = folded + char, width + size
    return folded
