"""A text as words to compare: without case, accents and punctuation; telephone numbers by their digits."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
#: A run that people write a telephone number in: five digits or more with spaces, hyphens, brackets between.
_NUMBER = re.compile(r"(?<![\w+])\+?(?:\d[ \u00a0().\-/]{0,2}){4,14}\d(?!\w)")
_MARKS = re.compile("[\u0300-\u036f]+")  # what NFKD takes off a letter
_COUNTRY = re.compile(r"^(?:\+|00)358(?:0(?=\d))?")


def fold(text: str) -> str:
    """*text* in small letters without accents: "Mäkelä" and "MAKELA" are the same."""
    small = text.casefold()
    if small.isascii():
        return small
    return _MARKS.sub("", unicodedata.normalize("NFKD", small)).replace("ø", "o")


def split(folded: str) -> list[str]:
    """The words and numbers of a text that `fold` has made, in their order."""
    return _WORD.findall(folded)


def runs(text: str) -> list[str]:
    """What may be telephone numbers in *text*, as they stand there."""
    return _NUMBER.findall(text)


def numbers(text: str) -> list[str]:
    """The same by their digits alone, Finnish ones as dialled in Finland (040…)."""
    return [digits(run) for run in runs(text)]


def digits(number: str) -> str:
    """+358 40 123 4567, 00358 40 1234567 and 040-1234567 are all "0401234567"."""
    plain = re.sub(r"[^\d+]", "", number)
    return _COUNTRY.sub("0", plain).lstrip("+")
