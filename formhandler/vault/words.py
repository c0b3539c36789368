"""
Words to read over the telephone: the receipt code (6 words) and the recovery kit (24 words).

The lists stand in wordlists/<language>.txt: 2,048 words each, so a word is worth 11 bits; no two words
of a list share their first four letters, so a word is known from its beginning. They are our own choice
of everyday words. Keys are derived from the words' text and never from their places in a list: what was
printed once opens its lock even after a list was changed.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

LANGUAGES = ("fi", "sv", "en")
BITS = 11  # of one word
RECEIPT = 6  # words: 66 bits
KIT = 24  # words: 256 bits and a checksum of 8
ENTROPY = 32  # bytes

_FOLDER = Path(__file__).with_name("wordlists")


class Lists(Mapping[str, tuple[str, ...]]):
    """The sorted words of each language, read when first asked for. KeyError for another language."""

    def __getitem__(self, lang: str) -> tuple[str, ...]:
        if lang not in LANGUAGES:
            raise KeyError(lang)
        return _read(lang)

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


WORDS = Lists()


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that stands in no list of the language the others are of."""

    place: int  # counted from 1
    word: str
    near: str  # the word that was probably meant; empty if none is like it


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedWords:
    """What can be said of a kit's words before a key is derived from them."""

    words: tuple[str, ...]
    lang: str  # the list that knows most of them
    unknown: tuple[UnknownWord, ...]
    checksum: bool  # False also while there are not 24 known words

    @property
    def ok(self) -> bool:
        """24 words of one list, and their checksum is right."""
        return self.checksum

    @property
    def missing(self) -> int:
        """How many words fall short of a kit; negative where there are too many."""
        return KIT - len(self.words)


def generate(n: int, lang: str) -> list[str]:
    """*n* words of *lang*, drawn independently and evenly: 11 bits each."""
    return [secrets.choice(WORDS[lang]) for _ in range(n)]


def with_checksum(lang: str) -> list[str]:
    """
    24 words of *lang* for a kit: 256 random bits, then the first 8 bits of their SHA-256.

    This is BIP-39's construction on our own lists. One wrong word, or two that changed places, pass
    unnoticed in one of 256 cases.
    """
    entropy = secrets.token_bytes(ENTROPY)
    number = int.from_bytes(entropy + _checksum(entropy))
    places = [number >> BITS * place & (1 << BITS) - 1 for place in reversed(range(KIT))]
    return [WORDS[lang][place] for place in places]


def normalise(text: str) -> str:
    """
    The form that keys are derived from: lower case, NFC, one space between words.

    Commas, full stops, numbers and hyphens between the words are dropped, as they are of the printed
    page and of how people write lists down.
    """
    letters = unicodedata.normalize("NFC", text).lower()
    return " ".join("".join(c if c.isalpha() else " " for c in letters).split())


def check(text: str) -> CheckedWords:
    """Say which of a kit's words is mistyped, and whether their checksum is right; never raises."""
    words = tuple(normalise(text).split())
    lang = max(LANGUAGES, key=lambda lang: len(_places(lang).keys() & set(words)))
    return CheckedWords(
        words=words,
        lang=lang,
        unknown=tuple(_unknown(lang, words)),
        checksum=_sums_up(lang, words),
    )


def _unknown(lang: str, words: tuple[str, ...]) -> Iterator[UnknownWord]:
    for place, word in enumerate(words, start=1):
        if word not in _places(lang):
            yield UnknownWord(place, word, _near(lang, word))


def _near(lang: str, word: str) -> str:
    starts = [known for known in WORDS[lang] if len(word) >= 4 and known[:4] == word[:4]]
    return next(iter(starts or get_close_matches(word, WORDS[lang], n=1)), "")


def _sums_up(lang: str, words: tuple[str, ...]) -> bool:
    places = _places(lang)
    if len(words) != KIT or not all(word in places for word in words):
        return False
    number = 0
    for word in words:
        number = number << BITS | places[word]
    raw = number.to_bytes(ENTROPY + 1)
    return _checksum(raw[:ENTROPY]) == raw[ENTROPY:]


def _checksum(entropy: bytes) -> bytes:
    return hashlib.sha256(entropy).digest()[:1]


@cache
def _read(lang: str) -> tuple[str, ...]:
    return tuple((_FOLDER / f"{lang}.txt").read_text(encoding="utf-8").split())


@cache
def _places(lang: str) -> dict[str, int]:
    return {word: place for place, word in enumerate(_read(lang))}
