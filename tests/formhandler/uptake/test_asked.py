"""The page shows the words that visitors see, and keeps those that they saw before."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from formhandler.uptake import asked
from formhandler.uptake.store import Text
from record import asking
from record.model.device import Host
from tests.formhandler.consent import made

NOON = datetime(2026, 11, 22, 10, tzinfo=UTC)


def text(words, hash=None):
    return Text(hash=hash or made.hash_of(words), lang="en", body=words, first=NOON)


@pytest.fixture
def quiet(app):
    return app.extensions["record"]


@pytest.fixture
def loud(asking_app):
    return asking_app.extensions["record"]


def test_a_record_without_services_asks_in_its_form_alone(quiet):
    found = asked.present(quiet, [])

    assert {each.where for each in found} == {"form"}
    assert [each.question.lang for each in found] == list(quiet.languages)


def test_the_question_stands_in_every_language_in_the_words_that_visitors_see(loud):
    found = {each.question.lang: each for each in asked.present(loud, []) if each.where == "question"}

    assert {lang: each.question.text for lang, each in found.items()} == {
        lang: asking.question(loud, lang).text for lang in loud.languages
    }


def test_what_is_shown_in_the_place_of_embedded_content_is_asked_too(loud):
    frame = Host(host="video.example", category="statistics", loads=("frame",), recipient=None)
    recipient = loud.recipients[0].id
    framing = replace(loud, hosts=(*loud.hosts, replace(frame, recipient=recipient)))

    assert {each.where for each in asked.present(loud, [])} == {"question", "form"}
    assert {each.of for each in asked.present(framing, []) if each.where == "embed"} == {
        loud.category("statistics").name[lang] for lang in loud.languages
    }


def test_words_that_somebody_answered_to_say_since_when(loud):
    shown = asking.question(loud, "en")
    answered = text(shown.text)

    found = asked.present(loud, [answered, text("before")])

    assert {each.question.hash: each.answered for each in found if each.answered} == {shown.hash: answered}
    assert asked.earlier(found, [answered, text("before")]) == [text("before")]


def test_boxes_are_counted_by_purpose_and_a_purpose_that_is_gone_keeps_its_id(quiet):
    bodies = [
        made.boxed(1).body(),
        replace(made.boxed(2), given=("newsletter",)).body(),
        replace(made.boxed(3), given=("newsletter",)).body(),
        replace(made.boxed(4), given=(), refused=("newsletter",), state="withdrawn").body(),
    ]

    assert asked.boxes(quiet, bodies, "en") == [
        asked.Boxes(name="marketing", given=1, withdrawn=0),
        asked.Boxes(name=quiet.purpose("newsletter").name["en"], given=2, withdrawn=1),
    ]
