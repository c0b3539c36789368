"""The reference a visitor reads aloud."""

import pytest

from formhandler.contact import reference


def test_a_new_reference_is_valid_and_new():
    made = {reference.new() for _ in range(200)}

    assert len(made) == 200
    assert all(reference.valid(one) for one in made)


def test_one_wrong_character_is_noticed():
    right = reference.new()
    for place in (0, 1, 2, 3, 5, 6, 7, 8):
        for char in reference.ALPHABET.replace(right[place], ""):
            assert not reference.valid(right[:place] + char + right[place + 1 :])


@pytest.mark.parametrize("text", ["", "K7Q4", "K7Q49TWM", "K7Q4-9TWM-1", "<script>!", "ÄÄÄÄ-ÄÄÄÄ"])
def test_other_things_are_no_reference(text):
    assert not reference.valid(text)
