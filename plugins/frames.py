"""The frame that shows what a link to a video or a map leads to, and what that frame may do."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

TILE = 256  # pixels of a tile of OpenStreetMap; at zoom 0 one tile is the world
WIDTH, HEIGHT = 480, 300  # pixels that a map shows at the zoom of its link, or a little more
SCRIPTS = "allow-scripts allow-same-origin"  # "same" as its own host, which is another than ours
LINKS = "allow-popups allow-popups-to-escape-sandbox"  # links in it open in a window of their own


@dataclass(frozen=True, slots=True)
class Kind:
    """A service whose pages can be shown in a frame."""

    address: Callable[[str], str | None]  # link → what the frame loads; None: it stays a link
    sandbox: str
    allow: str  # Permissions Policy
    referrer: str  # what the service learns of where the frame stands


def youtube(url: str) -> str | None:
    """The player for a video's address: youtube.com/watch?v=…, /shorts/…, /live/… or youtu.be/…"""
    parts = _parts(url, "youtu.be", "youtube.com", "www.youtube.com", "m.youtube.com")
    if parts is None:
        return None
    query, steps = parse_qs(parts.query), parts.path.strip("/").split("/")
    match [parts.netloc, *steps]:
        case ["youtu.be", id] | [_, "shorts" | "live", id]:
            pass
        case [_, "watch"] if "v" in query:
            id = query["v"][0]
        case _:
            return None
    if not re.fullmatch(r"[\w-]{11}", id, re.ASCII):
        return None
    start = re.fullmatch(r"(\d{1,6})s?", query.get("t", [""])[0], re.ASCII)
    return f"https://www.youtube-nocookie.com/embed/{id}" + (f"?start={start[1]}" if start else "")


def openstreetmap(url: str) -> str | None:
    """The map for an address: openstreetmap.org/#map=zoom/lat/lon, with a marker, or one with a bbox."""
    parts = _parts(url, "openstreetmap.org", "www.openstreetmap.org")
    if parts is None or parts.path not in ("", "/", "/export/embed.html"):
        return None
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    try:
        box, marker = _box(parts.fragment, query), _marker(query)
    except ValueError:
        return None
    if box is None:
        return None
    shown = {"bbox": ",".join(f"{edge:.5f}" for edge in box), "layer": "mapnik", **marker}
    return f"https://www.openstreetmap.org/export/embed.html?{urlencode(shown)}"


def _parts(url: str, *hosts: str) -> SplitResult | None:
    """The parts of an address of one of *hosts*; None for any other, and for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.scheme == "https" and parts.netloc in hosts else None


Box = tuple[float, float, float, float]  # west, south, east, north


def _box(fragment: str, query: Mapping[str, str]) -> Box | None:
    """What the link shows. ValueError if it is no place on the map."""
    if at := re.fullmatch(r"map=(\d{1,2})/(-?[\d.]+)/(-?[\d.]+)(&.*)?", fragment, re.ASCII):
        zoom, place = int(at[1]), _place(at[2], at[3])
        if zoom > 19:
            raise ValueError(f"no zoom: {zoom}")
        return _around(zoom, *place)
    if "bbox" not in query:
        return None
    west, south, east, north = query["bbox"].split(",")
    low, high = _place(south, west), _place(north, east)
    if not (low[0] < high[0] and low[1] < high[1]):
        raise ValueError(f"no area: {query['bbox']}")
    return low[1], low[0], high[1], high[0]


def _around(zoom: int, lat: float, lon: float) -> Box:
    """WIDTH × HEIGHT pixels around a place, in the spherical Mercator projection of the map's tiles."""
    pixel = math.tau / (TILE * 2**zoom)
    up = math.asinh(math.tan(math.radians(lat)))
    south, north = (math.degrees(math.atan(math.sinh(up + side * pixel * HEIGHT / 2))) for side in (-1, 1))
    wide = math.degrees(pixel * WIDTH / 2)
    return lon - wide, south, lon + wide, north


def _place(lat: str, lon: str) -> tuple[float, float]:
    north, east = float(lat), float(lon)
    if not (abs(north) <= 85 and abs(east) <= 180):  # not written the other way: "nan" is no place
        raise ValueError(f"no place: {lat}, {lon}")
    return north, east


def _marker(query: Mapping[str, str]) -> dict[str, str]:
    if "mlat" in query and "mlon" in query:
        return {"marker": "{},{}".format(*_place(query["mlat"], query["mlon"]))}
    if "marker" in query:
        lat, lon = query["marker"].split(",")
        return {"marker": "{},{}".format(*_place(lat, lon))}
    return {}


YOUTUBE = Kind(
    address=youtube,
    sandbox=f"{SCRIPTS} {LINKS} allow-presentation",
    allow="fullscreen",
    referrer="strict-origin",  # the player shows an error to a page that doesn't tell its host
)
OPENSTREETMAP = Kind(
    address=openstreetmap,
    sandbox=f"{SCRIPTS} {LINKS}",  # without its own host it could not tell it to the server of the tiles
    allow="",
    referrer="no-referrer",
)
