"""A made-up week, played by a browser to the real app, whose clock goes along; and what was then counted."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Playwright
from sqlalchemy import Connection

from counting import exits
from formhandler import clock, create_app
from formhandler.counts import dims, reading
from tests import sites, walking, week
from tests.browsers.witness import Answer, Request
from tests.counted import counted
from tests.formhandler.app import close, config, ready
from tests.week import WEEK, PageTruth, Truth, Visit


@dataclass(slots=True)
class Played:
    """What was to be counted, what was, and how fast it went."""

    truth: Truth
    found: Truth
    exits: dict[str, float]  # page → how many visits ended on it, as counting/exits.py tells
    whole: bool  # the integrity line
    seconds: float

    def wrong(self) -> list[str]:
        """What was not counted as it was, a line each; nothing when all is well."""
        ends = {page: float(one.exits) for page, one in self.truth.week().items()}
        pairs: dict[str, tuple[Mapping[Any, object], Mapping[Any, object]]] = {
            "page": (self.truth.by_day(), self.found.by_day()),
            "exits": (ends, dict.fromkeys(ends, 0.0) | self.exits),
            "sources": (self.truth.sources, self.found.sources),
            "sent": (self.truth.sent, self.found.sent),
            "left": (self.truth.left, self.found.left),
            "whole": ({"": True}, {"": self.whole}),
        }
        return [
            f"{what} {key}: {truth.get(key)} is the truth, {found.get(key)} was counted"
            for what, (truth, found) in pairs.items()
            for key in sorted({*truth, *found})
            if truth.get(key) != found.get(key)
        ]


@dataclass
class Time:
    """The app's clock, which a test sets."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Address:
    """Each visit comes from a network of its own: a week's messages within minutes from one would be spam."""

    visit: int = 0

    def __call__(self) -> str:
        return f"198.18.{self.visit % 256}.1"


@dataclass
class Heard:
    """Counts what the pages' script has told, where there is one."""

    told: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def __call__(self, request: Request, answer: Answer) -> None:
        if request.path == "/kaynti":
            assert answer.status == 204, answer
            self.told.release()

    def wait(self) -> None:
        """Until one more was answered."""
        assert self.told.acquire(timeout=60), "the page told of no view"


def play(playwright: Playwright, folder: Path, mode: str, visits: int, seed: int) -> Played:
    """Make up so many *visits* of a week, and make them in Chromium to a handler that counts in *mode*."""
    content = counted(folder, mode)
    site = sites.built(content, folder / "site", "--publish")
    settings = config(folder / "data", site, content / "record.toml")
    close(ready(settings))
    time_ = Time()
    app = create_app(settings, now=time_)
    try:
        made = made_up(app, site, visits, seed)
        seconds = _walked(playwright, app, made, time_)
        return _compared(app, made, seconds)
    finally:
        close(app)


def made_up(app: Flask, site: Path, visits: int, seed: int) -> list[Visit]:
    """Walks over the pages of *site*, by its links: those of the first seed that has everything in it."""
    record = app.extensions["record"]
    thanks = {form.page[lang]: form.thanks[lang] for form in record.forms for lang in record.languages}
    listed = json.loads((site / "_seloste" / "site.json").read_text("utf-8"))["counted"]
    links = walking.links(site, listed, thanks.values())
    weeks = (week.made_up(each, visits, links, thanks) for each in count(seed))
    return next(made for made in weeks if week.everything(made))


def _walked(playwright: Playwright, app: Flask, visits: Iterable[Visit], now: Time) -> float:
    heard, at, scripted = Heard(), Address(), app.extensions["record"].counting.scripted
    with walking.walker(playwright, walking.in_process(app, heard=heard, address=at)) as walker:
        began = time.monotonic()
        for at.visit, visit in enumerate(visits):
            now.now = visit.at.timestamp()
            for _ in walker.walk(visit):
                if scripted and visit.who != week.GPC:  # whose browser the script leaves in peace
                    heard.wait()
        return time.monotonic() - began


def _compared(app: Flask, visits: Iterable[Visit], seconds: float) -> Played:
    truth = week.truth(visits)
    if app.extensions["record"].counting.scripted:
        truth.left.pop(week.GPC, None)  # nobody tells of them
    with app.extensions["reader"].connect() as db:
        pages = reading.pages(db, WEEK[0], WEEK[-1])
        ends = exits.exits(pages)
        return Played(
            truth=truth,
            found=_found(db),
            exits=ends,
            whole=exits.balance(pages).whole,
            seconds=seconds,
        )


def _found(db: Connection) -> Truth:
    """As the truth has it, but that exits are of the whole week."""
    found = Truth()
    for day in WEEK:
        for one in reading.pages(db, day, day):
            found.days[day][one.page] = PageTruth(one.views, one.entries, 0, one.reloads)
    found.sources = Counter(reading.sums(db, dims.SOURCE, WEEK[0], WEEK[-1]))
    found.left = Counter(reading.sums(db, dims.LEFT, WEEK[0], WEEK[-1]))
    found.sent = Counter(reading.sums(db, dims.FORM, WEEK[0], clock.day(clock.utcnow())))
    return found
