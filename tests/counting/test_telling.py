"""What could tell one visitor from another."""

import pytest

from counting.telling import telling


@pytest.mark.parametrize(
    "text",
    [
        "matti@example.fi",
        "0401234567",
        "+358 40 123 4567",
        "040-123-4567",
        "131052-308T",
        "010203A123B",
        "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "0123456789abcdef",
        "eyJhbGciOiJIUzI1NiJ9x2Kd",
        "2026-11-22-0401234567",
    ],
)
def test_an_address_a_number_a_code_or_a_key_does(text):
    assert telling(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "joulu-2026",
        "2026-11-22-uutinen",
        "20261122",
        "22.11.2026",
        "2026-11",
        "tilaus-12345",
        "Uutiskirje_Marraskuu_Pitka_Nimi",
        "style.a1b2c3d4e5f6.css",
        "deadbeefdeadbeef",  # letters alone may be a word
    ],
)
def test_a_date_and_an_ordinary_name_do_not(text):
    assert not telling(text)
