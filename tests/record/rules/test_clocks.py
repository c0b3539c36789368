from datetime import date

import pytest


@pytest.mark.parametrize(
    ("clock", "then", "keep", "fine"),
    [
        ("message.received", "erase", "P0D", False),
        ("message.received", "erase", "P1D", True),
        ("message.received", "suppress", "P0D", True),
        ("customer.ended", "erase", "P0D", True),
        ("consent.ended", "anonymise", "P0D", True),
        ("request.closed", "erase", "P0D", False),
    ],
)
def test_data_is_kept_some_time_unless_it_has_ended_or_leaves_a_hash(raw, faults, clock, then, keep, fine):
    raw["retention"][0] |= {"clock": clock, "then": then, "keep": keep}

    assert (faults(raw) == {}) == fine


def test_spam_is_counted_from_quarantine(raw, faults):
    raw["retention"][1]["clock"] = "message.received"

    assert "whose clock is message.received" in faults(raw)["form[0].spam_retention"]


def test_a_log_is_counted_from_its_lines(raw, faults):
    raw["retention"][4]["clock"] = "message.received"

    assert "Write a retention whose clock is log.written." in faults(raw)["log[0].retention"]


def test_a_clock_of_the_financial_year_needs_to_know_when_it_ends(raw, faults):
    del raw["accounting"]

    assert set(faults(raw)) == {"accounting"}
    assert "Accounting Act (1336/1997), chapter 2, section 10" in faults(raw)["accounting"]


def test_no_one_asks_for_a_financial_year_that_no_clock_counts(raw, faults):
    raw["retention"][2] |= {"clock": "customer.ended", "round": "none"}

    assert set(faults(raw)) == {"accounting"}


@pytest.mark.parametrize(
    ("answer", "fine"), [("P1M", True), ("P28D", True), ("P29D", False), ("P2M", False), ("P0D", True)]
)
def test_a_request_is_answered_within_any_month(raw, faults, answer, fine):
    raw["right"][1]["first_answer"] = answer

    assert (faults(raw) == {}) == fine


@pytest.mark.parametrize(("within", "fine"), [("P1M", True), ("P28D", True), ("P29D", False), ("P0D", False)])
def test_people_are_told_of_data_from_elsewhere_within_a_month(raw, faults, within, fine):
    raw["source"][2]["inform_within"] = within

    assert (faults(raw) == {}) == fine


def test_data_from_elsewhere_has_its_clock(raw, faults):
    del raw["source"][2]["inform_within"]

    assert "missing (missed: GDPR Art. 14(3)(a))" in faults(raw)["source[2].inform_within"]


@pytest.mark.parametrize("source", [0, 1])
def test_no_one_is_told_what_they_told_themselves(raw, faults, source):
    raw["source"][source]["inform_within"] = "P1M"

    assert set(faults(raw)) == {f"source[{source}].inform_within"}


@pytest.mark.parametrize(
    ("today", "fine"),
    [
        (date(2026, 8, 29), False),  # before it was given
        (date(2026, 8, 30), True),
        (date(2027, 8, 30), True),  # its last day
        (date(2027, 8, 31), False),
    ],
)
def test_a_persons_word_holds_from_its_day_to_its_last(raw, faults, today, fine):
    assert (faults(raw, today=today) == {}) == fine


def test_an_expired_word_says_until_when_it_was_good(raw, faults):
    found = faults(raw, today=date(2027, 9, 1))["measure[1].attest.on"]

    assert "is 2026-08-30, which was good until 2027-08-30" in found


def test_a_word_not_given_yet_does_not_expire(raw, faults):
    raw["measure"][1]["attest"]["on"] = {"ask": "Milloin?"}

    assert faults(raw, today=date(2099, 1, 1)) == {}


def test_the_version_is_the_newest_change(raw, faults):
    raw["record"]["version"] = "2026-10-01"

    assert 'but record.version is "2026-10-01"' in faults(raw)["change[0].version"]


def test_changes_stand_newest_first(raw, faults):
    raw["change"][1]["on"] = date(2026, 9, 2)

    assert "later than 2026-09-01 above it" in faults(raw)["change[1].on"]


def test_two_changes_can_be_made_on_one_day(raw, faults):
    raw["change"][1]["on"] = date(2026, 9, 1)

    assert faults(raw) == {}
