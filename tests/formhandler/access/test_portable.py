"""What a person may take elsewhere: what they gave, by consent or for a contract, and nothing else."""

import csv
import io
import json

from formhandler.register.card import New
from tests.formhandler.access.people import downloaded, made, person
from tests.formhandler.erasure.persons import fact
from tests.formhandler.owner.desk import desk


def facts(app, *news):
    id = made(app, "person", list(news))
    return id, json.loads(downloaded(desk(app), id, "portable-0").text)["facts"]


def of(new: New, **changes):
    """The same fact, kept for something else."""
    return New(**{name: getattr(new, name) for name in New.__dataclass_fields__} | changes)


def test_what_the_person_gave_for_a_contract_goes_along(app):
    _, found = facts(app, of(person(phones="+358401234567"), purposes=("service",)))

    assert {fact["text"] for fact in found} == {"Maija Meikäläinen", "+358401234567"}


def test_what_others_told_or_what_rests_on_our_interest_or_a_law_stays(app):
    news = [
        of(person("From the trade register"), purposes=("service",), source="trade_register"),
        of(person("For collection"), purposes=("collection",)),
        of(fact("bookkeeping"), purposes=("bookkeeping",)),
    ]

    assert facts(app, *news)[1] == []


def test_a_formula_stays_a_text_in_the_csv_and_the_contact_points_are_in_the_vcard(app):
    id, _ = facts(app, of(person("=1+2", emails="maija@example.com"), purposes=("service",)))

    lines = list(csv.DictReader(io.StringIO(downloaded(desk(app), id, "portable-1").text)))
    assert {line["text"] for line in lines} == {"'=1+2", "maija@example.com"}
    card = downloaded(desk(app), id, "portable-2").text
    assert card.startswith("BEGIN:VCARD")
    assert "EMAIL:maija@example.com" in card


def test_where_the_paper_lies_is_nobodys_but_ours(app):
    folder = fact("relationship", purposes=["service"], **{"relationship.paper_folder": "Shelf 3"})

    assert "Shelf 3" not in str(facts(app, folder)[1])
