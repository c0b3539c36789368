"""Every sentence stands in every language, once, with the same places to fill."""

import re
from collections import Counter

import pytest

from tests.texts.catalogues import PARTS, TRANSLATED, catalogue, said

PLACE = re.compile(r"%\((\w+)\)s")
FILES = [(part, lang) for part in PARTS for lang in TRANSLATED]


def sentences(part, lang):
    return {message.id for message in catalogue(part, lang) if message.id}


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_sentence_that_is_said_has_a_translation(lang):
    known = set().union(*(sentences(part, lang) for part in PARTS))

    assert said() - known == set()


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_translation_is_of_a_sentence_that_nobody_says(lang):
    known = set().union(*(sentences(part, lang) for part in PARTS))

    assert known - said() == set()


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_sentence_stands_in_one_catalogue_only(lang):
    times = Counter(sentence for part in PARTS for sentence in sentences(part, lang))

    assert [sentence for sentence, n in times.items() if n > 1] == []


@pytest.mark.parametrize(("part", "lang"), FILES)
def test_no_translation_is_empty_or_unsure(part, lang):
    for message in catalogue(part, lang):
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(forms), message.id
        assert message.id == "" or not message.fuzzy, message.id


@pytest.mark.parametrize(("part", "lang"), FILES)
def test_a_translation_has_the_places_of_its_sentence(part, lang):
    for message in catalogue(part, lang):
        if not message.id:
            continue
        one_and_many = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for asked, form in zip(one_and_many, forms, strict=True):
            assert Counter(PLACE.findall(form)) == Counter(PLACE.findall(asked)), message.id
            assert "%" not in PLACE.sub("", form).replace("%%", "").replace(" %", ""), message.id


def test_both_files_of_a_part_say_the_same_sentences():
    for part in PARTS:
        assert sentences(part, "fi") == sentences(part, "sv")
