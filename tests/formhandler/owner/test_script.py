"""lock.js in a real browser, on the app in this process, whose sessions the test makes older."""

from datetime import timedelta
from threading import Thread

import pytest
from werkzeug.serving import make_server

from tests.formhandler.app import Visitor
from tests.formhandler.owner.door import WORDS, door

LATER = "01:01"  # the script asks at most once a minute


@pytest.fixture
def url(app):
    """The app on a port of 127.0.0.1."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def page(app, url, browser):
    """An owner who has begun to answer the one message."""
    Visitor(app.test_client()).send("When do you have time?")
    owner = door(app)
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    page.goto(f"{url}/hallinta/en/")
    sign_in(page, owner)
    page.get_by_text("When do you have time?").first.click()
    page.fill("#write textarea", "On Tuesday at two.")
    page.owner = owner
    yield page
    context.close()


def sign_in(page, owner):
    page.fill("#passphrase", WORDS)
    page.fill("#code", owner.recovery.pop())
    page.locator("main button").click()
    page.wait_for_selector(".deskhead")


def idle(app, minutes):
    """Let the open session have been left alone for so long."""
    for kept in app.extensions["sessions"]._kept.values():
        kept.seen -= timedelta(minutes=minutes)


def wait(page):
    """A minute passes in the browser, and what the script asked is answered."""
    with page.expect_response("**/auki*") as answer:
        page.clock.fast_forward(LATER)
    return int(answer.value.text())


def test_who_types_stays_in(app, page):
    idle(app, 10)

    assert wait(page) > 14 * 60
    assert page.input_value("#write textarea") == "On Tuesday at two."


def test_who_has_gone_is_locked_out_and_the_begun_answer_is_a_draft(app, page):
    wait(page)
    idle(app, 14.8)

    wait(page)
    page.wait_for_selector("#passphrase")

    assert not app.extensions["sessions"].any
    assert "On Tuesday" not in page.content()
    sign_in(page, page.owner)
    page.wait_for_selector("#write")
    assert page.input_value("#write textarea") == "On Tuesday at two."


def test_a_question_that_gets_no_answer_locks_nothing_until_the_last_answer_has_run_out(app, page):
    wait(page)
    page.route("**/auki*", lambda route: route.abort())

    with page.expect_event("requestfailed"):
        page.clock.fast_forward(LATER)
    page.wait_for_timeout(300)  # what the script would do now, it does at once

    assert app.extensions["sessions"].any
    assert page.input_value("#write textarea") == "On Tuesday at two."
    page.clock.fast_forward("15:00")
    page.wait_for_selector("#passphrase")


def test_who_locks_with_a_begun_answer_finds_it_as_a_draft(app, page):
    page.locator("form.lock button").click()
    page.wait_for_selector("#passphrase")

    assert not app.extensions["sessions"].any
    sign_in(page, page.owner)
    page.get_by_text("When do you have time?").first.click()
    assert page.input_value("#write textarea") == "On Tuesday at two."
