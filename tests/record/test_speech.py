"""The record's own words, in every language."""

import pytest
from babel import Locale

from record.speech import spoken_country
from record.text import Text, Unstated


@pytest.mark.parametrize("code", ["FI", "SE", "NO", "EE", "IE", "GB", "US"])
@pytest.mark.parametrize(("lang", "locale"), [("fi", "fi"), ("sv", "sv_FI"), ("en", "en_GB")])
def test_a_country_is_called_what_the_notice_calls_it(code, lang, locale):
    assert spoken_country(code, lang) == Locale.parse(locale).territories[code]


def test_another_country_is_its_code_and_an_unstated_one_its_question():
    question = Text({"fi": "Missä maassa?", "sv": "I vilket land?", "en": "In which country?"})

    assert spoken_country("JP", "fi") == "JP"
    assert spoken_country(Unstated(question), "fi") == "[ei vielä kerrottu: Missä maassa?]"
