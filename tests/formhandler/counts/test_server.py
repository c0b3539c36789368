"""Views counted from the page requests themselves."""

import logging
import sqlite3
from datetime import timedelta

import pytest

from formhandler import clock, create_app
from formhandler.counts import dims, reading
from formhandler.side import Side
from tests.formhandler.app import Visitor, close
from tests.requests import TYPED

EVENT = "0" * 32
CLICKED = {**TYPED, "Sec-Fetch-Site": "same-origin"}
FOREIGN = {**TYPED, "Sec-Fetch-Site": "cross-site", "Referer": "https://www.example.com/"}


class Sums:
    """What has been counted today, or yesterday should midnight have passed."""

    def __init__(self, app):
        self._app = app

    def of(self, dim):
        today = clock.day(clock.utcnow())
        with self._app.extensions["reader"].connect() as db:
            return reading.sums(db, dim, today - timedelta(days=1), today)

    def pages(self):
        today = clock.day(clock.utcnow())
        with self._app.extensions["reader"].connect() as db:
            return {
                one.page: (one.views, one.entries, one.onward)
                for one in reading.pages(db, today - timedelta(1), today)
            }


@pytest.fixture
def app(counting_app):
    return counting_app


@pytest.fixture
def sums(app):
    return Sums(app)


@pytest.fixture
def get(app):
    """Ask for a path with headers, and read the whole answer."""
    client = app.test_client(use_cookies=False)

    def get(path, method="GET", **headers):
        return client.open(path, method=method, headers={**TYPED, **headers}, buffered=True)

    return get


def test_a_view_is_on_the_disk_when_the_page_has_come(get, sums):
    answer = get("/", **FOREIGN)

    assert answer.status_code == 200
    assert "</html>" in answer.text
    assert sums.pages() == {"/": (1, 1, 0)}
    assert sums.of(dims.SOURCE) == {"example.com": 1}
    assert sums.of(dims.LANG) == {"fi": 1}
    assert sums.of(dims.DEVICE) == {"desktop": 1}


def test_a_click_is_counted_for_the_page_that_it_was_on(get, sums):
    get("/")
    get("/yhteys/", **{**CLICKED, "Referer": "http://localhost/"})
    get("/en/", **{**CLICKED, "Referer": "https://www.example.fi/yhteys/?a=b"})

    assert sums.pages() == {"/": (1, 1, 1), "/yhteys/": (1, 0, 1), "/en/": (1, 0, 0)}


def test_a_page_that_the_browser_has_already_is_a_view_too(get, sums):
    tag = get("/").headers["ETag"]
    answer = get("/", **{"If-None-Match": tag})

    assert answer.status_code == 304
    assert sums.pages() == {"/": (2, 2, 0)}


def test_a_reload_is_no_view(get, sums):
    get("/")
    get("/", **{"Cache-Control": "max-age=0"})

    assert sums.of(dims.TOTAL) == {"views": 1, "entries": 1, "reloads": 1}


def test_the_thanks_page_counts_once_with_its_form_and_says_nothing_of_the_message(app, sums):
    visitor = Visitor(app.test_client())
    visitor.client.environ_base |= {
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in TYPED.items()},
        "HTTP_REFERER": "http://localhost/en/message/",
    }
    reference = visitor.send()
    # Chromium asks like this for a page after a form, and again for one that is reloaded or gone back to.
    for more in ({}, {"Cache-Control": "max-age=0"}):
        headers = {**CLICKED, "Referer": "http://localhost/en/message/", **more}
        assert reference in visitor.client.get(f"/en/message/{reference}", headers=headers).text

    assert sums.pages() == {"/en/thanks/": (1, 0, 0), "/en/contact/": (0, 0, 1)}
    assert sums.of(dims.TOTAL) == {"views": 1}
    assert sums.of(dims.FORM) == {"/en/contact/": 1}


def test_what_is_no_view_of_a_page_is_not_counted_as_one(get, sums):
    get("/", "HEAD")
    get("/", "POST")
    get("/", Range="bytes=0-10")
    get("/llms.txt")
    get("/robots.txt")
    get("/sitemap.xml")
    get("/index.html")  # a redirect
    get("/yhteys")
    get("/", **{"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"})
    get("/", **{"Sec-Fetch-Dest": "iframe"})

    assert sums.pages() == {}
    assert sums.of(dims.TOTAL) == {}


def test_a_page_that_is_not_there_is_missing(get, sums):
    assert get("/ei-ole/?a=b").status_code == 404

    assert sums.of(dims.MISSING) == {"/ei-ole/": 1}
    assert sums.pages() == {}


def test_no_message_is_named_by_an_address_that_is_missing(get, sums):
    for path in ("/en/message/K7Q4-9TWN", "/hallinta/ei-ole/K7Q4-9TWN"):
        assert get(path).status_code == 404

    assert sums.of(dims.MISSING) == {"/en/message/*": 1, "/hallinta/*": 1}


def test_what_is_left_out_is_counted_by_its_reason_alone(get, sums):
    left_out = [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Sec-GPC": "1"},
        {"Cookie": f"valinta=no_counting~0123456789ab~{EVENT}"},
        {"Cookie": "a=b; __Host-hallinta=signed-in"},
    ]
    for headers in left_out:
        assert get("/", **headers).status_code == 200

    assert sums.of(dims.LEFT) == dict.fromkeys(("bot", "prefetch", "gpc", "objection", "own"), 1)
    assert sums.pages() == {}
    assert [sums.of(dim) for dim in (dims.SOURCE, dims.DEVICE, dims.LANG, dims.TOTAL)] == [{}, {}, {}, {}]


def test_no_address_can_stop_an_answer(get, sums):
    bad = (
        "/\u00e4\u00f6/",
        "/%ff%fe/",
        "/%00/",
        "/" + "a" * 8_000,
        "/../../etc",
        "//",
        "/a%0d%0ab",
        "/%25zz",
    )
    for path in bad:
        assert get(path).status_code in (301, 302, 308, 400, 404)

    get("/")
    assert sums.pages() == {"/": (1, 1, 0)}


def test_a_page_goes_out_whole_while_the_database_is_locked_and_its_view_is_counted_once(
    app, get, sums, counting_settings, caplog
):
    get("/")
    other = sqlite3.connect(counting_settings.data / "seloste.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with caplog.at_level(logging.ERROR):
        answers = [get("/") for _ in range(3)]
    other.execute("ROLLBACK")
    other.close()

    assert [answer.status_code for answer in answers] == [200] * 3
    assert all("</html>" in answer.text for answer in answers)
    assert [record.message for record in caplog.records] == [
        "Views of pages are not counted at present: TimeoutError"
    ]
    get("/yhteys/")  # the writer goes on in order: the three are there before it
    app.extensions["writer"].submit(lambda db: None)
    assert sums.pages()["/"] == (4, 4, 0)


def test_a_page_goes_out_when_nothing_can_be_counted_any_more(app, get, sums):
    app.extensions["writer"].close()

    assert get("/").status_code == 200
    assert sums.pages() == {}


def test_the_owners_side_counts_nothing(counting_settings, app):
    desk = create_app(counting_settings, Side.OWNER)

    assert "counts" not in desk.extensions
    close(desk)
