"""The last look at the built pages finds what is broken in them, and only that."""

import pytest

from plugins.links import faults

WHOLE = '<!doctype html><html lang="fi"><h1>Otsikko</h1>{}</html>'


def look(tmp_path, body, page=WHOLE):
    (tmp_path / "toinen").mkdir()
    (tmp_path / "toinen" / "index.html").write_text(WHOLE.format('<p id="kohta">x</p>'), "utf-8")
    (tmp_path / "index.html").write_text(page.format(body), "utf-8")
    return faults(tmp_path)


@pytest.mark.parametrize(
    "link",
    [
        "/toinen/",
        "/toinen/#kohta",
        "toinen/index.html",
        "#oma",
        "/toinen/?a=1#kohta",
        "https://example.fi/",
        "tel:+358",
    ],
)
def test_a_link_that_leads_somewhere_is_no_fault(tmp_path, link):
    assert look(tmp_path, f'<p id="oma"><a href="{link}">x</a></p>') == []


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("/kolmas/", "index.html: links to '/kolmas/', where there is nothing"),
        ("/toinen", "index.html: links to '/toinen', where there is nothing"),
        ("/toinen/#muu", "index.html: links to '/toinen/#muu', but toinen/index.html has no such place"),
        ("#muu", "index.html: links to '#muu', but index.html has no such place"),
    ],
)
def test_a_link_that_leads_nowhere_is_a_fault(tmp_path, link, fault):
    assert look(tmp_path, f'<a href="{link}">x</a>') == [fault]


def test_a_form_may_point_at_the_handler(tmp_path):
    assert look(tmp_path, '<form action="/viesti/"></form>') == []


def test_an_image_must_be_there(tmp_path):
    assert look(tmp_path, '<img src="/kuva.png">') == [
        "index.html: links to '/kuva.png', where there is nothing"
    ]


def test_an_id_names_one_element(tmp_path):
    assert look(tmp_path, '<i id="a"></i><i id="a"></i>') == [
        "index.html: has 2 elements with id 'a'; an id names one"
    ]


def test_a_page_has_one_title_and_a_language(tmp_path):
    assert look(tmp_path, "", "<html><h1>a</h1><h1>b</h1>{}</html>") == [
        "index.html: has 2 headings of the first level; a page has one",
        "index.html: does not say its language",
    ]


def test_an_old_version_of_the_notice_may_point_at_what_has_moved(tmp_path):
    assert look(tmp_path, '<p class="kept">x</p><a href="/moved/">x</a>') == []
