"""Counting by network, without keeping anybody's address."""

from datetime import UTC, datetime, timedelta

import pytest

from formhandler.contact.rates import Rates, local

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_events_of_one_network_add_up():
    rates = Rates()

    assert [rates.add("192.0.2.7", now=NOON, within=HOUR) for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("other", "same"),
    [("192.0.2.250", True), ("192.0.3.7", False), ("::ffff:192.0.2.9", True), ("2001:db8::1", False)],
)
def test_a_network_is_a_24(other, same):
    rates = Rates()
    rates.add("192.0.2.7", now=NOON, within=HOUR)

    assert (rates.add(other, now=NOON, within=HOUR) == 2) is same


@pytest.mark.parametrize(("other", "same"), [("2001:db8:1:ffff::1", True), ("2001:db8:2::1", False)])
def test_a_network_is_a_48_in_ipv6(other, same):
    rates = Rates()
    rates.add("2001:db8:1::1", now=NOON, within=HOUR)

    assert (rates.add(other, now=NOON, within=HOUR) == 2) is same


@pytest.mark.parametrize(("later", "left"), [(HOUR - timedelta(seconds=1), 2), (HOUR, 1)])
def test_an_event_counts_for_as_long_as_asked(later, left):
    rates = Rates()
    rates.add("192.0.2.7", now=NOON, within=HOUR)

    assert rates.add("192.0.2.7", now=NOON + later, within=HOUR) == left


def test_a_new_day_knows_nothing_of_the_old_one():
    rates = Rates()
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    rates.add("192.0.2.7", now=midnight - timedelta(seconds=1), within=HOUR)

    assert rates.add("192.0.2.7", now=midnight, within=HOUR) == 1


def test_no_address_is_kept():
    rates = Rates()
    rates.add("192.0.2.7", now=NOON, within=HOUR)

    assert bytes([192, 0, 2]) not in b"".join(rates._seen)


@pytest.mark.parametrize(
    ("address", "ours"),
    [("127.0.0.1", True), ("::1", True), ("192.0.2.7", False), (None, False), ("x", False)],
)
def test_this_machine_is_told_from_the_others(address, ours):
    assert local(address) is ours
