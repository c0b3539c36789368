"""lock.js in a real browser, on the app in this process, whose sessions the test makes older."""

from datetime import timedelta
from threading import Thread

import pytest
from werkzeug.serving import make_server

from tests.formhandler.app import Visitor
from tests.formhandler.owner.door import WORDS, door
from tests.pages import follow, pass_a_minute, rested, with_clock


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
    page = with_clock(context.new_page())
    page.goto(f"{url}/hallinta/en/")
    sign_in(page, owner)
    follow(page.get_by_text("When do you have time?").first)
    rested(page)
    page.fill("#write textarea", "On Tuesday at two.")
    page.owner = owner
    yield page
    context.close()


def sign_in(page, owner):
    page.fill("#passphrase", WORDS)
    page.fill("#code", owner.recovery.pop())
    follow(page.locator("main button"))
    assert page.locator(".deskhead").count() == 1


def idle(app, minutes):
    """Let the open session have been left alone for so long."""
    for kept in app.extensions["sessions"]._kept.values():
        kept.seen -= timedelta(minutes=minutes)


def ask(page):
    """A minute passes in the browser, and what the script asks is answered."""
    with page.expect_response("**/auki*") as answer:
        pass_a_minute(page)
    return answer.value


def wait(page):
    """The same; how many seconds the answer said."""
    return int(ask(page).text())


def test_who_types_stays_in(app, page):
    idle(app, 10)

    assert wait(page) > 14 * 60
    assert page.input_value("#write textarea") == "On Tuesday at two."


def test_what_is_typed_while_a_question_is_on_its_way_is_told_with_the_next(app, page):
    wait(page)
    page.evaluate(
        """() => { const ask = window.fetch; window.fetch = async (...given) => {
        const answer = await ask(...given);
        document.documentElement.dataset.held = "";
        await new Promise((go) => addEventListener("input", go, { once: true }));
        return answer;
        } }"""
    )
    ask(page)
    page.wait_for_selector("html[data-held]")
    page.locator("#write textarea").press_sequentially("!")

    with page.expect_request("**/auki*") as asked:
        pass_a_minute(page)

    assert asked.value.url.endswith("?elossa")


def test_an_answer_that_breaks_off_is_none(app, page):
    """Of a page that is left, too, the script may have the headers of an answer and not what it says."""
    errors = []
    page.context.on("weberror", lambda error: errors.append(str(error.error)))
    page.evaluate(
        """() => { const ask = window.fetch; window.fetch = async (...given) => {
        const answer = await ask(...given);
        const cut = new ReadableStream({ start: (end) => end.error(new TypeError("cut off")) });
        return new Response(cut, answer);
        } }"""
    )

    ask(page)
    rested(page)

    assert errors == []
    assert page.input_value("#write textarea") == "On Tuesday at two."


def test_who_has_gone_is_locked_out_and_the_begun_answer_is_a_draft(app, page):
    wait(page)
    idle(app, 14.7)  # 18 seconds are left: at 20 the script locks

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
        pass_a_minute(page)
    rested(page)

    assert app.extensions["sessions"].any
    assert page.input_value("#write textarea") == "On Tuesday at two."
    pass_a_minute(page, "15")
    page.wait_for_selector("#passphrase")


def test_who_locks_with_a_begun_answer_finds_it_as_a_draft(app, page):
    page.locator("form.lock button").click()
    page.wait_for_selector("#passphrase")

    assert not app.extensions["sessions"].any
    sign_in(page, page.owner)  # which leads back to the message
    assert page.input_value("#write textarea") == "On Tuesday at two."
