"""A form that was sent is counted once, by its page, unless whoever sent it does not want to be."""

from datetime import timedelta

import pytest

from formhandler import clock
from formhandler.counts import dims, reading
from tests.formhandler.app import SAME, Visitor, count, shown

EVENT = "0" * 32


@pytest.fixture
def app(counting_app):
    return counting_app


@pytest.fixture
def visitor(app):
    return Visitor(app.test_client())


def forms(app):
    today = clock.day(clock.utcnow())
    with app.extensions["reader"].connect() as db:
        return reading.sums(db, dims.FORM, today - timedelta(days=1), today)


def test_a_message_that_is_kept_counts_for_its_form(app, visitor):
    visitor.send()

    assert forms(app) == {"/en/contact/": 1}


def test_a_double_click_is_one(app, visitor):
    page = visitor.write()
    first, second = visitor.confirm(page), visitor.confirm(page)

    assert first.location == second.location
    assert forms(app) == {"/en/contact/": 1}


def test_neither_the_check_page_nor_suspected_spam_counts(app, visitor):
    visitor.write()
    visitor.send(extra="filled")

    assert count(app, "quarantine") == 1
    assert forms(app) == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-GPC": "1"},
        {"Cookie": f"valinta=no_counting~0123456789ab~{EVENT}"},
        {"Cookie": "__Host-hallinta=signed-in"},
    ],
)
def test_whoever_does_not_want_to_be_counted_is_not(app, visitor, headers):
    page = visitor.write()
    for header, value in headers.items():
        if header == "Cookie":
            name, _, value = value.partition("=")
            visitor.client.set_cookie(name, value)
    other = {name: value for name, value in headers.items() if name != "Cookie"}
    answer = visitor.client.post("/en/message/", data=shown(page), headers={**SAME, **other})

    assert answer.status_code == 303
    assert count(app, "message") == 1
    assert forms(app) == {}
