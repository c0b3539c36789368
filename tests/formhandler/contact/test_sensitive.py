"""Numbers to be warned of: found by their check digits, wherever they stand in a text."""

import pytest
from stdnum import luhn
from stdnum.fi import hetu

from formhandler.contact.sensitive import Kind, kinds, without_hetu


def code(sign: str, day: str = "010170") -> str:
    """A well-formed code of nobody in particular: individual numbers from 900 up are temporary."""
    number = "950"
    return f"{day}{sign}{number}{hetu._calc_checksum(day + number)}"


@pytest.mark.parametrize("sign", "+-ABCDEFUVWXY")
@pytest.mark.parametrize(
    "text", ["{}", "My code is {}.", "({})", "hetu:{}\nThanks", "_{}_", "HETU{}", "{} and a word"]
)
def test_every_sign_of_the_century_is_known(sign, text):
    day = "010101" if sign in "ABCDEF" else "010170"

    assert kinds(text.format(code(sign, day))) == (Kind.HETU,)


def test_a_wrong_check_character_is_no_code():
    right = code("-")
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")

    assert kinds(wrong) == ()


@pytest.mark.parametrize(
    "text", ["FI21 1234 5600 0007 85", "fi2112345600000785", "pay to FI2112345600000785, please"]
)
def test_an_account_number_is_found(text):
    assert kinds(text) == (Kind.IBAN,)


def test_a_wrong_account_number_is_none():
    assert kinds("FI21 1234 5600 0007 86") == ()


@pytest.mark.parametrize("text", ["4111 1111 1111 1111", "4111-1111-1111-1111", "card 5500000000000004!"])
def test_a_card_number_is_found(text):
    assert kinds(text) == (Kind.CARD,)


@pytest.mark.parametrize(
    "text", ["040 123 4567", "+358 40 123 4567", "4111 1111 1111 1112", "on 22.11.2026 at 10:30", ""]
)
def test_everyday_numbers_are_left_alone(text):
    assert kinds(text) == ()


def test_each_kind_is_named_once():
    card = "411111111111111" + luhn.calc_check_digit("411111111111111")

    assert kinds(f"{code('-')} {code('A', '010101')} {card} {card}") == (Kind.HETU, Kind.CARD)


def test_the_code_is_taken_out_and_the_rest_stays():
    assert without_hetu(f"I am {code('-')}, call me", "[removed]") == "I am [removed], call me"


@pytest.mark.parametrize("dash", ["\u2013", "\u2010", "\u2212", " -", "- ", " \u2013 "])
def test_a_code_is_known_with_any_dash_and_taken_out(dash):
    written = code("-").replace("-", dash)

    assert kinds(f"It is {written}.") == (Kind.HETU,)
    assert without_hetu(f"It is {written}.", "[removed]") == "It is [removed]."


@pytest.mark.parametrize(
    "text",
    [
        "FI21 1234 5600 0007 85 huomenna",
        "FI2112345600000785 kiitos paljon etukäteen",
        "maksa tilille FI21-1234-5600-0007-85, kiitos",
    ],
)
def test_words_after_an_account_number_do_not_hide_it(text):
    assert kinds(text) == (Kind.IBAN,)


@pytest.mark.parametrize(
    "text", ["4111 1111 1111 1111 12/27 123", "5 4111 1111 1111 1111", "4111 1111 1111 1111 on se"]
)
def test_what_stands_around_a_card_number_does_not_hide_it(text):
    assert kinds(text) == (Kind.CARD,)
