"""A row of the register opens as it was sealed, in its own place and with its own key, and not otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formhandler.vault.envelope import Tampered, UnknownVersion, WrongKey
from formhandler.vault.keys import Keyring, PrivateKey
from formhandler.vault.rows import NONCE, STEP, Rows

OLD, NEW = PrivateKey(bytes(range(32))), PrivateKey(bytes(range(32, 64)))
ID = "0" * 31 + "1"
FACT = {"name": "Maija Meikäläinen", "lines": ["a", "b"], "n": 7, "none": None}

old, both = Rows(Keyring((OLD,)), to=OLD.key_id), Rows(Keyring((OLD, NEW)), to=NEW.key_id)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_whatever_was_sealed_is_what_opens(content):
    assert old.open(OLD.key_id, "card", ID, old.seal("card", ID, content)) == content


@pytest.mark.parametrize(("table", "id"), [("entry", ID), ("card", "0" * 31 + "2"), ("car", f"d{ID}")])
def test_a_row_in_another_place_does_not_open(table, id):
    with pytest.raises(Tampered, match="changed after sealing"):
        old.open(OLD.key_id, table, id, old.seal("card", ID, FACT))


def test_no_byte_of_it_can_be_changed():
    sealed = old.seal("card", ID, FACT)

    for place in range(len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises((Tampered, UnknownVersion)):
            old.open(OLD.key_id, "card", ID, bytes(broken))


@pytest.mark.parametrize("length", [1, NONCE, 1 + NONCE + 15])
def test_half_a_row_does_not_open(length):
    with pytest.raises(Tampered):
        old.open(OLD.key_id, "card", ID, old.seal("card", ID, FACT)[:length])


def test_another_archives_key_opens_nothing_and_is_named():
    with pytest.raises(WrongKey, match=NEW.key_id):
        old.open(NEW.key_id, "card", ID, both.seal("card", ID, FACT))


def test_under_another_key_it_says_the_same_and_the_old_one_no_longer_opens_it():
    resealed = both.reseal(OLD.key_id, "card", ID, old.seal("card", ID, FACT))

    assert both.open(NEW.key_id, "card", ID, resealed) == FACT
    with pytest.raises(Tampered):
        both.open(OLD.key_id, "card", ID, resealed)


def test_the_same_words_never_look_the_same_and_lengths_are_told_in_steps_alone():
    first, second = old.seal("card", ID, "a"), old.seal("card", ID, "a")

    assert first != second
    assert len(old.seal("card", ID, "a" * 40)) == len(first) == 1 + NONCE + STEP + 16
