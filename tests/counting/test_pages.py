"""Which address is which page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.pages import LONGEST, Pages

PAGES = Pages(
    ["/", "/yhteys/", "/sv/tjänster/", "/hinnasto.html", "/kiitos/", "/a%20b/", "/en/"],
    {"/viesti/": "/kiitos/", "/kiitos/": "/kiitos/"},
)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/", "/"),
        ("/?utm_source=x", "/"),
        ("/index.html", "/"),
        ("/yhteys/", "/yhteys/"),
        ("/yhteys", "/yhteys/"),
        ("/yhteys/index.html", "/yhteys/"),
        ("/yhteys/?a=b#c", "/yhteys/"),
        ("/yhteys#lomake", "/yhteys/"),
        ("/%79hteys/", "/yhteys/"),
        ("/sv/tj%C3%A4nster/", "/sv/tjänster/"),
        ("/sv/tj%c3%a4nster", "/sv/tjänster/"),
        ("/sv/tja%CC%88nster/", "/sv/tjänster/"),
        ("/sv/tjänster/", "/sv/tjänster/"),
        ("/hinnasto.html", "/hinnasto.html"),
        ("/a b/", "/a%20b/"),
        ("/a%20b/", "/a%20b/"),
        ("/en", "/en/"),
        ("//yhteys//", "/yhteys/"),
        ("/kiitos/", "/kiitos/"),
        ("/kiitos/K7Q4-9TWM", "/kiitos/"),
        ("/viesti/K7Q4-9TWM?x", "/kiitos/"),
    ],
)
def test_every_way_to_write_its_address_is_the_page(address, page):
    assert PAGES.of(address) == page


@pytest.mark.parametrize(
    "address",
    [
        "",
        "yhteys/",
        "*",
        "https://www.example.fi/yhteys/",
        "/YHTEYS/",
        "/yhteys/index.html/x",
        "/yhteysindex.html",
        "/theme/style.css",
        "/viesti/",
        "/viesti/lippu",
        "/viesti/K7Q4-9TWM/x",
        "/yhteys/\n",
        "/yhteys/%00",
        "/yhteys/%0d%0a",
        "/yhteys/%E2%80%AE",
        "/%ff",
        "/\ud800",
        "/%",
        "/" + "a" * 8192,
    ],
)
def test_what_the_build_did_not_write_is_no_page(address):
    assert PAGES.of(address) is None


@pytest.mark.parametrize(("more", "page"), [(0, "/yhteys/"), (1, None)])
def test_an_address_longer_than_any_is_not_looked_at(more, page):
    assert PAGES.of("/yhteys/?".ljust(LONGEST + more, "x")) == page


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_nothing_that_is_asked_for_raises_or_invents_a_page(text):
    for address in (text, f"/{text}", f"/yhteys/{text}"):
        assert PAGES.of(address) in {None, *PAGES}
