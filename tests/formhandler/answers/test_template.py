"""A template's places, and the templates one begins with."""

import pytest

from formhandler.answers.firsts import firsts
from formhandler.answers.template import PLACES, Template, fill
from formhandler.vault.envelope import EnvelopeError
from texts import LANGUAGES

VALUES = {"name": "Maija", "reference": "K7Q4-9TWM", "site": "Esimerkki", "signature": "Olli"}


def test_every_place_is_filled():
    assert fill("{name} {reference} {site} {signature}", VALUES) == "Maija K7Q4-9TWM Esimerkki Olli"


@pytest.mark.parametrize("text", ["Hei {name},", "{name},", "Hei {name}"])
def test_nobody_is_greeted_by_a_gap(text):
    assert fill(text, {**VALUES, "name": ""}) in ("Hei,", ",", "Hei")


def test_other_braces_stay():
    assert fill("{ {0} {namn} {name!r}", VALUES) == "{ {0} {namn} {name!r}"


def test_a_name_that_is_a_place_is_no_place():
    assert fill("{name}", {**VALUES, "name": "{reference}"}) == "{reference}"


def test_a_template_is_read_as_it_was_kept():
    kept = Template(id="a" * 32, name="Kiitos", texts={"fi": "Hei", "en": "Hello"})

    assert Template.from_payload("a" * 32, kept.as_payload()) == kept


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b'{"schema": 1}', b'{"schema": 1, "name": "x", "texts": []}']
)
def test_what_is_no_template_is_refused(payload):
    with pytest.raises(EnvelopeError, match="no template"):
        Template.from_payload("a" * 32, payload)


def test_without_the_visitors_language_there_is_another():
    assert Template(id="", name="x", texts={"sv": "Hej"}).text("fi") == "Hej"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_four_templates_are_offered_in_every_language(lang):
    offered = firsts(lang)

    assert len({one.name for one in offered}) == 4
    for one in offered:
        assert set(one.texts) == set(LANGUAGES)
        left = fill(one.text(lang), VALUES)
        assert not any(f"{{{place}}}" in left for place in PLACES)
        assert "K7Q4-9TWM" in left
