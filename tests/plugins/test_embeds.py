"""A paragraph that is one link to a video or a map becomes a placeholder, if the record has that service."""

from datetime import date

import pytest

from plugins.embeds import openstreetmap, placed, youtube
from record import asking, load
from tests.consenting import consenting

VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"
MAP = "https://www.openstreetmap.org/#map=15/61.4300/21.8700"


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    content = consenting(tmp_path_factory.mktemp("embeds"), youtube=True)
    return load(content / "record.toml", today=date(2026, 11, 22))


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
        "/palvelut/",
        "https://[",
    ],
)
def test_what_is_no_video_stays_a_link(url):
    assert youtube(url) is None


def test_a_map_shows_what_its_link_shows():
    assert openstreetmap(MAP) == (
        "https://www.openstreetmap.org/export/embed.html"
        "?bbox=21.85627%2C61.42571%2C21.88373%2C61.43429&layer=mapnik"
    )


def test_a_map_keeps_its_marker():
    frame = openstreetmap("https://www.openstreetmap.org/?mlat=61.43&mlon=21.87#map=15/61.43/21.87")

    assert frame and frame.endswith("&marker=61.43%2C21.87")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.openstreetmap.org/",
        "https://www.openstreetmap.org/#map=15/61.43",
        "https://www.openstreetmap.org/#map=99/61.43/21.87",
        "https://www.openstreetmap.org/#map=15/..../21.87",
        "https://www.openstreetmap.org/?mlat=x&mlon=21#map=15/61.43/21.87",
        "https://osm.example.fi/#map=15/61.43/21.87",
        "https://[",
    ],
)
def test_what_is_no_map_stays_a_link(url):
    assert openstreetmap(url) is None


def paragraph(url, text="Katso video"):
    return f'<p><a href="{url}">{text}</a></p>'


def test_a_placeholder_asks_in_the_words_of_the_record_and_comes_back_to_its_page(record):
    found = []
    html = placed(
        f"<h2>x</h2>{paragraph(VIDEO, 'A &amp; B')}", record, "sv", "/sv/a/", lambda e: found.append(e) or "*"
    )

    (embed,) = found
    assert html == "<h2>x</h2>*"
    assert (embed.id, embed.category, embed.title, embed.page) == ("video-1", "video", "A & B", "/sv/a/")
    assert embed.question == asking.embed(record, "video", "sv")
    assert embed.url == VIDEO


@pytest.mark.parametrize(
    "html",
    [
        paragraph(MAP),  # a service that the record has not
        paragraph("https://example.fi/"),
        f'<p>Katso <a href="{VIDEO}">video</a></p>',
        f'<p><a href="{VIDEO}">yksi</a> <a href="{VIDEO}">kaksi</a></p>',
        f'<li><a href="{VIDEO}">video</a></li>',
    ],
)
def test_any_other_link_stays_as_it_is(record, html):
    assert placed(html, record, "fi", "/", lambda embed: "*") == html


def test_two_on_a_page_have_two_names(record):
    names = []
    placed(paragraph(VIDEO) * 2, record, "fi", "/", lambda embed: names.append(embed.id) or "")

    assert names == ["video-1", "video-2"]
