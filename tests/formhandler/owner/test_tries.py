"""How long to wait after wrong tries, and that nobody is shut out by somebody else's."""

from datetime import UTC, datetime, timedelta

import pytest

from formhandler.owner.tries import FREE, IN_STORM, LONGEST, STORM, Tries, wait

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
THIEF, OWNER = "203.0.113.7", "198.51.100.4"


def miss(tries, times, address=THIEF, now=NOW):
    for _ in range(times):
        tries.missed(address, now=now)


@pytest.mark.parametrize(
    ("misses", "seconds"),
    [(0, 0), (FREE - 1, 0), (FREE, 1), (FREE + 1, 2), (FREE + 9, 512), (FREE + 10, 900), (FREE + 99, 900)],
)
def test_the_wait_doubles_after_the_fifth_wrong_try_up_to_a_quarter_of_an_hour(misses, seconds):
    tries = Tries()
    miss(tries, misses)

    assert tries.until(THIEF, now=NOW) - NOW == timedelta(seconds=seconds)


def test_another_network_is_not_shut_out():
    tries = Tries()
    miss(tries, 50)

    assert tries.until(OWNER, now=NOW) == NOW


def test_neighbours_in_one_network_wait_together():
    tries = Tries()
    miss(tries, 50)

    assert tries.until("203.0.113.8", now=NOW) > NOW


def test_getting_in_forgives_and_tells_how_many_wrong_tries_there_were():
    tries = Tries()
    miss(tries, 20)

    assert tries.hit(THIEF, now=NOW) == 20
    assert tries.until(THIEF, now=NOW) == NOW
    assert tries.hit(THIEF, now=NOW) == 0


@pytest.mark.parametrize(("misses", "waits"), [(STORM - 2, timedelta()), (STORM - 1, IN_STORM)])
def test_when_everybody_guesses_one_wrong_try_is_enough_to_wait(misses, waits):
    tries = Tries()
    for number in range(misses):
        miss(tries, 1, f"192.0.{number % 256}.1")
    miss(tries, 1, OWNER)

    assert tries.until(OWNER, now=NOW) - NOW == waits


def test_when_everybody_guesses_who_has_not_missed_gets_in():
    tries = Tries()
    miss(tries, STORM * 2)

    assert tries.until(OWNER, now=NOW) == NOW


def test_one_network_has_some_hundred_tries_a_day():
    tries, moment, done = Tries(), NOW.replace(hour=0), 0

    while moment < NOW.replace(hour=0) + timedelta(days=1) - timedelta(seconds=1):
        miss(tries, 1, now=moment)
        done += 1
        moment = max(tries.until(THIEF, now=moment), moment + timedelta(milliseconds=200))

    assert 100 <= done <= 120


def test_the_wait_never_overflows():
    assert wait(10_000) == LONGEST


@pytest.mark.parametrize(("misses", "seconds"), [(FREE - 1, 0), (FREE, 1), (FREE + 9, 512), (FREE + 99, 900)])
def test_a_slot_waits_after_wrong_codes_from_wherever_they_came(misses, seconds):
    tries = Tries()
    for _ in range(misses):
        tries.code_missed("slot", now=NOW)

    assert tries.code_until("slot", now=NOW) - NOW == timedelta(seconds=seconds)
    assert tries.code_until("another", now=NOW) == NOW
    assert tries.code_until("slot", now=NOW + timedelta(days=1)) <= NOW + timedelta(days=1)


def test_the_right_code_forgives_the_wrong_ones():
    tries = Tries()
    for _ in range(50):
        tries.code_missed("slot", now=NOW)

    tries.code_hit("slot")

    assert tries.code_until("slot", now=NOW) == NOW
