"""A browser that makes visits: it types addresses, follows links of others and of ours, and sends forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import Flask
from playwright.sync_api import Page, Playwright
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests import sites
from tests.browsers import chromium
from tests.browsers.witness import Answer, Request, Service, Witness
from tests.week import ARRIVE, BOT, CLICK, GPC, PERSON, RELOAD, SEARCH, SEND, SOCIAL, Links, Visit

HOST = "www.example.fi"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
AGENTS = {
    PERSON: f"Mozilla/5.0 (X11; Linux x86_64) {CHROME}",
    BOT: f"Mozilla/5.0 {CHROME} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
}
AGENTS[GPC] = AGENTS[PERSON]
#: Follows the link to a page as a finger would, without waiting until it is in sight and holds still.
FOLLOW = """path => {
  const link = [...document.querySelectorAll("main a[href], header a[href], footer a[href], nav a[href]")]
    .find(link => link.pathname === path && link.host === location.host)
  if (!link) throw new Error(`${location} has no link to ${path}`)
  link.click()
}"""

THINGS = count(1)  # that people write of: the same words again and again would be spam


def links(site: Path, counted: Collection[str], thanks: Collection[str]) -> Links:
    """
    Page → the pages among *counted* that a link of it leads to, itself not among them.

    Pages of *thanks* do not lead to each other: where a message's reference stands, no language is changed.
    """
    found = {path: html for path, html in sites.pages(site).items() if path in counted}
    hrefs = {
        path: {*re.findall(r'<a [^>]*href="(/[^"#?]*)"', html)} & {*counted} for path, html in found.items()
    }
    return {path: sorted(to - {path, *(thanks if path in thanks else ())}) for path, to in hrefs.items()}


def in_process(
    app: Flask, *, heard: Callable[[Request, Answer], None], address: Callable[[], str]
) -> Service:
    """
    *app* as a host that browsers reach, with no server between, so that the test can tell it the time.

    Args:
        address: Whose request it is: one browser plays many visitors.
    """

    def ask(request: Request) -> Answer:
        path, _, query = request.path.partition("?")
        builder = EnvironBuilder(
            path=unquote(path), query_string=query, method=request.method, base_url=f"https://{request.host}/",
            headers=[(name, value) for name, value in request.headers.items() if name.lower() != "host"],
            input_stream=BytesIO(request.body), environ_overrides={"REMOTE_ADDR": address()},
        )  # fmt: skip
        try:
            body, status, headers = run_wsgi_app(app.wsgi_app, builder.get_environ(), buffered=True)
        finally:
            builder.close()
        given = [pair for pair in headers if pair[0].lower() not in ("content-length", "connection")]
        answer = Answer(int(status.split()[0]), tuple(given), b"".join(body))
        heard(request, answer)
        return answer

    return ask


def elsewhere(request: Request) -> Answer:
    """A page of somebody else, with a link to the page of ours that its address names."""
    path = request.path.partition("?")[2]
    page = f'<!doctype html><title>Elsewhere</title><main><a href="https://{HOST}{path}">There</a></main>'
    return Answer(200, (("Content-Type", "text/html; charset=utf-8"),), page.encode())


class Walker:
    """One browser with a window for each kind of visitor."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self._pages = pages

    def walk(self, visit: Visit) -> Iterator[Any]:
        """Take the steps of *visit*, one each time the next is asked for, until its page is there."""
        page = self._pages[visit.who]
        if page.url == f"https://{HOST}{visit.steps[0].page}":
            page.goto("about:blank")  # typing the address of the page that is open is a reload
        for step in visit.steps:
            self._take(page, visit.source, step.kind, step.page)
            yield step

    def _take(self, page: Page, source: str, kind: str, to: str) -> None:
        if kind == ARRIVE and not source:
            page.goto(f"https://{HOST}{to}", wait_until="domcontentloaded")
        elif kind == ARRIVE:
            page.goto(f"https://{source}/?{to}", wait_until="domcontentloaded")
            _leave(page, lambda: page.evaluate("document.querySelector('a').click()"))
        elif kind == CLICK:
            _leave(page, lambda: page.evaluate(FOLLOW, to))
        elif kind == RELOAD:
            page.reload(wait_until="domcontentloaded")
        elif kind == SEND:
            _send(page)


def _leave(page: Page, how: Callable[[], Any]) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        how()


def _send(page: Page) -> None:
    """Write a message, and confirm it on the check page."""
    words = f"Hello, when do you have time? It is about thing {next(THINGS)}."
    page.locator("textarea[name=body]").fill(words)
    _leave(
        page, lambda: page.locator("form:has(textarea[name=body])").evaluate("form => form.requestSubmit()")
    )
    _leave(page, lambda: page.locator("form:has([name=body])").evaluate("form => form.requestSubmit()"))


@contextmanager
def walker(playwright: Playwright, site: Service) -> Iterator[Walker]:
    """Chromium, facing *site* under its own host and two sites of others."""
    services = {HOST: site, SEARCH: elsewhere, SOCIAL: elsewhere}
    witness = Witness(services)
    with ExitStack() as stack:
        asides = stack.enter_context(witness.watching({}))
        browser = chromium.launch(
            playwright,
            f"--ignore-certificate-errors-spki-list={witness.fingerprint}",
            "--disable-blink-features=AutomationControlled",
            "--disable-site-isolation-trials",  # no process is begun for each arrival from another site
            proxy=asides.address,
        )
        stack.callback(browser.close)
        pages = {}
        for who, agent in AGENTS.items():
            seen = stack.enter_context(witness.watching(services))
            context = browser.new_context(
                proxy={"server": seen.address}, user_agent=agent, locale="fi-FI",
                extra_http_headers={"Sec-GPC": "1"} if who == GPC else {},
            )  # fmt: skip
            if who == GPC:
                context.add_init_script(
                    "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
                )
            pages[who] = context.new_page()
        yield Walker(pages)
