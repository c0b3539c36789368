"""
In which encoding a file is written, by a stated rule; and its digest, in the same pass.

1. What its byte order mark says: UTF-8 or UTF-16.
2. UTF-16 without one, where nearly every other byte of the beginning is NUL.
3. UTF-8, unless more of its bytes are none than characters beyond ASCII are right.
4. Windows-1252, which has Latin-1 in it.

A character that cannot be read becomes U+FFFD, and its row is refused by number (csvfile.py).
"""

import codecs
import hashlib
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 20  # bytes
BEGINNING = 4096  # bytes
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """What one pass over a file found."""

    encoding: str  # as Python calls it
    digest: str  # SHA-256, hex
    size: int  # bytes


def examine(file: BinaryIO) -> Written:
    """Read *file* from its beginning to its end, in pieces of CHUNK bytes."""
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    beginning = file.read(BEGINNING)
    known = _by_mark(beginning) or _by_nuls(beginning)
    utf8 = _Utf8()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if known is None:
            utf8.take(chunk)
    return Written(known or ("utf-8" if utf8.likely() else "cp1252"), digest.hexdigest(), size)


def _by_mark(beginning: bytes) -> str | None:
    return next((name for mark, name in _MARKS if beginning.startswith(mark)), None)


def _by_nuls(beginning: bytes) -> str | None:
    """A NUL here and there is damage; one in every pair is the other half of a Latin letter."""
    pairs = len(beginning) // 2
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if pairs and beginning[start::2].count(0) > 0.6 * pairs:
            return name
    return None


class _Utf8:
    """Counts what is right and wrong in a stream taken for UTF-8."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._right = self._wrong = 0

    def take(self, chunk: bytes) -> None:
        text = self._decoder.decode(chunk)
        if text.isascii():
            return
        wrong = text.count("\ufffd")
        self._wrong += wrong
        self._right += len(text) - len(text.encode("ascii", "ignore")) - wrong

    def likely(self) -> bool:
        rest = self._decoder.decode(b"", True).count("\ufffd")
        return self._wrong + rest == 0 or self._right > self._wrong + rest
