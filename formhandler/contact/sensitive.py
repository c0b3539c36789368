"""Numbers that a person is better off not sending: found for a warning, and one kind removed."""

import re
from collections.abc import Iterator
from enum import StrEnum

from stdnum import iban, luhn
from stdnum.fi import hetu

from record import Record


class Kind(StrEnum):
    """What a number looks like."""

    HETU = "hetu"
    IBAN = "iban"
    CARD = "card"


#: ddmmyy, the century's sign (with those of 2023, and the dashes that people's keyboards make), three
#: digits, the check character. Letters may touch it: what was glued to a word is a code all the same.
_HETU = re.compile(r"(?<!\d)\d{6} ?[-+A-FU-Y\u2010-\u2015\u2212] ?\d{3}[0-9A-Y](?!\d)", re.IGNORECASE)
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_IBAN_START = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}", re.IGNORECASE)
_CARD_START = re.compile(r"(?<![\d+])[3-6]")


def kinds(text: str) -> tuple[Kind, ...]:
    """Return what *text* seems to hold, by check digit, each kind once."""
    found = {
        Kind.HETU: any(_is_hetu(match[0]) for match in _HETU.finditer(text)),
        Kind.IBAN: any(iban.is_valid(run) for run in _runs(text, _IBAN_START, range(15, 35))),
        Kind.CARD: any(
            run.isdecimal() and luhn.is_valid(run) for run in _runs(text, _CARD_START, range(13, 20))
        ),
    }
    return tuple(kind for kind, there in found.items() if there)


def forbids_hetu(record: Record) -> bool:
    """Tell whether the record forbids the personal identity code (TSL 29 §)."""
    return any(item.id == Kind.HETU for item in record.forbidden)


def without_hetu(text: str, instead: str) -> str:
    """Return *text* with every personal identity code replaced by *instead*."""
    return _HETU.sub(lambda match: instead if _is_hetu(match[0]) else match[0], text)


def _is_hetu(written: str) -> bool:
    """Codes given for a time (individual number 900 and up) are a person's, too."""
    number = _DASHES.sub("-", written.replace(" ", ""))
    return bool(hetu.is_valid(number, allow_temporary=True))


def _runs(text: str, start: re.Pattern[str], lengths: range) -> Iterator[str]:
    """
    Yield, without its spaces, all that could be a number of *lengths* characters written in groups.

    A number ends where a word ends, and words follow it: "FI21 … 85 tomorrow", "4111 … 1111 12/27".
    """
    for match in start.finditer(text):
        run, gap = "", False
        for place in range(match.start(), len(text)):
            char = text[place]
            if char.isascii() and char.isalnum():
                run, gap = run + char, False
            elif char in " -" and not gap:
                gap = True
            else:
                break
            ends = not gap and not text[place + 1 : place + 2].isalnum()
            if ends and len(run) in lengths:
                yield run
            if len(run) >= lengths[-1]:
                break
