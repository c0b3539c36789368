"""The check page's signed id."""

from datetime import UTC, datetime, timedelta

import pytest

from formhandler.contact.checkpage import LIFETIME, CheckPage

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = b"s" * 32


def test_a_page_comes_back_as_it_was_signed():
    page = CheckPage.new(now=NOON).add(warned=["hetu"], signs=["decoy"])

    assert CheckPage.read(page.sign(SECRET), SECRET, now=NOON) == page


@pytest.mark.parametrize(("age", "known"), [(LIFETIME, True), (LIFETIME + timedelta(seconds=1), False)])
def test_a_page_lives_as_long_as_it_says(age, known):
    signed = CheckPage.new(now=NOON).sign(SECRET)

    assert (CheckPage.read(signed, SECRET, now=NOON + age) is not None) is known


def test_another_key_signs_another_page():
    signed = CheckPage.new(now=NOON).sign(SECRET)

    assert CheckPage.read(signed, b"t" * 32, now=NOON) is None


@pytest.mark.parametrize("text", ["", "x", "WyJhIl0.sig", "\x00"])
def test_rubbish_is_no_page(text):
    assert CheckPage.read(text, SECRET, now=NOON) is None
