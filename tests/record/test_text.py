import pytest

from record import Text


def test_a_text_is_read_by_language():
    assert Text({"fi": "nimi", "en": "name"})["en"] == "name"


def test_a_text_equals_another_with_the_same_words_and_can_be_a_key():
    assert Text({"fi": "a", "sv": "b"}) == Text({"sv": "b", "fi": "a"})
    assert len({Text({"fi": "a"}), Text({"fi": "a"}), Text({"fi": "b"})}) == 2


def test_a_text_cannot_be_changed():
    words = {"fi": "nimi"}
    text = Text(words)

    words["fi"] = "muu"

    assert text["fi"] == "nimi"
    with pytest.raises(TypeError):
        text["fi"] = "muu"


def test_a_language_that_a_text_lacks_is_a_key_error():
    with pytest.raises(KeyError):
        Text({"fi": "nimi"})["sv"]
