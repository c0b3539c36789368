from datetime import datetime

import pytest


@pytest.mark.parametrize("value", [1, 0, "true", None, []])
def test_truth_is_true_or_false(raw, faults, value):
    raw["purpose"][0]["profiling"] = value

    assert "Write true or false." in faults(raw)["purpose[0].profiling"]


@pytest.mark.parametrize(
    ("most", "fine"), [(0, False), (1, True), (5_000, True), (5_001, False), (True, False), (5.0, False)]
)
def test_a_field_is_from_1_to_5000_characters_long(raw, faults, most, fine):
    raw["form"][0]["field"][3]["max"] = most

    assert (faults(raw) == {}) == fine


@pytest.mark.parametrize("schema", [0, 2, "1", True])
def test_there_is_one_schema(raw, faults, schema):
    raw["record"]["schema"] = schema

    assert "Write 1." in faults(raw)["record.schema"]


@pytest.mark.parametrize("value", ["2026-09-01", datetime(2026, 9, 1), 20260901])  # noqa: DTZ001
def test_a_date_is_a_date_of_toml(raw, faults, value):
    raw["record"]["effective_from"] = value

    assert set(faults(raw)) == {"record.effective_from"}


@pytest.mark.parametrize("value", ["12", "P1W", "PT5H", "P", "P1.5M", "p12m", "none", "P-1D", "P101Y", 12])
def test_a_period_is_whole_days_months_or_years(raw, faults, value):
    raw["retention"][0]["keep"] = value

    assert "Write an ISO 8601 period" in faults(raw)["retention[0].keep"]


@pytest.mark.parametrize(
    ("value", "fine"), [("session", True), ("P6M", True), ("P0D", False), ("forever", False)]
)
def test_what_stays_on_a_device_lasts_a_session_or_some_time(raw, faults, value, fine):
    raw["storage"][0]["lifetime"] = value

    assert (faults(raw) == {}) == fine


@pytest.mark.parametrize(("value", "fine"), [("P1D", True), ("P0D", False)])
def test_a_mailbox_proves_itself_every_now_and_then(raw, faults, value, fine):
    raw["contact"]["heartbeat"] = value

    assert (faults(raw) == {}) == fine


@pytest.mark.parametrize(
    ("value", "fine"),
    [
        ("12-31", True),
        ("04-30", True),
        ("02-29", True),
        ("02-30", False),
        ("13-01", False),
        ("31-12", False),
        ("1-1", False),
    ],
)
def test_a_financial_year_ends_on_a_day_of_the_year(raw, faults, value, fine):
    raw["accounting"]["fiscal_year_end"] = value

    assert (faults(raw) == {}) == fine


def test_a_list_names_each_once(raw, faults):
    raw["purpose"][0]["subjects"] = ["enquirer", "enquirer"]

    assert 'has "enquirer" twice' in faults(raw)["purpose[0].subjects"]


def test_a_bad_item_of_a_list_is_shown_with_its_number(raw, faults):
    raw["log"][0]["fields"] = ["time", "shoe_size"]

    assert 'is "shoe_size". Write one of time, method' in faults(raw)["log[0].fields[1]"]


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("purpose", "basis"),
        ("purpose", "also"),
        ("retention", "clock"),
        ("retention", "round"),
        ("retention", "then"),
        ("source", "kind"),
        ("recipient", "role"),
        ("recipient", "transfer"),
        ("channel", "id"),
        ("channel", "natural"),
        ("channel", "legal"),
        ("storage", "kind"),
        ("log", "address"),
        ("measure", "kind"),
        ("right", "article"),
    ],
)
def test_a_word_outside_a_closed_list_is_shown_with_the_list(raw, faults, table, key):
    raw[table][0][key] = "some other"

    assert 'is "some other". Write one of ' in faults(raw)[f"{table}[0].{key}"]


def test_a_whole_address_has_no_word_in_the_log(raw, faults):
    raw["log"][0]["address"] = "full"

    assert faults(raw)["log[0].address"].endswith('is "full". Write one of none, truncated.')


def test_counting_is_one_of_the_ways(raw, faults):
    raw["counting"]["mode"] = "on"

    assert "Write one of off, server, log, beacon, beacon-after-consent." in faults(raw)["counting.mode"]


def test_a_signature_is_never_required(raw, faults):
    raw["right"][1]["signature_required"] = True

    assert "never a demand (GDPR Art. 12(2))" in faults(raw)["right[1].signature_required"]
