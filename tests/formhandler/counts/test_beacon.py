"""What a page's own script tells: taken, refused or left out, and on the disk when it is answered."""

import io
import logging
from operator import sub

import pytest

from counting.view import OTHER
from formhandler import create_app
from formhandler.counts import dims
from formhandler.counts.beacon import LONGEST, PATH
from formhandler.side import Side
from record import asking
from tests import sites
from tests.counted import counted
from tests.formhandler.app import close, config, ready
from tests.formhandler.counts.test_server import Sums
from tests.requests import TYPED

EVENT = "0" * 32
SENT = {
    "User-Agent": TYPED["User-Agent"],
    "Accept-Language": TYPED["Accept-Language"],
    "Content-Type": "text/plain;charset=UTF-8",
    "Origin": "http://localhost",
    "Sec-Fetch-Dest": "empty",
    "Sec-Fetch-Mode": "no-cors",
    "Sec-Fetch-Site": "same-origin",
}
ARRIVED = b"vd0\n/\n"


class New:
    """What was counted since a test began: the handler is one for all tests of a way."""

    def __init__(self, app):
        self._sums, self._before = Sums(app), {}
        for dim in dims.ALL:
            self._before[dim] = self._sums.of(dim)
        self._pages = self._sums.pages()

    def of(self, dim):
        found = {key: n - self._before[dim].get(key, 0) for key, n in self._sums.of(dim).items()}
        return {key: n for key, n in found.items() if n}

    def pages(self):
        found = {
            page: tuple(map(sub, sums, self._pages.get(page, (0, 0, 0))))
            for page, sums in self._sums.pages().items()
        }
        return {page: sums for page, sums in found.items() if any(sums)}


@pytest.fixture(scope="module", params=["beacon"])
def app(tmp_path_factory, request):
    content = counted(tmp_path_factory.mktemp(request.param), request.param)
    site = sites.built(content, content.parent / "output", "--publish")
    app = ready(config(content.parent / "var", site, content / "record.toml"))
    yield app
    close(app)


@pytest.fixture
def sums(app):
    return New(app)


@pytest.fixture
def tell(app):
    client = app.test_client(use_cookies=False)

    def tell(body=ARRIVED, **headers):
        sent = {**SENT, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return client.post(
            PATH, data=body, headers={name: one for name, one in sent.items() if one is not None}
        )

    return tell


def test_a_view_is_on_the_disk_when_it_is_answered(tell, sums):
    answer = tell(b"vp0\n/yhteys/\nwww.google.com")

    assert (answer.status_code, answer.data) == (204, b"")
    assert sums.pages() == {"/yhteys/": (1, 1, 0)}
    assert sums.of(dims.SOURCE) == {"google.com": 1}
    assert sums.of(dims.DEVICE) == {"phone": 1}
    assert sums.of(dims.LANG) == {"fi": 1}


def test_nobody_keeps_the_answer_and_it_leaves_nothing(tell):
    headers = tell().headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert not {"Set-Cookie", "ETag", "Last-Modified"} & set(headers.keys())


@pytest.mark.parametrize(
    ("before", "onward"),
    [
        (b"/yhteys/", {"/": (1, 0, 0), "/yhteys/": (0, 0, 1)}),
        (b"/viesti/-", {"/": (1, 0, 0), "/kiitos/": (0, 0, 1)}),  # the message's reference is left out
        (b"/ei-ole/", {"/": (1, 0, 0), OTHER: (0, 0, 1)}),
        (b"www.example.fi:443", {"/": (1, 0, 0), OTHER: (0, 0, 1)}),  # one more name of this site
        (b"", {"/": (1, 1, 0)}),
    ],
)
def test_where_one_came_from(tell, sums, before, onward):
    tell(ARRIVED + before)

    assert sums.pages() == onward


def test_reloads_and_returns_are_no_views(tell, sums):
    for kind in (b"v", b"r", b"b", b"b"):
        tell(kind + ARRIVED[1:])

    assert sums.of(dims.TOTAL) == {"views": 1, "entries": 1, "reloads": 1, "returns": 2}


def test_an_unknown_page_is_one_of_the_others(tell, sums):
    assert tell(b"vd0\n/ei-ole/\n").status_code == 204
    assert tell(b"vd0\n/" + b"a" * 900 + b"\n").status_code == 204
    assert tell(b"vd0\n/%ff%fe%00\n").status_code == 204

    assert sums.pages() == {OTHER: (3, 3, 0)}


def test_a_page_in_place_of_one_that_is_not_there_tells_which(tell, sums):
    for kind in (b"v", b"r", b"b"):
        assert tell(kind + b"d0m\n/vanha/sivu\n").status_code == 204

    assert sums.of(dims.MISSING) == {"/vanha/sivu": 1}
    assert sums.pages() == {}


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b"vd1\n/\n", {}, "bot"),
        (
            ARRIVED,
            {"User_Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
            "bot",
        ),
        (ARRIVED, {"User_Agent": None}, "bot"),
        (ARRIVED, {"Sec_GPC": "1"}, "gpc"),
        (ARRIVED, {"Cookie": f"valinta=no_counting~0123456789ab~{EVENT}"}, "objection"),
        (ARRIVED, {"Cookie": "a=b; __Host-hallinta=signed-in"}, "own"),
    ],
)
def test_what_is_left_out_is_counted_by_its_reason_alone(tell, sums, body, headers, reason):
    assert tell(body, **headers).status_code == 204

    assert sums.of(dims.LEFT) == {reason: 1}
    assert sums.pages() == {}
    assert [sums.of(dim) for dim in (dims.SOURCE, dims.DEVICE, dims.LANG, dims.TOTAL)] == [{}, {}, {}, {}]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "none"}, 403),
        ({"Sec_Fetch_Site": None, "Origin": "https://evil.example"}, 403),
        ({"Sec_Fetch_Site": None, "Origin": "null"}, 403),
        ({"Sec_Fetch_Site": None, "Origin": None}, 403),
        (
            {
                "Sec_Fetch_Site": None,
                "Origin": "http://localhost",
                "User_Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:60.0) Gecko/20100101 Firefox/60.0",
            },
            204,
        ),
    ],
)
def test_only_our_own_pages_are_listened_to(tell, sums, headers, status):
    assert tell(**headers).status_code == status

    assert sums.of(dims.TOTAL).get("views", 0) == (status == 204)
    assert sums.of(dims.LEFT) == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"vd0",
        b"vd0\n/",
        b"vd0\n\n",
        b"xd0\n/\n",
        b"vx0\n/\n",
        b"vd2\n/\n",
        b"vd0\nyhteys\n",
        b"vd0\n/\n\n",
        b"vd0\n/\n/\n/",
        b"vd0\r\n/\r\n",
        b"vd0\n/a b\n",
        b"vd0\n/\x00\n",
        b"vd0\n/\x7f\n",
        b"vd0\n/\xff\xfe\n",
        "vd0\n/ä\n".encode(),
        b'{"kind":"v"}',
        b"vd0\n/" + b"a" * LONGEST,
    ],
)
def test_what_no_page_sends_is_refused_and_counts_nothing(tell, sums, body):
    answer = tell(body)

    assert answer.status_code == (413 if len(body) > LONGEST else 400)
    assert (answer.data, answer.headers["Cache-Control"]) == (b"", "no-store")
    assert sums.pages() == {} == sums.of(dims.LEFT)


@pytest.mark.parametrize(
    ("length", "status"), [("", 400), ("x", 400), ("-1", 400), ("7", 400), ("9" * 5000, 413)]
)
def test_a_length_that_is_none_is_refused(app, sums, length, status):
    heard = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": PATH,
        "CONTENT_LENGTH": length,
        "HTTP_SEC_FETCH_SITE": "same-origin",
        "wsgi.input": io.BytesIO(ARRIVED),
        "wsgi.url_scheme": "http",
    }
    app.wsgi_app(environ, lambda status, headers, exc_info=None: heard.append(status))

    assert heard[0].startswith(str(status))
    assert sums.pages() == {}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "X"])
def test_another_method_is_told_which_one_there_is(app, method):
    answer = app.test_client().open(PATH, method=method, headers=SENT)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_a_view_that_cannot_be_kept_is_not_answered_as_if_it_were(app, sums, caplog):
    shutting = create_app(app.extensions["config"], Side.PUBLIC)
    shutting.extensions["writer"].close()
    with caplog.at_level(logging.ERROR):
        answer = shutting.test_client().post(PATH, data=ARRIVED, headers=SENT)
    close(shutting)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert [record.message for record in caplog.records] == ["A view was not counted: Busy"]
    assert sums.pages() == {}


@pytest.mark.parametrize("app", ["beacon-after-consent"], indirect=True)
def test_after_consent_alone_nothing_is_counted_without_it(app, tell, sums):
    meaning = asking.meaning(app.extensions["record"])
    refused = [
        {},
        {"Cookie": f"valinta=-~{meaning}~{EVENT}"},
        {"Cookie": f"valinta=visit_counting~0123456789ab~{EVENT}"},
        {"Cookie": f"valinta=visit_countings~{meaning}~{EVENT}"},
    ]
    assert [tell(**headers).status_code for headers in refused] == [403] * 4
    assert sums.pages() == {} == sums.of(dims.LEFT)

    assert tell(Cookie=f"valinta=visit_counting~{meaning}~{EVENT}").status_code == 204
    assert sums.pages() == {"/": (1, 1, 0)}


@pytest.mark.parametrize("app", ["server"], indirect=True)
def test_in_another_way_nobody_listens(tell, sums):
    assert tell().status_code == 404
    assert sums.pages() == {}


def test_the_owners_side_does_not_listen(app):
    desk = create_app(app.extensions["config"], Side.OWNER)

    assert desk.test_client().post(PATH, data=ARRIVED, headers=SENT).status_code == 404
    close(desk)
