"""
Videos and maps of others inside a page, as placeholders that load nothing before they are allowed.

A paragraph that is one link to a video or a map becomes a placeholder where the record enables that service:
a link still, and with a script the question whether to show it here. Any other link stays as it is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from record import Record, asking
from record.asking import Question

# What Python-Markdown makes of such a paragraph.
PARAGRAPH = re.compile(r'<p><a href="([^"]+)">([^<]+)</a></p>')
WIDTH, HEIGHT = 640, 400  # pixels of a map at the zoom of its link, before the page stretches it
TILE = 256  # pixels of a tile of OpenStreetMap; at zoom 0 one tile is the world


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """One placeholder."""

    id: str  # of the element on its page
    category: str  # what has to be allowed
    title: str  # the link's text
    url: str  # where the link leads
    src: str  # what the frame shows
    question: Question
    page: str  # address of the page, to come back to


def placed(html: str, record: Record, lang: str, page: str, render: Callable[[Embed], str]) -> str:
    """*html* with a placeholder, made by *render*, for each paragraph that links to an enabled service."""
    categories = {service.kind: service.category for service in record.services if service.enabled}
    numbers = iter(range(1, len(html)))

    def place(found: re.Match[str]) -> str:
        url = unescape(found[1])
        for kind, category in categories.items():
            if src := FRAMES.get(kind, _none)(url):
                embed = Embed(
                    id=f"{category}-{next(numbers)}",
                    category=category,
                    title=unescape(found[2]),
                    url=url,
                    src=src,
                    question=asking.embed(record, category, lang),
                    page=page,
                )
                return render(embed)
        return found[0]

    return PARAGRAPH.sub(place, html)


def _none(url: str) -> None:
    return None


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # no address at all: then no service's
        return urlsplit("")


def youtube(url: str) -> str | None:
    """The frame for a video's address, youtube.com/watch?v=… or youtu.be/…; None for any other."""
    parts = _split(url)
    query = parse_qs(parts.query)
    host, steps = parts.hostname, parts.path.strip("/").split("/")
    if host == "youtu.be" and len(steps) == 1:
        id = steps[0]
    elif host in ("youtube.com", "www.youtube.com", "m.youtube.com"):
        id = steps[1] if len(steps) == 2 and steps[0] in ("shorts", "live") else query.get("v", [""])[0]
    else:
        return None
    if not re.fullmatch(r"[\w-]{11}", id, re.ASCII):
        return None
    start = re.fullmatch(r"(\d+)s?", query.get("t", [""])[0], re.ASCII)
    return f"https://www.youtube-nocookie.com/embed/{id}" + (f"?start={start[1]}" if start else "")


def openstreetmap(url: str) -> str | None:
    """The frame for a map's address, openstreetmap.org/?mlat=…&mlon=…#map=zoom/lat/lon, or None."""
    parts = _split(url)
    at = re.fullmatch(r"map=(\d{1,2})/(-?[\d.]+)/(-?[\d.]+).*", parts.fragment, re.ASCII)
    if parts.hostname not in ("openstreetmap.org", "www.openstreetmap.org") or at is None:
        return None
    try:
        box = _box(int(at[1]), float(at[2]), float(at[3]))
        marker = dict(_marker(parse_qs(parts.query)))
    except ValueError:
        return None
    query = {"bbox": ",".join(f"{edge:.5f}" for edge in box), "layer": "mapnik", **marker}
    return f"https://www.openstreetmap.org/export/embed.html?{urlencode(query)}"


def _box(zoom: int, lat: float, lon: float) -> tuple[float, float, float, float]:
    """West, south, east, north around a point; near enough, as the frame fits the box into itself."""
    if not (0 <= zoom <= 19 and abs(lat) <= 85 and abs(lon) <= 180):
        raise ValueError(f"no place: {zoom}/{lat}/{lon}")
    degrees = 360 / (TILE * 2**zoom)  # a pixel
    wide, high = (
        degrees * WIDTH / 2,
        degrees * HEIGHT / 4,
    )  # a degree of latitude is some two pixels' worth here
    return lon - wide, lat - high, lon + wide, lat + high


def _marker(query: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    if "mlat" in query and "mlon" in query:
        yield "marker", f"{float(query['mlat'][0])},{float(query['mlon'][0])}"


FRAMES: Mapping[str, Callable[[str], str | None]] = {"youtube": youtube, "openstreetmap": openstreetmap}
