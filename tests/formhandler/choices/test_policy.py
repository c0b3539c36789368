"""The policy of a page is that of the choice: exactly what was allowed is open, on static pages alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from formhandler import create_app
from formhandler.choices.cookie import Cookie
from record import asking, csp
from tests.formhandler.app import close, config
from tests.formhandler.choices.chooser import Chooser

EVENT = "0123456789abcdef" * 2
PAGE = "/en/contact/"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, asking_site: Path, asking_record: Path) -> Iterator[Flask]:
    """One for all of them: pages need neither a database nor a key."""
    app = create_app(config(tmp_path_factory.mktemp("pages"), asking_site, asking_record))
    yield app
    close(app)


@pytest.fixture
def cookie(chooser):
    meaning = asking.meaning(chooser.record)

    def write(*allowed, objected=False, meaning=meaning, event=EVENT):
        return str(Cookie(allowed=frozenset(allowed), objected=objected, meaning=meaning, event=event))

    return write


def policy(chooser: Chooser, path: str = PAGE, **headers: str) -> str:
    return chooser.client.get(path, headers=headers, buffered=True).headers["Content-Security-Policy"]


def test_without_a_choice_nothing_is_open(chooser):
    assert policy(chooser) == csp.policy(chooser.record)
    assert "google" not in policy(chooser)


@pytest.mark.parametrize("allowed", [("statistics",), ("video",), ("statistics", "video")])
@pytest.mark.parametrize("objected", [False, True])
def test_a_choice_opens_what_was_allowed_and_nothing_else(chooser, cookie, allowed, objected):
    chooser.cookie = cookie(*allowed, objected=objected)

    assert policy(chooser) == csp.policy(chooser.record, allowed) != csp.policy(chooser.record)


def test_a_refusal_opens_nothing(chooser, cookie):
    chooser.cookie = cookie()

    assert policy(chooser) == csp.policy(chooser.record)


def test_a_choice_of_another_meaning_opens_nothing(chooser, cookie):
    chooser.cookie = cookie("statistics", meaning="0123456789ab")

    assert policy(chooser) == csp.policy(chooser.record)


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: whole.replace("statistics", "statistics.statistics"),
        lambda whole: whole.replace("statistics", "video.statistics"),  # in another order
        lambda whole: whole.replace("statistics", "statistics.necessary"),
        lambda whole: whole.replace("statistics", "statistics.advertising"),
        lambda whole: whole.replace("statistics", "Statistics"),
        lambda whole: whole.replace("statistics", ".statistics"),
        lambda whole: whole.replace("statistics", "-.statistics"),
        lambda whole: f"{whole}0",
        lambda whole: whole[:-1],
        lambda whole: whole.upper(),
        lambda whole: whole.replace("~", "%7E"),
        lambda whole: f'"{whole}"',
        lambda whole: whole.rpartition("~")[0],
    ],
)
def test_a_cookie_that_is_not_to_the_letter_opens_nothing(chooser, cookie, change):
    chooser.cookie = change(cookie("statistics"))

    assert policy(chooser) == csp.policy(chooser.record)


def test_what_the_handler_shows_itself_stays_closed(chooser, cookie):
    chooser.cookie = cookie("statistics")

    shown = [chooser.path, "/en/nothing-here/", "/en/message/", "/hallinta/kirjaudu", "/health"]
    assert {policy(chooser, path) for path in shown} == {csp.policy(chooser.record)}


def test_what_is_no_page_stays_closed(chooser, cookie):
    chooser.cookie = cookie("statistics")

    assert policy(chooser, "/sitemap.xml") == csp.policy(chooser.record)


def test_a_page_that_was_kept_closed_is_not_confirmed_once_a_choice_opens_it(chooser, cookie):
    kept = chooser.client.get(PAGE, buffered=True)
    asked = {"If-None-Match": kept.headers["ETag"], "If-Modified-Since": kept.headers["Last-Modified"]}

    assert chooser.client.get(PAGE, headers=asked, buffered=True).status_code == 304
    chooser.cookie = cookie("statistics")
    opened = chooser.client.get(PAGE, headers=asked, buffered=True)

    assert opened.status_code == 200
    assert opened.data == kept.data
    assert "google" in opened.headers["Content-Security-Policy"]


def test_a_page_that_a_choice_has_opened_is_kept_nowhere(chooser, cookie):
    chooser.cookie = cookie("statistics")

    opened = chooser.client.get(PAGE, buffered=True)

    assert opened.headers["Cache-Control"] == "no-store"
    assert not {"ETag", "Last-Modified"} & set(opened.headers.keys())


def test_a_cache_on_the_way_is_told_that_pages_differ_by_the_cookie(chooser):
    kept = chooser.client.get(PAGE, headers={"Accept-Encoding": "gzip"}, buffered=True)
    confirmed = chooser.client.get(PAGE, headers={"If-None-Match": kept.headers["ETag"]}, buffered=True)
    script = chooser.client.get("/sitemap.xml", buffered=True)

    assert kept.headers["Vary"] == confirmed.headers["Vary"] == "Accept-Encoding, Cookie"
    assert kept.headers["Cache-Control"] == "max-age=0, public"
    assert "Cookie" not in script.headers.get("Vary", "")


def test_each_answer_has_one_policy(chooser, cookie):
    chooser.cookie = cookie("statistics")

    for path in (PAGE, chooser.path, "/sitemap.xml"):
        assert len(chooser.client.get(path, buffered=True).headers.getlist("Content-Security-Policy")) == 1
