"""How many wrong codes one network, and all of them together, may try."""

from datetime import UTC, datetime, timedelta

import pytest

from formhandler.receipts.guesses import ALLOWED, ALLOWED_IN_STORM, STORM, WINDOW, Guesses

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERE, NEXT_DOOR, ELSEWHERE = "192.0.2.7", "192.0.2.99", "198.51.100.1"


def tried(guesses, address, times):
    for _ in range(times):
        guesses.wrong(address, now=NOON)
    return guesses


@pytest.mark.parametrize(("times", "waits"), [(ALLOWED - 1, False), (ALLOWED, True)])
def test_a_network_waits_after_ten_wrong_codes_and_its_neighbour_does_not(times, waits):
    guesses = tried(Guesses(), HERE, times)

    assert guesses.too_many(HERE, now=NOON) is waits
    assert guesses.too_many(NEXT_DOOR, now=NOON) is waits, "of the same network"
    assert not guesses.too_many(ELSEWHERE, now=NOON)


@pytest.mark.parametrize(("later", "waits"), [(WINDOW - timedelta(seconds=1), True), (WINDOW, False)])
def test_it_waits_ten_minutes(later, waits):
    guesses = tried(Guesses(), HERE, ALLOWED)

    assert guesses.too_many(HERE, now=NOON + later) is waits


@pytest.mark.parametrize(("networks", "waits"), [(STORM // 10 - 1, False), (STORM // 10, True)])
def test_guesses_from_many_networks_leave_each_fewer(networks, waits):
    guesses = Guesses()
    for number in range(networks):
        tried(guesses, f"10.0.{number}.1", 10)
    assert not guesses.too_many(HERE, now=NOON), "a storm keeps nobody out who did not guess"

    tried(guesses, HERE, ALLOWED_IN_STORM)

    assert guesses.too_many(HERE, now=NOON) is waits


def test_a_new_day_knows_nothing_of_the_old_one():
    guesses = tried(Guesses(), HERE, ALLOWED)

    guesses.forget(NOON.date() + timedelta(days=1))

    assert not guesses.too_many(HERE, now=NOON + timedelta(days=1))
