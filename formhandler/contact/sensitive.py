"""Numbers that a person is better off not sending: found for a warning, and one kind removed."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from stdnum import iban, luhn
from stdnum.fi import hetu

from record import Record


class Kind(StrEnum):
    """What a number looks like."""

    HETU = "hetu"
    IBAN = "iban"
    CARD = "card"


#: ddmmyy, the century's sign (with those of 2023), three digits, the check character.
_HETU = re.compile(r"(?<!\w)\d{6}[-+A-FU-Y]\d{3}[0-9A-Y](?!\w)", re.IGNORECASE)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w+])[3-6](?:[ -]?\d){12,18}(?!\w)")


def _is_hetu(number: str) -> bool:
    """Codes given for a time (individual number 900 and up) are a person's, too."""
    return bool(hetu.is_valid(number, allow_temporary=True))


_FINDERS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], bool]], ...] = (
    (Kind.HETU, _HETU, _is_hetu),
    (Kind.IBAN, _IBAN, iban.is_valid),
    (Kind.CARD, _CARD, lambda number: luhn.is_valid(re.sub(r"[ -]", "", number))),
)


def kinds(text: str) -> tuple[Kind, ...]:
    """Return what *text* seems to hold, by check digit, each kind once."""
    return tuple(kind for kind, pattern, valid in _FINDERS if any(_matches(text, pattern, valid)))


def forbids_hetu(record: Record) -> bool:
    """Tell whether the record forbids the personal identity code (TSL 29 §)."""
    return any(item.id == Kind.HETU for item in record.forbidden)


def without_hetu(text: str, instead: str) -> str:
    """Return *text* with every personal identity code replaced by *instead*."""
    return _HETU.sub(lambda match: instead if _is_hetu(match[0]) else match[0], text)


def _matches(text: str, pattern: re.Pattern[str], valid: Callable[[str], bool]) -> Iterator[bool]:
    return (True for match in pattern.finditer(text) if valid(match[0]))
