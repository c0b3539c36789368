"""Where visits are counted without asking, a visitor may object to it (GDPR Art. 21)."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select

from formhandler import choices, create_app
from formhandler.config import Config
from formhandler.consent.event import Event
from formhandler.schema import consent_text
from formhandler.side import Side
from record import Record, asking, material_hash
from tests.formhandler.app import close, config, ready
from tests.formhandler.choices.chooser import Chooser, bodies, kept, refused

#: Put into a record that was read: it asks for services, too.
COUNTED = "server"


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


ALONE = pytest.mark.parametrize("app", [True], indirect=True)
WORDS = {
    "fi": (
        "Käyntisi lasketaan mukaan lukumääriin.",
        "käyntejäsi ei lasketa",
        "Perun kieltoni",
        "ei kielletty",
    ),
    "sv": (
        "Dina besök räknas, bara som antal.",
        "dina besök räknas inte",
        "förbud</button>",
        "inte förbjuden",
    ),
    "en": (
        "Your visits are counted, as numbers only.",
        "visits are not counted",
        "objection back",
        "not objected",
    ),
}


@ALONE
@pytest.mark.parametrize("lang", WORDS)
def test_where_nothing_else_is_to_be_chosen_it_is_seen_made_and_taken_back(app, lang):
    """By what the page's own form sends, as a browser without scripts would."""
    counted, left, back, without = WORDS[lang]
    chooser = Chooser(app, lang)

    before = chooser.page()
    assert counted in before
    assert escape(asking.question(chooser.record, lang).intro) in before
    assert back not in before
    assert chooser.post(sent(before)).status_code == 303
    assert str(chooser.choice).startswith("no_counting~")

    after = chooser.page()
    assert left in after
    assert counted not in after
    assert back in after
    chooser.post(sent(after))

    assert not chooser.choice.objected
    assert counted in (again := chooser.page())
    assert without in again


@ALONE
def test_where_nothing_else_is_to_be_chosen_no_word_is_of_permission(app):
    chooser = Chooser(app)
    chooser.answer("chosen", object="counting")

    page = chooser.page().partition("What is stored on your device")[0].lower()
    assert 'value="all"' not in page
    assert 'value="none"' not in page
    for word in ("allow", "permission", "consent"):
        assert word not in page


@ALONE
def test_the_words_that_were_shown_are_kept(app):
    chooser = Chooser(app)
    chooser.answer("chosen", object="counting")

    [words] = set(texts(app))
    assert words.splitlines()[0] == "Counting of visits"
    assert words.splitlines()[1] == chooser.record.counting.say["en"]


@ALONE
def test_global_privacy_control_is_told_to_be_heeded(app):
    page = Chooser(app).page(**{"Sec-GPC": "1"})

    assert "(Global Privacy Control), so your visits are not counted." in page


@ALONE
def test_an_objection_is_shown_also_when_the_counting_has_changed_since(app):
    chooser = Chooser(app)
    chooser.cookie = f"no_counting~0123456789ab~{'0' * 32}"

    assert "You have objected, so your visits are not counted." in chooser.page()


def sent(page: str) -> dict[str, str]:
    """What the page's form for the objection sends."""
    form = page.partition('class="question"')[2].partition("</form>")[0]
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form)
    assert len(fields) == len(dict(fields))
    return dict(fields)


def texts(app: Flask) -> list[str]:
    with app.extensions["reader"].connect() as db:
        return list(db.execute(select(consent_text.c.body)).scalars())
