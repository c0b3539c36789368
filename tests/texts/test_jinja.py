"""What every template may use, whoever renders it."""

from datetime import date

import pytest
from jinja2 import Environment, UndefinedError

from record import MonthDay, Text, Unstated
from texts.jinja import install

QUESTION = Unstated(Text({"fi": "Kuka?", "sv": "Vem?", "en": "Who? <b>"}))


def render(source, **values):
    return install(Environment(autoescape=True)).from_string(source).render(lang="fi", **values)


def test_a_text_is_said_in_the_language_of_the_page():
    assert render("{{ x | said }}", x=Text({"fi": "joo", "sv": "ja", "en": "yes"})) == "joo"


def test_a_macro_may_name_the_language():
    assert render("{{ x | said('sv') }}", x=Text({"fi": "joo", "sv": "ja", "en": "yes"})) == "ja"


def test_a_name_is_the_same_in_every_language():
    assert render("{{ x | said }}", x="Oy <Ab>") == "Oy &lt;Ab&gt;"


def test_an_unstated_fact_shows_its_question():
    assert render("{{ x | said }}", x=QUESTION) == '<mark class="unstated">Ei vielä kerrottu: Kuka?</mark>'


def test_a_question_is_escaped():
    assert "Who? &lt;b&gt;" in render("{{ x | said('en') }}", x=QUESTION)


@pytest.mark.parametrize(
    "source", ["{{ x | date }}", "{{ x | period }}", "{{ x | country }}", "{{ x | month_day }}"]
)
def test_an_unstated_fact_shows_its_question_wherever_it_stands(source):
    assert "Ei vielä kerrottu: Kuka?" in render(source, x=QUESTION)


def test_what_is_not_a_text_is_an_error():
    with pytest.raises(TypeError, match="said: 3 is neither"):
        render("{{ x | said }}", x=3)


def test_a_name_that_is_not_defined_is_an_error():
    with pytest.raises(UndefinedError):
        render("{{ nothing }}")


def test_what_people_wrote_is_escaped():
    assert render("{{ x }}", x="<script>") == "&lt;script&gt;"


def test_a_phone_number_is_written_for_people_and_linked_for_machines():
    assert render("{{ '+358401234567' | phone_link }}") == '<a href="tel:+358401234567">+358 40 1234567</a>'


def test_a_mailbox_is_linked():
    assert render("{{ 'a@example.fi' | email_link }}") == '<a href="mailto:a@example.fi">a@example.fi</a>'


def test_dates_countries_and_languages_are_said_in_the_language_of_the_page():
    source = "{{ d | date }} / {{ m | month_day }} / {{ 'SE' | country }} / {{ 'sv' | language }}"

    said = render(source, d=date(2026, 1, 2), m=MonthDay(month=12, day=31))

    assert said == "2. tammikuuta 2026 / 31. joulukuuta / Ruotsi / ruotsi"
