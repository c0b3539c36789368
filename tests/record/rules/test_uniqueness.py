import copy

import pytest

TABLES = [
    "subject",
    "group",
    "forbidden",
    "purpose",
    "retention",
    "source",
    "recipient",
    "category",
    "storage",
    "form",
    "log",
    "measure",
]


@pytest.mark.parametrize("table", TABLES)
def test_an_id_is_given_once(raw, faults, table):
    raw[table].append(copy.deepcopy(raw[table][0]))

    last = len(raw[table]) - 1
    assert f"stands already at {table}[0].id" in faults(raw)[f"{table}[{last}].id"]


def test_a_column_holds_one_field(raw, faults):
    raw["group"][1]["field"][0]["column"] = "message.name"

    assert set(faults(raw)) == {"group[1].field[0].column"}
    assert (
        '"message.name" stands already at group[0].field[0].column' in faults(raw)["group[1].field[0].column"]
    )


def test_a_column_of_the_consent_record_is_named_once_in_each_group_that_shares_it(raw, faults):
    for group in (0, 1):
        raw["group"][group]["field"].append(
            {**raw["group"][0]["field"][0], "id": "event", "column": "consent_event.body"}
        )
    assert faults(raw) == {}

    raw["group"][1]["field"].append({**raw["group"][1]["field"][-1], "id": "again"})
    assert set(faults(raw)) == {"group[1].field[4].column"}


def test_a_field_stands_once_in_its_group_and_its_form(raw, faults):
    raw["group"][0]["field"][1]["id"] = "name"
    raw["form"][0]["field"][1]["id"] = "name"

    assert {"group[0].field[1].id", "form[0].field[1].id"} <= set(faults(raw))


def test_a_right_stands_once(raw, faults):
    raw["right"].append(raw["right"][1])

    assert set(faults(raw)) == {"right[9].article"}


def test_a_version_stands_once_in_the_change_log(raw, faults):
    raw["change"][1]["version"] = "2026-09-01"

    assert set(faults(raw)) == {"change[1].version"}


def test_a_host_stands_once(raw, faults):
    raw["host"].append(raw["host"][0])

    assert set(faults(raw)) == {"host[1].host"}


def test_a_name_on_the_device_means_one_thing(raw, faults):
    raw["storage"].append(raw["storage"][0] | {"id": "other"})

    assert set(faults(raw)) == {"storage[1].name"}


def test_the_same_name_can_be_a_cookie_and_something_else(raw, faults):
    raw["storage"].append(raw["storage"][0] | {"id": "other", "kind": "local-storage"})

    assert faults(raw) == {}


def test_the_page_of_choices_has_an_address_of_its_own(raw, faults):
    raw["form"][0]["page"]["fi"] = raw["record"]["choices_path"]["fi"]

    assert "stands already at record.choices_path.fi" in faults(raw)["form[0].page.fi"]


def test_no_two_pages_share_an_address(raw, faults):
    raw["form"][0]["page"]["en"] = "/tietosuoja/"

    assert "stands already at record.notice_path.fi" in faults(raw)["form[0].page.en"]


def test_a_channel_can_serve_two_purposes_but_not_one_twice(raw, faults):
    offers = copy.deepcopy(raw["purpose"][2]) | {"id": "offers"}
    raw["purpose"].append(offers)
    raw["channel"].append(raw["channel"][0] | {"purpose": "offers"})
    assert faults(raw) == {}

    raw["channel"][1]["purpose"] = "newsletter"
    assert set(faults(raw)) == {"channel[1].id"}
