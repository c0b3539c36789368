"""
Screenshots with at most 256 colours, as PNG keeps them in a third of the bytes (PNG specification, 11.2.2).

What a page shows has few colours beside the edges of its letters; of those the rarest take the nearest kept.
"""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"
Colour = tuple[int, int, int]


def smaller(path: Path) -> None:
    """Rewrite the screenshot at *path*; what is not 8-bit RGB(A), as Chromium's are, is left as it is."""
    width, height, channels, packed = _read(path.read_bytes())
    if channels:
        rows = list(_rows(zlib.decompress(packed), width, height, channels))
        path.write_bytes(_written(rows, width, height))


def _read(data: bytes) -> tuple[int, int, int, bytes]:
    """Width, height, channels (0: another kind) and the compressed rows."""
    at, packed, head = len(SIGNATURE), b"", b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body, at = data[at + 8 : at + 8 + length], at + 12 + length
        head, packed = (body, packed) if kind == b"IHDR" else (head, packed + body * (kind == b"IDAT"))
    width, height, depth, colour, *_, interlaced = struct.unpack(">IIBBBBB", head)
    return width, height, {2: 3, 6: 4}.get(colour, 0) * (depth == 8 and not interlaced), packed


def _rows(data: bytes, width: int, height: int, channels: int) -> Iterator[list[Colour]]:
    """The rows' colours, their filters undone (PNG specification, 9)."""
    size = width * channels
    before = bytearray(size)
    for row in range(height):
        start = row * (size + 1)
        line = _plain(data[start], bytearray(data[start + 1 : start + 1 + size]), before, channels)
        yield list(zip(line[0::channels], line[1::channels], line[2::channels], strict=True))
        before = line


def _plain(filter_: int, line: bytearray, before: bytearray, step: int) -> bytearray:
    for at in range(len(line)):
        left = line[at - step] if at >= step else 0
        above, corner = before[at], before[at - step] if at >= step else 0
        line[at] = (
            line[at] + (0, left, above, (left + above) // 2, _paeth(left, above, corner))[filter_]
        ) & 255
    return line


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    away = (abs(guess - left), abs(guess - above), abs(guess - corner))
    return (left, above, corner)[away.index(min(away))]


def _written(rows: list[list[Colour]], width: int, height: int) -> bytes:
    often = Counter(colour for row in rows for colour in row).most_common()
    kept = [colour for colour, _ in often[:256]]
    place = {colour: at for at, colour in enumerate(kept)}
    for colour, _ in often[256:]:
        place[colour] = min(range(len(kept)), key=lambda at: _away(kept[at], colour))
    data = b"".join(b"\0" + bytes(place[colour] for colour in row) for row in rows)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(bytes(colour) for colour in kept)),
        (b"IDAT", zlib.compress(data, 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def _away(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
