"""The words of receipt codes and recovery kits."""

import re
import unicodedata
from itertools import combinations, pairwise

import pytest

from formhandler.vault import words
from formhandler.vault.words import KIT, LANGUAGES, RECEIPT, WORDS, UnknownWord

LETTERS = {"fi": "[a-pr-vyäö]{3,9}", "sv": "[a-zåäö]{3,9}", "en": "[a-z]{3,9}"}
NOTICED = 255 / 256  # of the mistakes that leave 24 known words: the checksum has 8 bits


def replaced(kit: list[str], place: int, word: str) -> str:
    return " ".join([*kit[:place], word, *kit[place + 1 :]])


@pytest.mark.parametrize("lang", LANGUAGES)
class TestEachList:
    def test_has_as_many_words_as_eleven_bits_can_count(self, lang):
        assert len(WORDS[lang]) == len(set(WORDS[lang])) == 2**words.BITS

    def test_is_sorted(self, lang):
        assert list(WORDS[lang]) == sorted(WORDS[lang])

    def test_has_short_words_in_the_language_s_own_letters(self, lang):
        assert [word for word in WORDS[lang] if not re.fullmatch(LETTERS[lang], word)] == []

    def test_is_written_as_keys_are_derived(self, lang):
        assert [word for word in WORDS[lang] if words.normalise(word) != word] == []

    def test_tells_its_words_apart_by_their_first_four_letters(self, lang):
        assert len({word[:4] for word in WORDS[lang]}) == len(WORDS[lang])

    def test_has_no_word_that_begins_another(self, lang):
        assert [(a, b) for a, b in pairwise(WORDS[lang]) if b.startswith(a)] == []

    def test_has_no_two_words_that_a_foreign_keyboard_makes_one(self, lang):
        plain = [unicodedata.normalize("NFD", word).encode("ascii", "ignore") for word in WORDS[lang]]

        assert len(set(plain)) == len(plain)

    def test_finds_its_own_kit(self, lang):
        checked = words.check(" ".join(words.with_checksum(lang)))

        assert (checked.ok, checked.lang, checked.unknown, checked.missing) == (True, lang, (), 0)


def test_no_list_stands_for_another_language():
    assert set(WORDS) == {"fi", "sv", "en"}
    with pytest.raises(KeyError):
        WORDS["../fi"]


def test_words_are_drawn_from_the_whole_list():
    drawn = words.generate(40_000, "en")  # a given word is missing once in 300 million such draws

    assert len(set(drawn)) == len(WORDS["en"])


def test_a_receipt_code_has_six_words_of_its_language():
    assert len(set(words.generate(RECEIPT, "fi")) & set(WORDS["fi"])) > 0
    assert len(words.generate(RECEIPT, "fi")) == 6


def test_two_kits_differ():
    assert words.with_checksum("sv") != words.with_checksum("sv")


@pytest.mark.parametrize(
    "typed",
    [
        "äiti sää öljy",
        "a\u0308iti sa\u0308a\u0308 o\u0308ljy",
        "  ÄITI\tSää\n\nöljy ",
        "1. äiti, 2. sää, 3. öljy.",
        "äiti-sää-öljy",
    ],
)
def test_words_are_the_same_however_they_are_typed(typed):
    assert words.normalise(typed) == "äiti sää öljy"


class TestTheChecksum:
    def test_notices_all_but_one_in_256_wrong_words(self):
        kit = words.with_checksum("en")
        tried = [
            words.check(replaced(kit, place, word)).ok
            for place in range(KIT)
            for word in WORDS["en"][::4]
            if word != kit[place]
        ]

        assert tried.count(False) / len(tried) == pytest.approx(NOTICED, abs=0.004)  # seven deviations

    def test_notices_all_but_one_in_256_words_that_changed_places(self):
        tried = []
        for _ in range(40):
            kit = words.with_checksum("fi")
            for a, b in combinations(range(KIT), 2):
                swapped = list(kit)
                swapped[a], swapped[b] = kit[b], kit[a]
                if swapped != kit:
                    tried.append(words.check(" ".join(swapped)).ok)

        assert tried.count(False) / len(tried) == pytest.approx(NOTICED, abs=0.004)

    @pytest.mark.parametrize("count", [0, 1, KIT - 1, KIT + 1])
    def test_needs_all_the_words_and_no_more(self, count):
        kit = (words.with_checksum("en") * 2)[:count]
        checked = words.check(" ".join(kit))

        assert (checked.ok, checked.missing) == (False, KIT - count)


class TestAMistypedWord:
    KIT = "abacus " * 23

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("umbrela", "umbrella"), ("ubmrella", "umbrella"), ("umbr", "umbrella"), ("umbrellas", "umbrella")],
    )
    def test_is_named_with_the_word_that_was_meant(self, typed, meant):
        checked = words.check(self.KIT + typed)

        assert checked.unknown == (UnknownWord(24, typed, meant),)
        assert not checked.ok

    def test_is_named_without_a_guess_when_nothing_is_like_it(self):
        assert words.check("xqxqxq " + self.KIT).unknown == (UnknownWord(1, "xqxqxq", ""),)

    def test_is_looked_for_in_the_language_of_the_others(self):
        kit = words.with_checksum("sv")
        checked = words.check(replaced(kit, 3, "umbrella"))

        assert checked.lang == "sv"
        assert [(word.place, word.word) for word in checked.unknown] == [(4, "umbrella")]
