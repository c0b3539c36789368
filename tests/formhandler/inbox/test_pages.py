"""The inbox in a real browser: axe, a phone's width, the keyboard alone, without JavaScript, on paper."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from formhandler.owner.access import COOKIE
from tests.formhandler.inbox.sealed import answer, change, id_of, put, row
from tests.formhandler.owner.desk import desk
from tests.pages import enter


@pytest.fixture
def served(app) -> Iterator[str]:
    """The address at which a real browser finds the app."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/hallinta/en"
    server.shutdown()
    thread.join()


@contextmanager
def sitting(app, browser, *, width=1280, scheme="light", script=True):
    """A page of a browser whose user has signed in."""
    cookie = desk(app).client.get_cookie(COOKIE, domain="www.example.fi").value
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
    )
    context.add_cookies(
        [
            {
                "name": COOKIE,
                "value": cookie,
                "domain": "127.0.0.1",
                "path": "/",
                "secure": True,
                "httpOnly": True,
            }
        ]
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def mails(app) -> dict[str, str]:
    """A reference for each sort of message."""
    first = put(app, "How much is a roof? https://example.com/a " + "x" * 300, name="Maija Mäkelä " * 5,
                email="maija@example.fi", phone="040 123 4567")  # fmt: skip
    answer(app, first, "A lot.")
    put(app, "Correct my number", thread=id_of(app, first), request="correct")
    held = put(app, "buy", kind="quarantine", reasons=(("links", 4), ("decoy", 5)))
    broken = put(app, "x")
    change(app, broken, envelope=b"SLST" + bytes(2000))
    return {"first": first, "held": held, "broken": broken, "last": put(app, "the newest", lang="sv")}


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(app, browser, served, mails, width, scheme):
    paths = ("/", "/karanteeni", "/viesti/K7Q4-9TWM", *(f"/viesti/{mails[name]}" for name in mails))
    found = {}
    with sitting(app, browser, width=width, scheme=scheme) as page:
        for path in (*paths, f"/lahettaja/{mails['first']}", "search"):
            if path == "search":
                page.goto(f"{served}/")
                page.get_by_label("Search all messages").fill("roof")
                enter(page)
                assert page.get_by_text("One hit.").count() == 1
            else:
                page.goto(served + path)
            broken = [rule["id"] for rule in Axe().run(page).response["violations"]]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                broken.append("too wide")
            if broken:
                found[path] = broken
    assert found == {}


def test_with_the_keyboard_alone_a_message_is_moved_and_the_move_undone(app, browser, served, mails):
    with sitting(app, browser, script=False) as page:
        page.goto(f"{served}/")
        page.get_by_label(f"Choose message {mails['last']}").focus()
        page.keyboard.press("Space")
        while "Move to quarantine" not in page.locator(":focus").inner_text():
            page.keyboard.press("Tab")
        enter(page)
        assert page.get_by_text("Moved to quarantine.").count() == 1
        assert row(app, mails["last"])["kind"] == "quarantine"

        page.get_by_role("button", name="Undo").focus()
        enter(page)
        assert page.get_by_text("Moved to the inbox.").count() == 1
    assert row(app, mails["last"])["kind"] == "message"


def test_a_click_anywhere_on_its_line_opens_a_message_and_the_box_does_not(app, browser, served, mails):
    with sitting(app, browser, width=360, script=False) as page:
        page.goto(f"{served}/")
        page.get_by_label(f"Choose message {mails['last']}").check()
        assert page.url == f"{served}/"

        box = page.locator(".mail", has_text="the newest").locator(".when").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

        page.wait_for_url(f"**/viesti/{mails['last']}")


def test_on_paper_stand_the_messages_and_answers_and_no_buttons(app, browser, served, mails):
    with sitting(app, browser) as page:
        page.goto(f"{served}/viesti/{mails['first']}")
        page.emulate_media(media="print")

        assert page.get_by_text("How much is a roof?").is_visible()
        assert page.get_by_text("A lot.").is_visible()
        assert page.locator("button:visible").count() == 0
