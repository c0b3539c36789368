"""The second factor's codes."""

from datetime import UTC, datetime, timedelta

import pytest

from formhandler.vault import codes

# RFC 6238, appendix B, SHA-1, cut to six digits.
RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")]
)
def test_the_phone_shows_what_the_standard_says(seconds: int, code: str) -> None:
    assert codes.step_of(RFC, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(("drift", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(drift: int, fits: bool) -> None:
    moment = datetime.fromtimestamp(1111111109, UTC)

    assert (codes.step_of(RFC, "081804", moment + timedelta(seconds=drift)) is not None) is fits


@pytest.mark.parametrize("typed", ["081 804", " 081804 ", "081-804"])
def test_a_code_may_be_typed_in_groups(typed: str) -> None:
    assert codes.step_of(RFC, typed, datetime.fromtimestamp(1111111109, UTC))


@pytest.mark.parametrize("typed", ["", "8", "81804", "0818040", "ääkköset", "081805", "٠٨١٨٠٤"])
def test_anything_else_is_no_code(typed: str) -> None:
    assert codes.step_of(RFC, typed, datetime.fromtimestamp(1111111109, UTC)) is None


def test_recovery_codes_are_ten_and_long_enough_for_a_plain_hash() -> None:
    given = codes.new_recovery()

    assert len(set(given)) == 10
    assert all(len(code.replace("-", "")) * 5 >= 50 for code in given)
    assert len({codes.hashed(code) for code in given}) == 10


def test_a_recovery_code_is_known_however_it_is_typed() -> None:
    assert codes.hashed("K7Q4-9TW0-011D") == codes.hashed("k7q4 9two oi1d")


def test_the_phone_reads_trader_and_name() -> None:
    uri = codes.provisioning_uri(RFC, "Kukka & Pojat Oy", "Outi")

    assert uri.startswith("otpauth://totp/Kukka%20%26%20Pojat%20Oy:Outi?secret=" + RFC)
    assert "issuer=Kukka%20%26%20Pojat%20Oy" in uri
