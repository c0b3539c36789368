"""Where visits are counted without asking, a visitor may object to it (GDPR Art. 21)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from formhandler import choices, create_app
from formhandler.config import Config
from formhandler.consent.event import Event
from formhandler.side import Side
from record import Record, asking, material_hash
from tests.formhandler.app import close, config, ready
from tests.formhandler.choices.chooser import Chooser, bodies, kept, refused

#: The record has no such mode yet, so what it would mean is put into a record that was read.
COUNTED = "counted"


@pytest.fixture
def app(settings: Config, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """A handler whose record counts visits, and a site that says so; by name, with no service to ask for."""
    own = config(tmp_path / "var", tmp_path / "site", settings.record)
    close(ready(config(tmp_path / "var", settings.site, settings.record)))
    app = create_app(own, Side.OWNER)  # the public side has read the record as it is
    record = counting(app.extensions["record"], alone=getattr(request, "param", False))
    site = json.loads((settings.site / "_seloste" / "site.json").read_text("utf-8"))
    (own.site / "_seloste").mkdir(parents=True)
    (own.site / "_seloste" / "site.json").write_text(json.dumps({**site, "record": material_hash(record)}))
    app.extensions["record"], app.extensions["pages"] = record, (own.site, record)
    choices.init_app(app, own, record)
    yield app
    close(app)


def counting(record: Record, *, alone: bool) -> Record:
    """*record*, with visits counted; *alone*: and nothing that waits for consent."""
    record = replace(record, counting=replace(record.counting, mode=COUNTED))
    if not alone:
        return record
    gone = {category.id for category in record.categories if category.consent}
    return replace(
        record,
        categories=tuple(each for each in record.categories if each.id not in gone),
        storage=tuple(each for each in record.storage if each.category not in gone),
        hosts=tuple(each for each in record.hosts if each.category not in gone),
    )


def test_the_page_asks_whether_one_objects(chooser):
    page = chooser.page()

    assert "I object to the counting of my visits." in page
    assert " checked" not in page


def test_an_objection_is_recorded_and_remembered(chooser, app):
    chooser.answer("chosen", object="counting")

    assert chooser.choice.objected
    event = Event.read(bodies(app)[-1])
    assert (event.state, event.objected) == ("refused", True)
    assert "You have objected to the counting of visits." in chooser.page()
    assert 'value="counting" checked' in chooser.page()


def test_it_does_not_depend_on_what_is_allowed(chooser):
    chooser.answer("all", object="counting")
    assert (chooser.choice.allowed, chooser.choice.objected) == ({"statistics", "video"}, True)

    chooser.answer("withdraw")
    assert (chooser.choice.allowed, chooser.choice.objected) == (set(), True)


def test_the_question_on_a_page_leaves_it_as_it_was(chooser):
    chooser.answer("none", object="counting")
    chooser.answer("all", surface="banner")

    assert chooser.choice.objected


def test_it_is_taken_back_by_taking_the_tick_away(chooser):
    chooser.answer("none", object="counting")
    chooser.answer("none")

    assert not chooser.choice.objected


@pytest.mark.parametrize("surface", ["banner", "embed"])
def test_it_is_made_on_the_page_alone(chooser, app, surface):
    before = kept(app)
    words = asking.embed(chooser.record, "video", "en").hash if surface == "embed" else chooser.text

    answer = chooser.answer("all", surface=surface, text=words, object="counting")

    refused(answer, 422, "Nothing was stored, because the form had something that this page doesn't know:")
    assert kept(app) == before


@pytest.mark.parametrize("app", [True], indirect=True)
def test_where_nothing_else_is_to_be_chosen_the_page_asks_for_that_alone(app):
    chooser = Chooser(app)

    page = chooser.page()
    assert 'value="all"' not in page
    assert 'value="none"' not in page
    chooser.answer("chosen", object="counting")

    assert str(chooser.choice).startswith("no_counting~")
