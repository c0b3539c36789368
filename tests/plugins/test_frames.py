"""The frame that shows what a link to a video or a map leads to; whatever is not such a link stays one."""

from math import cos, radians
from urllib.parse import parse_qs, urlsplit

import pytest

from plugins.frames import HEIGHT, WIDTH, openstreetmap, youtube

VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"
FRAME = "https://www.openstreetmap.org/export/embed.html"


@pytest.mark.parametrize(
    ("url", "frame"),
    [
        (VIDEO, "abcdefghijk"),
        ("https://youtu.be/abcdefghijk", "abcdefghijk"),
        ("https://youtu.be/abcdefghijk?t=90s", "abcdefghijk?start=90"),
        ("https://m.youtube.com/watch?list=x&v=ab_-efghijk&t=5", "ab_-efghijk?start=5"),
        ("https://www.youtube.com/shorts/abcdefghijk", "abcdefghijk"),
    ],
)
def test_a_video_has_its_frame_on_the_host_that_the_record_names(url, frame):
    assert youtube(url) == f"https://www.youtube-nocookie.com/embed/{frame}"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=abcdefghij%22",
        "https://www.youtube.com/@somebody",
        "https://youtu.be/",
        "https://youtu.be.example.fi/abcdefghijk",
        "https://example.fi/watch?v=abcdefghijk",
        "http://youtu.be/abcdefghijk",
        "https://user@youtu.be/abcdefghijk",
        "https://www.youtube.com/playlist?list=abcdefghijk",
        "https://www.youtube.com/watch/abcdefghijk",
        "/palvelut/",
        "https://[",
    ],
)
def test_what_is_no_video_stays_a_link(url):
    assert youtube(url) is None


def edges(frame):
    """West, south, east, north of what a frame shows."""
    (box,) = parse_qs(urlsplit(frame).query)["bbox"]
    return [float(edge) for edge in box.split(",")]


@pytest.mark.parametrize(("zoom", "lat", "lon"), [(15, 61.43, 21.87), (5, 65.0, 26.0), (19, -33.9, 151.2)])
def test_a_map_shows_the_place_of_its_link_at_its_scale(zoom, lat, lon):
    west, south, east, north = edges(openstreetmap(f"https://www.openstreetmap.org/#map={zoom}/{lat}/{lon}"))

    pixels = (east - west) / 360 * 256 * 2**zoom
    assert pixels == pytest.approx(WIDTH, rel=0.01)
    assert (west + east) / 2 == pytest.approx(lon, abs=1e-4)
    assert south < lat < north
    # The scale of this projection grows by 1 / cos(latitude) in both directions alike.
    assert (north - south) / (east - west) == pytest.approx(HEIGHT / WIDTH * cos(radians(lat)), rel=0.02)


def test_a_map_shows_the_area_of_its_link():
    frame = openstreetmap(f"{FRAME}?bbox=24.9%2C60.1%2C25.0%2C60.2&layer=mapnik&marker=60.15%2C24.95")

    assert edges(frame) == [24.9, 60.1, 25.0, 60.2]
    assert frame.endswith("&layer=mapnik&marker=60.15%2C24.95")


def test_a_map_keeps_its_marker():
    frame = openstreetmap("https://www.openstreetmap.org/?mlat=61.43&mlon=21.87#map=15/61.43/21.87")

    assert frame.startswith(FRAME)
    assert frame.endswith("&marker=61.43%2C21.87")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.openstreetmap.org/",
        "https://www.openstreetmap.org/#map=15/61.43",
        "https://www.openstreetmap.org/#map=99/61.43/21.87",
        "https://www.openstreetmap.org/#map=15/..../21.87",
        "https://www.openstreetmap.org/?mlat=x&mlon=21#map=15/61.43/21.87",
        "https://www.openstreetmap.org/#map=15/nan/21.87",
        "https://www.openstreetmap.org/#map=15/91/21.87",
        "https://www.openstreetmap.org/node/1#map=15/61.43/21.87",
        "https://www.openstreetmap.org/?bbox=1,2,3",
        "https://www.openstreetmap.org/?bbox=25,60,24,61",
        "https://www.openstreetmap.org/?bbox=a,b,c,d",
        "http://www.openstreetmap.org/#map=15/61.43/21.87",
        "https://osm.example.fi/#map=15/61.43/21.87",
        "https://[",
    ],
)
def test_what_is_no_map_stays_a_link(url):
    assert openstreetmap(url) is None
