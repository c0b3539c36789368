import json

import pytest

from record import machine


def test_the_whole_survives_a_round_trip_through_json(example):
    data = machine.as_json(example)

    assert json.loads(json.dumps(data)) == data


def test_values_are_written_as_other_machines_expect(example):
    data = machine.as_json(example)

    assert data["edition"]["effective_from"] == "2026-09-01"
    assert data["purposes"][0]["name"]["sv"] == "Att svara på kontakter"
    assert data["retentions"][0]["keep"] == "P12M"
    assert data["accounting"]["fiscal_year_end"] == "12-31"
    assert data["storage"][0]["lifetime"] == "session"
    assert data["controller"]["business_id"] == "1234567-1"


@pytest.mark.parametrize("inner", ["message.name", "docs/lia/answer.md", "docs/dpa/hosting.md"])
def test_columns_and_the_owners_own_documents_stay_inside(example, inner):
    assert inner not in json.dumps(machine.as_json(example))


def test_every_citation_that_is_used_is_explained_and_no_other(example):
    law = machine.as_json(example)["law"]

    assert set(law["citations"]) == {"fi-kpl-2-10", "fi-svpl-200", "fi-svpl-202", "fi-tsl-29"}
    assert law["citations"]["fi-tsl-29"]["act"] == "1050/2018"
    assert law["authorities"]["fi-tsv"]["name"]["en"] == "Office of the Data Protection Ombudsman"


def test_what_the_owner_has_not_stated_says_so(raw, reread):
    raw["recipient"][0]["country"] = {"ask": "Missä maassa?"}

    country = machine.as_json(reread(raw))["recipients"][0]["country"]

    assert country == {"unstated": {"fi": "Missä maassa?", "sv": "Missä maassa?", "en": "Missä maassa?"}}
