"""Columns of a file find their place on a card, and no others are stored."""

from datetime import date

import pytest

from formhandler.exchange import mapping
from formhandler.exchange.mapping import BadMapping, Why

TODAY = date(2026, 11, 10)


@pytest.fixture(scope="session")
def to(record):
    return mapping.targets(record, "person", "self")


def plan(header, wanted, to):
    return mapping.plan(header, wanted, to, kind="person", source="self", relation="none")


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (("Sukunimi", "Etunimi", "Sähköpostiosoite"), ["person.name", "person.name", "person.emails"]),
        (("Namn", "E-post", "Telefon"), ["person.name", "person.emails", "person.phones"]),
        (("Full name", "E-mail", "Mobile phone"), ["person.name", "person.emails", "person.phones"]),
        (("Puhelin", "Puhelin (2)"), ["person.phones", "person.phones"]),
        (("Katuosoite", "Postinumero", "Postitoimipaikka"), ["person.address"] * 3),
        (("PUH.", "muuta"), ["person.phones"]),
    ],
)
def test_usual_headers_in_three_languages_are_understood(header, columns, to):
    assert list(mapping.guessed(header, to).values()) == columns


def test_a_card_says_the_first_name_first_whatever_the_files_order(to):
    header = ("Sukunimi", "Etunimi")
    (new,) = plan(header, mapping.guessed(header, to), to).news(("Meikäläinen", "Maija"), TODAY)

    assert new.values == {"person.name": "Maija Meikäläinen"}


def test_street_postcode_and_town_make_one_address(to):
    header = ("Katuosoite", "Postinumero", "Postitoimipaikka", "Puhelin", "GSM")
    cells = ("Mallikatu 1", "00100", "Helsinki", "1", "2")
    (new,) = plan(header, mapping.guessed(header, to), to).news(cells, TODAY)

    assert new.values == {"person.address": "Mallikatu 1\n00100 Helsinki", "person.phones": "1\n2"}


def test_a_column_that_is_not_mapped_is_not_stored(to):
    header = ("Nimi", "Lempiväri")
    (new,) = plan(header, mapping.guessed(header, to), to).news(("Maija", "sininen"), TODAY)

    assert new.values == {"person.name": "Maija"}


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"Ikä": "person.name"}, Why.HEADER),
        ({"Nimi": "person.shoe_size"}, Why.COLUMN),
        ({"Nimi": "organisation.name"}, Why.COLUMN),
        ({"Henkilötunnus": "person.name"}, Why.HETU),
        ({}, Why.NOTHING),
    ],
)
def test_what_cannot_be_mapped_is_refused(wanted, why, to):
    with pytest.raises(BadMapping) as raised:
        plan(("Nimi", "Henkilötunnus"), wanted, to)

    assert raised.value.why is why


@pytest.mark.parametrize("source", ["trade_register", "nobody", "device"])
def test_a_source_that_is_not_enabled_for_such_cards_is_refused_with_those_that_are(source, record):
    with pytest.raises(BadMapping) as raised:
        mapping.targets(record, "person", source)

    assert raised.value.why is Why.SOURCE
    assert "self" in raised.value.may


@pytest.mark.parametrize("cell", ["maija@example.fi", "131052-308T"])
def test_a_first_row_with_somebodys_details_is_no_header(cell, to):
    with pytest.raises(BadMapping) as raised:
        plan(("Nimi", cell), {"Nimi": "person.name"}, to)

    assert raised.value.why is Why.NO_HEADER
