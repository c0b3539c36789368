"""One visit leaves nothing in the browser that the next one would show."""

import pytest

from tests.browsers.visitors import Launched, Visitor
from tests.browsers.witness import Answer, Request

OWN = "www.example.fi"


def page(request: Request) -> Answer:
    return Answer(200, (("Content-Type", "text/html"),), b"<!doctype html><script src=/a.js></script>")


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_what_one_visit_blocks_does_not_change_what_the_next_one_asks(launched: Launched, browser: str):
    browsers = launched.facing({OWN: page}, OWN)
    with browsers.visit(Visitor(browser=browser, without="**/a.js")) as visit:
        visit.page.goto(f"https://{OWN}/")

    with browsers.visit(Visitor(browser=browser)) as visit:
        visit.page.goto(f"https://{OWN}/")

        first = next(request for request in visit.seen.requests if request.path == "/")
        assert "Cache-Control" not in first.headers
