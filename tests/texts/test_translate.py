"""A sentence is said in one language, with its places filled."""

import pytest
from markupsafe import Markup

from texts import LANGUAGES, translator


def test_english_is_the_sentence_itself():
    assert translator("en")("Contents") == "Contents"


@pytest.mark.parametrize(("lang", "said"), [("fi", "Sisällys"), ("sv", "Innehåll")])
def test_a_sentence_is_said_in_the_language(lang, said):
    assert translator(lang)("Contents") == said


def test_a_place_is_filled():
    assert translator("fi")("Call %(phone)s", phone="040") == "Soita 040"


def test_a_place_without_its_value_is_an_error():
    with pytest.raises(KeyError):
        translator("en")("Call %(phone)s", number="040")


def test_a_sentence_without_values_may_have_a_percent_sign():
    assert translator("en")("100 % wool") == "100 % wool"


@pytest.mark.parametrize(
    ("n", "said"), [(0, "Tarkista 0 kohtaa"), (1, "Tarkista yksi kohta"), (2, "Tarkista 2 kohtaa")]
)
def test_the_number_chooses_the_form(n, said):
    assert translator("fi").n("Please check one thing", "Please check %(n)s things", n) == said


def test_markup_put_into_a_sentence_stays_markup_and_the_rest_is_escaped():
    filled = translator("en")("<%(link)s> %(name)s", link=Markup("<a>x</a>"), name="<b>")

    assert filled == "&lt;<a>x</a>&gt; &lt;b&gt;"
    assert isinstance(filled, Markup)


def test_a_language_without_catalogues_is_an_error():
    with pytest.raises(ValueError, match="no catalogue for language 'de'"):
        translator("de")


def test_the_languages_are_finnish_swedish_and_english():
    assert LANGUAGES == ("fi", "sv", "en")
