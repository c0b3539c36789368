import pytest

from record.identifiers import business_id_check_digit, is_business_id, is_e164, is_email, is_host


@pytest.mark.parametrize("number", ["1234567-1", "7654321-2", "9999999-2"])
def test_a_business_id_with_the_right_check_digit_is_one(number):
    assert is_business_id(number)


@pytest.mark.parametrize("digit", [0, 2, 3, 4, 5, 6, 7, 8, 9])
def test_any_other_check_digit_is_refused(digit):
    assert not is_business_id(f"1234567-{digit}")


def test_a_remainder_of_one_has_no_check_digit():
    body = next(f"{number:07}" for number in range(1, 100) if business_id_check_digit(f"{number:07}") is None)

    assert not any(is_business_id(f"{body}-{digit}") for digit in range(10))


def test_a_remainder_of_nothing_has_the_check_digit_nothing():
    assert business_id_check_digit("0000000") == 0


@pytest.mark.parametrize("text", ["", "1234567", "1234567-1 ", "12345671", "１２３４５６７-1", "1234567–1"])
def test_a_business_id_has_seven_digits_a_hyphen_and_one_digit(text):
    assert not is_business_id(text)


@pytest.mark.parametrize(
    ("number", "fine"),
    [
        ("+358401234567", True),
        ("+46701234567", True),
        ("+1234567", True),
        ("+123456", False),  # a digit too few
        ("+123456789012345", True),
        ("+1234567890123456", False),  # a digit too many
        ("+3580401234567", False),  # a domestic zero
        ("+0401234567", False),
        ("040 1234567", False),
        ("+358 401234567", False),
    ],
)
def test_a_phone_number_follows_e164(number, fine):
    assert is_e164(number) == fine


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("tietosuoja@example.fi", True),
        ("etu.suku+viesti@posti.example.fi", True),
        ("tietosuoja@example", False),
        ("tietosuoja(at)example.fi", False),
        ("Esimerkki <tietosuoja@example.fi>", False),
        ("a@example.fi, b@example.fi", False),
        ("a@@example.fi", False),
        ("@example.fi", False),
        (f"{'a' * 243}@example.fi", True),  # 254 characters
        (f"{'a' * 244}@example.fi", False),
    ],
)
def test_an_email_address_is_one_bare_address(address, fine):
    assert is_email(address) == fine


@pytest.mark.parametrize(
    ("name", "fine"),
    [
        ("example.fi", True),
        ("www.xn--esimerkki-v1a.fi", True),
        ("a." * 125 + "fi", True),  # 252 characters
        ("a." * 125 + "fin", True),  # 253
        ("a." * 125 + "info", False),
        ("localhost", False),
        ("*.example.fi", False),
        ("https://example.fi", False),
        ("example.fi:443", False),
        ("example.fi/", False),
        ("Example.fi", False),
        ("-a.example.fi", False),
        ("example.fi'; script-src *", False),
    ],
)
def test_a_host_is_a_bare_name(name, fine):
    assert is_host(name) == fine
