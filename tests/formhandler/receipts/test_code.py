"""What a code is made of, and what does not lead to it."""

import hashlib

import pytest

from formhandler.receipts import code
from formhandler.receipts.code import Derived
from formhandler.vault import words
from formhandler.vault.envelope import Tampered
from formhandler.vault.keys import PrivateKey

ID = "0123456789abcdef" * 2
SECRET = b"s" * 32
SALT = b"n" * 16


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_a_submission_has_six_words_of_its_language_always_the_same(lang):
    spelt = code.spell(ID, SECRET, lang)

    assert len(spelt) == 6
    assert set(spelt) <= set(words.WORDS[lang])
    assert spelt == code.spell(ID, SECRET, lang)


def test_another_submission_and_another_installation_have_other_words_and_keys():
    other = "f" * 32

    assert (
        len({code.spell(ID, SECRET, "fi"), code.spell(other, SECRET, "fi"), code.spell(ID, b"t", "fi")}) == 3
    )
    assert len({code.key(ID, SECRET).raw, code.key(other, SECRET).raw, code.key(ID, b"t").raw}) == 3


def test_the_words_use_every_place_of_the_list():
    ids = [hashlib.sha256(bytes([n, m])).hexdigest()[:32] for n in range(20) for m in range(100)]
    used = {word for id in ids for word in code.spell(id, SECRET, "en")}

    assert len(used) > 2030, "12,000 draws from 2,048 words leave six of them out"


def test_what_the_database_knows_of_a_submission_is_neither_its_id_nor_part_of_it():
    assert code.submission(ID) == hashlib.sha256(bytes.fromhex(ID)).hexdigest()[:32]
    assert code.submission(ID)[:8] not in ID


def test_the_words_open_what_was_sealed_under_them_and_other_words_do_not():
    private = PrivateKey.generate()
    derived = Derived.of("one two three four five six", SALT)

    sealed = derived.seal(private, "thread")

    assert len(sealed) == 60
    assert Derived.of("one two three four five six", SALT).open(sealed, "thread") == private
    with pytest.raises(Tampered):
        Derived.of("one two three four five seven", SALT).open(sealed, "thread")


@pytest.mark.parametrize("place", [0, 20, 59])
def test_a_changed_byte_or_another_conversation_does_not_open(place):
    derived = Derived(b"l" * 16, b"k" * 32)
    sealed = bytearray(derived.seal(PrivateKey.generate(), "thread"))
    with pytest.raises(Tampered):
        derived.open(bytes(sealed), "another")

    sealed[place] ^= 1

    with pytest.raises(Tampered):
        derived.open(bytes(sealed), "thread")


def test_another_salt_finds_another_row():
    assert Derived.of("six words", SALT).lookup != Derived.of("six words", b"m" * 16).lookup


def test_what_opens_does_not_show_itself_in_an_error():
    assert "k" * 32 not in repr(Derived(b"l" * 16, b"k" * 32))
