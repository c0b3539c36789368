"""
The picture of the owner's page of consents: with Google Analytics on, and thirteen invented weeks.

    python -m docs.pictures
"""

import random
import tempfile
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pyotp
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import Connection

from docs import deskpictures
from formhandler import clock
from formhandler.consent import chain, event, store
from record import Record, asking
from tests import sites
from tests.formhandler.app import close, config, ready
from tests.server import Server

WEEKS = 13
STATES = (*["given"] * 6, *["refused"] * 5, "withdrawn")


def main(browser: Browser, images: Path) -> None:
    """Build the example trader's site with the service on, answer for thirteen weeks, and take the page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content = sites.example(folder)
        record = content / "record.toml"
        sites.edit(record, 'measurement_id = ""', 'measurement_id = "G-ABC123DEF4"')
        site = sites.built(content, folder / "output", "--publish")
        app = ready(config(folder / "data", site, record))
        _answer(app)
        close(app)
        with Server(folder / "data", site, record, folder / "logs") as server:
            secret = deskpictures.add_owner(server.data)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(server.url + "/hallinta/kirjaudu")
            page.fill("#passphrase", deskpictures.WORDS)
            page.fill("#code", pyotp.TOTP(secret).now())
            page.locator("main form button").first.click()
            page.wait_for_url("**/hallinta/")
            page.goto(server.url + "/hallinta/suostumukset")
            page.screenshot(path=images / "consents-1280.png")
            page.close()


def _answer(app: Flask) -> None:
    """The same weeks every time, but that the last of them is the present one."""
    record: Record = app.extensions["record"]
    key, dice, now = chain.key(app.extensions["secret"]), random.Random(13), clock.utcnow()  # noqa: S311
    for back in range(WEEKS - 1, -1, -1):
        job = partial(_week, record=record, key=key, dice=dice, at=now - timedelta(weeks=back))
        app.extensions["writer"].submit(job)


def _week(db: Connection, *, record: Record, key: bytes, dice: random.Random, at: datetime) -> None:
    for _ in range(dice.randint(30, 60)):
        store.asked(db, at)
    for _ in range(dice.randint(8, 20)):
        question, state = asking.question(record, "fi"), dice.choice(STATES)
        ids = tuple(item.id for item in question.items)
        chosen = event.chosen(
            record,
            state=state,
            surface="banner",
            lang="fi",
            text=question.hash,
            notice=record.edition.version,
            version=record.edition.version,
            given=ids if state == "given" else (),
            refused=() if state == "given" else ids,
            now=at,
        )
        store.add(db, chosen, question.text, key, now=at)
