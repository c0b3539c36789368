"""Too many answers, or none that could be kept: the page stays, and only what is stored is acknowledged."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from formhandler.choices.desk import MANY
from formhandler.config import Config
from tests.formhandler.app import SAME, close, config, ready
from tests.formhandler.choices.chooser import Chooser, kept, refused, verified


@pytest.fixture
def app(settings: Config, tmp_path: Path) -> Iterator[Flask]:
    """One of the test's own."""
    made = ready(
        config(
            tmp_path,
            settings.site,
            settings.record,
            DATABASE_URL=f"sqlite:///{tmp_path}/seloste.db?timeout=0.2",
        )
    )
    yield made
    close(made)


def test_one_network_cannot_fill_the_record(app):
    chooser = Chooser(app)
    form = {"text": chooser.text, "surface": "page", "answer": "none"}
    away = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}

    for _ in range(MANY):
        assert chooser.post(form, **away).status_code == 303
    answer = chooser.post(form, **away)

    refused(answer, 429, "More choices have come from your network")
    assert answer.headers["Retry-After"] == "600"
    assert kept(app)["consent_event"] == MANY
    assert chooser.post(form, environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code == 303
    verified(app)


def test_other_sites_use_up_nobodys_answers(app):
    chooser = Chooser(app)
    form = {"text": chooser.text, "surface": "page", "answer": "none"}
    away = {"REMOTE_ADDR": "192.0.2.7"}

    for _ in range(MANY + 1):
        assert (
            chooser.post(form, headers={"Sec-Fetch-Site": "cross-site"}, environ_base=away).status_code == 403
        )

    assert chooser.post(form, environ_base=away).status_code == 303


def test_while_nothing_can_be_written_the_page_stays_and_says_so(app):
    chooser = Chooser(app)
    chooser.answer("all")
    choice = chooser.cookie
    before = kept(app)
    with closing(sqlite3.connect(_file(app))) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = chooser.answer("chosen", allow=["video"])

    refused(answer, 503, "Your choice can't be stored just now, so nothing has changed.")
    assert answer.headers["Retry-After"] == "60"
    assert answer.text.count(" checked") == 1
    assert chooser.cookie == choice
    assert kept(app) == before
    assert chooser.answer("chosen", allow=["video"]).status_code == 303
    verified(app)


def test_while_the_writer_is_closed_nothing_is_acknowledged(app):
    chooser = Chooser(app)
    app.extensions["writer"].close()

    refused(chooser.answer("all"), 503, "Your choice can't be stored just now, so nothing has changed.")
    asked = f"{chooser.record.edition.choices_path['fi']}kysytty"
    assert chooser.client.post(asked, headers=SAME).status_code == 503


def test_while_the_site_says_other_things_nothing_is_taken(app, tmp_path, site):
    made = ready(config(tmp_path / "other", site, app.extensions["config"].record))
    try:
        answer = Chooser(made).answer("all")
    finally:
        close(made)

    assert answer.status_code == 503
    assert "Your choice can't be stored just now" in unescape(answer.text)


def test_without_its_database_the_page_says_what_it_can(app):
    chooser = Chooser(app)
    chooser.answer("all")
    _file(app).rename(_file(app).with_suffix(".away"))
    app.extensions["reader"].dispose()

    page = chooser.client.get(chooser.path)

    assert page.status_code == 200
    assert "This browser has allowed: Visitor statistics, Videos." in page.text
    assert "can't be looked up just now" in unescape(page.text)
    assert chooser.answer("none").status_code == 503


def _file(app: Flask) -> Path:
    return app.extensions["config"].data / "seloste.db"
