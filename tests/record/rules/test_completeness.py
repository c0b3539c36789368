import re
from datetime import date
from pathlib import Path

import pytest

from record.law import load_pack, packs
from record.loading import read
from record.reading import Reading
from record.rules.completeness import ITEMS

EXAMPLE = Path(__file__).parents[2] / "example/record.toml"

ALWAYS = {
    "15": "13(2)(b)",
    "16": "13(2)(b)",
    "17": "13(2)(b)",
    "18": "13(2)(b)",
    "20": "13(2)(b)",
    "21": "13(2)(b)",
}
ALWAYS |= {"77": "13(2)(d)", "7(3)": "13(2)(c)", "21(2)": "21(2)"}


def drop_right(raw, article):
    raw["right"] = [right for right in raw["right"] if right["article"] != article]


@pytest.mark.parametrize(("article", "missed"), ALWAYS.items())
def test_every_right_is_told(raw, faults, article, missed):
    drop_right(raw, article)

    found = faults(raw)

    assert set(found) == {"right"}
    assert f"(article {article}) (missed: GDPR Art. {missed})" in found["right"]


def test_withdrawing_is_told_only_where_something_rests_on_consent(raw, faults):
    drop_right(raw, "7(3)")
    interest = {"interest": raw["purpose"][0]["interest"], "balancing": "docs/lia/answer.md"}
    del raw["purpose"][2]["consent"]
    raw["purpose"][2] |= {"basis": "6(1)(f)"} | interest
    raw["channel"][0]["natural"] = "soft-opt-in"
    raw["form"][0]["optional_consents"] = []

    assert faults(raw) == {}


def test_stopping_marketing_is_told_only_where_there_is_some(raw, faults):
    drop_right(raw, "21(2)")
    raw["channel"][0]["enabled"] = False

    assert faults(raw) == {}


def test_a_human_decision_is_told_where_a_machine_decides(raw, faults):
    raw["purpose"][0] |= {"automated_decision": True, "logic": raw["purpose"][0]["interest"]}

    assert "(article 22) (missed: GDPR Art. 22(3))" in faults(raw)["right"]

    raw["right"].append(raw["right"][1] | {"article": "22"})
    assert faults(raw) == {}


OFFICER = {"name": "Vastaava", "email": "dpo@example.fi", "phone": "+358401112223"}


@pytest.mark.parametrize(
    ("officer", "fine"),
    [
        ({"appointed": True} | OFFICER, True),
        ({"appointed": True}, False),
        ({"appointed": True, "name": "Vastaava", "email": "dpo@example.fi"}, False),
        ({"appointed": False}, True),
        ({"appointed": False, "email": "dpo@example.fi"}, False),
    ],
)
def test_an_officer_can_be_reached_if_there_is_one(raw, faults, officer, fine):
    raw["dpo"] |= officer

    assert (faults(raw) == {}) == fine


@pytest.mark.parametrize("point", ["13(1)(a)", "13(1)(b)", "13(1)(c)", "13(1)(d)", "13(1)(e)", "13(1)(f)"])
def test_the_list_has_every_point_of_the_first_paragraph(point):
    law = load_pack(packs()[-1])

    assert law.article(point).id in {item.law for item in ITEMS}


@pytest.mark.parametrize("point", ["13(2)(a)", "13(2)(b)", "13(2)(c)", "13(2)(d)", "13(2)(e)", "13(2)(f)"])
def test_the_list_has_every_point_of_the_second_paragraph(point):
    law = load_pack(packs()[-1])

    assert law.article(point).id in {item.law for item in ITEMS}


@pytest.mark.parametrize("point", ["14(1)(d)", "14(2)(f)", "14(3)(a)"])
def test_the_list_has_what_article_14_adds(point):
    law = load_pack(packs()[-1])

    assert law.article(point).id in {item.law for item in ITEMS}


def test_every_item_names_keys_that_the_reader_knows(raw):
    reading = Reading(root=EXAMPLE.parent, today=date(2026, 11, 22))
    read(raw, reading)
    known = {re.sub(r"\[\d+\]", "[*]", place) for place in reading.keys}

    assert {place for item in ITEMS for place in item.places} <= known


def test_every_key_that_must_be_there_for_article_13_is_on_the_list(raw):
    reading = Reading(root=EXAMPLE.parent, today=date(2026, 11, 22))
    read(raw, reading)
    served = {
        key.serves for key in reading.keys.values() if key.required and key.serves.startswith("gdpr-13-")
    }

    assert served - {item.law for item in ITEMS} == {"gdpr-13-3"}  # that people are told of changes
