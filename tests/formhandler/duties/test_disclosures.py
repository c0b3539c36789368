"""Disclosures: to whom, what, why, on what ground; and until when the line is kept."""

import pytest
from sqlalchemy import select

from formhandler import clock
from formhandler.schema import dossier
from tests.formhandler.app import shown
from tests.formhandler.owner.desk import desk

GIVEN = {
    "day": "2026-11-02",
    "recipient": "The Tax Administration",
    "whose": "Maija Meikäläinen",
    "what": "invoices of 2025",
    "why": "it asked for them in an inspection",
    "ground": "law",
    "law": "VML 19 §",
}
ADDRESS = "/hallinta/en/luovutukset"


def rows(app):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(dossier)).mappings().all()


def test_a_disclosure_is_told_with_all_that_was_written(app):
    at = desk(app, "staff")
    assert at.post(ADDRESS, **GIVEN).status_code == 303

    page = at.get(ADDRESS).text
    for word in (
        "The Tax Administration",
        "Maija Meikäläinen",
        "invoices of 2025",
        "VML 19 §",
        "a law obliges",
    ):
        assert word in page
    (row,) = rows(app)
    assert clock.day(clock.moment(row["at"])).isoformat() == "2026-11-02"
    assert row["expires_on"].isoformat() == "2029-11-02"  # three years from the day, as the record says


@pytest.mark.parametrize("missing", [*GIVEN, "unknown ground"])
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(app, missing):
    at = desk(app, "staff")
    fields = {**GIVEN, "ground": "a whim"} if missing == "unknown ground" else {**GIVEN, missing: ""}

    refused = at.post(ADDRESS, **fields)

    assert refused.status_code == 422
    kept = shown(refused)
    assert {name: kept[name] for name in ("recipient", "whose", "what", "why")} == {
        name: fields[name] for name in ("recipient", "whose", "what", "why")
    }
    assert not rows(app)


def test_only_a_law_has_to_be_named(app):
    at = desk(app, "staff")

    assert at.post(ADDRESS, **{**GIVEN, "ground": "permission", "law": ""}).status_code == 303


def test_nothing_of_it_lies_in_clear(app):
    desk(app, "staff").post(ADDRESS, **{**GIVEN, "whose": "Zebra-canary"})

    for path in app.extensions["config"].data.rglob("*"):
        assert not path.is_file() or b"Zebra-canary" not in path.read_bytes(), path


def test_a_tomorrow_is_refused(app):
    assert desk(app, "staff").post(ADDRESS, **{**GIVEN, "day": "2999-01-01"}).status_code == 422
