"""A paragraph that is one link to a video or a map becomes a placeholder, if the record has that service."""

import re
from datetime import date

import pytest

from plugins.embeds import placed
from plugins.frames import YOUTUBE
from record import asking, load
from tests import sites
from tests.consenting import consenting

VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"
MAP = "https://www.openstreetmap.org/#map=15/61.4300/21.8700"


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    content = consenting(tmp_path_factory.mktemp("embeds"), youtube=True)
    for page in (content / "pages/services.md", content / "articles/opened.md", content / "pages/thanks.md"):
        page.write_text(f"{page.read_text('utf-8')}\n\n[Katso <em>video</em>]({VIDEO})\n", "utf-8")
    return content


@pytest.fixture(scope="module")
def record(content):
    return load(content / "record.toml", today=date(2026, 11, 23))


@pytest.fixture(scope="module")
def built(content):
    return sites.files(sites.built(content, content.parent / "output", "--publish"))


def paragraph(url, text="Katso video"):
    return f'<p><a href="{url}">{text}</a></p>'


def test_a_placeholder_is_the_link_and_asks_in_the_words_of_the_record(record):
    found = []
    html = placed(
        f"<h2>x</h2>{paragraph(VIDEO, 'A &amp; B')}", record, "sv", lambda embed: found.append(embed) or "*"
    )

    (embed,) = found
    assert html == "<h2>x</h2>*"
    assert (embed.id, embed.category, embed.kind) == ("video-1", "video", YOUTUBE)
    assert embed.question == asking.embed(record, "video", "sv")
    assert embed.link == f'<a href="{VIDEO}">A &amp; B</a>'


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("A &amp; B", "A & B"),
        ("Katso <em>tämä</em>", "Katso tämä"),
        (VIDEO, "Videot"),
        ('<img alt="" src="/images/a.png">', "Videot"),
    ],
)
def test_the_frame_is_called_what_the_link_says_or_what_it_is(record, text, title):
    titles = []
    placed(paragraph(VIDEO, text), record, "fi", lambda embed: titles.append(embed.title) or "")

    assert titles == [title]


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
    assert placed(html, record, "fi", lambda embed: "*") == html


def test_two_on_a_page_have_two_names(record):
    names = []
    placed(paragraph(VIDEO) * 2, record, "fi", lambda embed: names.append(embed.id) or "")

    assert names == ["video-1", "video-2"]


def test_a_page_has_the_frame_where_no_browser_looks_until_it_is_allowed(built):
    html = built["palvelut/index.html"].decode()
    figure = re.search(r"<figure.*?</figure>", html, re.DOTALL)[0]

    assert f'<figcaption><a href="{VIDEO}">Katso <em>video</em></a></figcaption>' in figure
    assert re.search(r"<template[^>]*><iframe [^>]*></iframe></template>", figure)
    assert 'title="Katso video"' in figure
    assert 'name="next" value="/palvelut/#video-1"' in figure
    assert "<iframe" not in re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL)


def test_a_feed_and_a_page_that_never_asks_have_the_link_alone(built):
    for name in ("kiitos/index.html", "ajankohtaista/feed.xml", "_seloste/site.json"):
        text = built[name].decode()

        assert "youtube.com/watch" in text or name == "kiitos/index.html", name
        assert not re.search("figure|iframe|template|nocookie", text), name


def test_without_the_service_the_page_has_the_link_alone(tmp_path):
    content = sites.example(tmp_path)
    page = content / "pages/services.md"
    page.write_text(f"{page.read_text('utf-8')}\n\n[Katso video]({VIDEO})\n", "utf-8")

    html = (sites.built(content, tmp_path / "output", "--publish") / "palvelut/index.html").read_text("utf-8")

    assert f'<p><a href="{VIDEO}">Katso video</a></p>' in html
