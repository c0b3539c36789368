"""
Search finds what a person means, in Finnish, Swedish and English, and little else.

Measured on pairs.py: of the 115 pairs that the rules were made with, all are found; of the 105 that were
written afterwards, and to which the rules were not fitted (UNSEEN), 98 are: a recall of 93 %. What is missed
are stems that change beyond gradation (mies: miehen, lapsi: lasten) and strong verbs (käydä: kävin). Of 33
that must not be found (NOT), three are, because what was typed is part of the word: the price of compounds.
"""

import pytest

from formhandler.search import Vocabulary
from tests.formhandler.search import pairs

WRITTEN_WITH = [*pairs.read(pairs.FINNISH), *pairs.read(pairs.SWEDISH), *pairs.read(pairs.ENGLISH)]


def search(typed, *texts):
    """The numbers of *texts*, in their order, that *typed* finds, the best first."""
    words = Vocabulary()
    for number, text in enumerate(texts):
        words.add(number, text)
    return [hit.key for hit in sorted(words.search(typed), reverse=True)]


@pytest.mark.parametrize(("query", "text"), WRITTEN_WITH)
def test_an_inflected_word_is_found(query, text):
    assert search(query, text)


def test_of_words_that_the_rules_have_not_seen_nine_in_ten_are_found():
    unseen = pairs.read(pairs.UNSEEN)

    found = [bool(search(query, text)) for query, text in unseen]

    assert sum(found) / len(found) >= 0.92


def test_little_is_found_that_nobody_meant():
    wrong = [(query, text) for query, text in pairs.read(pairs.NOT) if search(query, text)]

    assert len(wrong) <= 3, wrong


def test_what_stands_there_as_typed_comes_first():
    assert search("katto", "Katon kulma", "Uusi katto", "Kattoremontti") == [1, 2, 0]


def test_every_word_must_be_there():
    assert search("katto tarjous", "Katon tarjous", "Vain katto") == [0]


@pytest.mark.parametrize(
    ("phrase", "found"),
    [('"uusi katto"', True), ('"uuden katon"', False), ('"katto uusi"', False), ("“uusi kat”", True)],
)
def test_a_phrase_is_found_as_it_stands(phrase, found):
    assert bool(search(phrase, "Haluamme: uusi, katto!")) is found


@pytest.mark.parametrize(
    "typed", ["0401234567", "040 123 4567", "040-1234567", "+358 40 123 4567", "00358401234567", "040 1234"]
)
@pytest.mark.parametrize("written", ["040 123 4567", "+358401234567", "(040) 1234 567", "00358 40 123 4567"])
def test_a_telephone_number_is_found_however_it_is_spaced(typed, written):
    assert search(typed, f"Soittakaa {written}.", "Soittakaa 050 765 4321.") == [0]


@pytest.mark.parametrize(
    "typed", ["maija@example.fi", "MAIJA@EXAMPLE.FI", "maija@exa", "example.fi", "maija"]
)
def test_an_address_is_found_whole_and_in_parts(typed):
    assert search(typed, "maija@example.fi", "matti@example.com") == [0]


@pytest.mark.parametrize("typed", ["K7Q4-9TWM", "k7q4-9twm", "k7q49twm", "K7Q4"])
def test_a_reference_is_found_with_and_without_its_dash(typed):
    assert search(typed, "K7Q4-9TWM\nK7Q49TWM\nHei", "A7Q4-9TWM") == [0]


def test_a_price_or_a_year_is_found():
    assert search("12 500", "Hinta oli 12 500 euroa.") == [0]
    assert search("1974", "Talo on vuodelta 1974.") == [0]


@pytest.mark.parametrize(
    "typed", ["", "   ", "?!", '""', "-", "%", "*", "'; DROP TABLE", "\x00", "a" * 10_000]
)
def test_nothing_sensible_finds_nothing_and_breaks_nothing(typed):
    assert search(typed, "Hyvää päivää") == []


def test_what_was_removed_is_not_found_and_leaves_no_word_behind():
    words = Vocabulary()
    words.add(1, "Salainen tarjous 040 123 4567")
    words.add(2, "Toinen tarjous")

    words.remove(1)

    assert [hit.key for hit in words.search("tarjous")] == [2]
    assert words.search("salainen") == words.search("040 123 4567") == []
    assert "salainen" not in repr(vars(words))


def test_a_text_that_is_added_anew_is_found_by_its_new_words_alone():
    words = Vocabulary()
    words.add(1, "vanha")
    words.add(1, "uusi")

    assert not words.search("vanha")
    assert words.search("uusi")
