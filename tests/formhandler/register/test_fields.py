"""The record and the register name the same fields: what is declared can be kept, and nothing else (P19)."""

from dataclasses import replace
from datetime import date

import pytest

from formhandler.register import checking, fields
from formhandler.register.card import New
from formhandler.register.checking import Problem, Rejected
from record import load
from tests import sites
from tests.formhandler.register import made


def faults(record, new, card="person"):
    with pytest.raises(Rejected) as raised:
        checking.check(record, card, new)
    return {(fault.column, fault.problem) for fault in raised.value.faults}


def test_every_field_of_the_register_that_the_own_record_declares_has_a_place():
    record = load(sites.ROOT / "content" / "record.toml", today=date(2026, 11, 23))

    assert list(fields.unknown(record)) == []
    for card in fields.KINDS:
        assert fields.groups(record, card)


def test_a_declared_field_without_a_place_is_told(record):
    person = next(group for group in record.groups if group.id == "person")
    strange = replace(person.fields[0], id="shoe", column="person.shoe_size")
    more = replace(record, groups=(*record.groups, replace(person, id="shoes", fields=(strange,))))

    assert list(fields.unknown(more)) == ["person.shoe_size"]


def test_every_declared_field_can_be_kept_on_some_card(record):
    placed = {
        one.column for card in fields.KINDS for group in record.groups for one in fields.columns(group, card)
    }

    declared = {field.column for group in record.groups for field in group.fields}
    assert placed == {column for column in declared if column.partition(".")[0] in fields.TABLES}


@pytest.mark.parametrize(
    "column", ["person.occupation", "person.identity_code", "organisation.name", "invoice.number"]
)
def test_a_field_that_the_record_does_not_declare_there_is_refused(record, column):
    new = made.person({"person.name": "Maija"}, **{column: "something"})

    assert faults(record, new) == {(column, Problem.UNDECLARED)}


@pytest.mark.parametrize("code", ["131052-308T", "010100A900F", "131052Y308T"])
@pytest.mark.parametrize("column", ["person.name", "person.address"])
def test_a_personal_identity_code_is_refused_in_every_field_and_never_repeated(record, column, code):
    new = made.person({column: f"Maija {code}"})

    with pytest.raises(Rejected) as raised:
        checking.check(record, "person", new)

    (fault,) = raised.value.faults
    assert (fault.column, fault.problem, fault.found) == (column, Problem.HETU, "")


def test_addresses_and_numbers_are_kept_in_one_form(record):
    new = made.person(
        {
            "person.emails": "Maija@EXAMPLE.com; maija@example.com",
            "person.phones": "040 123 4567\n+46 8 123 456 78",
        }
    )

    kept = checking.check(record, "person", new)

    assert kept.values["person.emails"] == "Maija@example.com\nmaija@example.com"
    assert kept.values["person.phones"] == "+358401234567\n+46812345678"


@pytest.mark.parametrize(
    ("column", "text", "problem"),
    [
        ("person.emails", "maija@", Problem.EMAIL),
        ("person.phones", "12", Problem.PHONE),
        ("person.name", "x" * 301, Problem.TOO_LONG),
    ],
)
def test_what_is_no_such_thing_is_refused_by_name(record, column, text, problem):
    assert faults(record, made.person({"person.name": "Maija", column: text})) == {(column, problem)}


def test_every_fault_is_told_at_once(record):
    new = made.person({"person.emails": "maija@", "person.phones": "12"})

    assert {column for column, _ in faults(record, new)} == {"person.emails", "person.phones"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"source": "population_register"}, Problem.SOURCE),
        ({"source": "trade_register"}, Problem.SOURCE),  # enabled, but not for people
        ({"purposes": ("bookkeeping",)}, Problem.PURPOSE),
        ({"group": "nothing"}, Problem.GROUP),
        ({"group": "company_contact"}, Problem.GROUP),
        ({"values": {"person.name": "  "}}, Problem.EMPTY),
    ],
)
def test_what_the_record_does_not_provide_for_is_refused(record, change, problem):
    assert problem in {said for _, said in faults(record, replace(made.person(), **change))}


@pytest.mark.parametrize(
    ("text", "kept"), [("2026-12-31", "2026-12-31"), ("31.12.2026", "2026-12-31"), ("1.2.2026", "2026-02-01")]
)
def test_a_day_is_read_as_a_finn_or_a_program_writes_it(record, text, kept):
    new = New(group="relationship", values={"relationship.ended_on": text}, source="self", of=made.TODAY)

    assert checking.check(record, "person", new).values["relationship.ended_on"] == kept


def test_a_day_that_is_none_is_refused(record):
    new = New(
        group="relationship", values={"relationship.ended_on": "31.2.2026"}, source="self", of=made.TODAY
    )

    assert faults(record, new) == {("relationship.ended_on", Problem.DAY)}


def test_a_field_for_identity_codes_without_its_ground_is_no_field(record):
    (group,) = [group for group in record.groups if group.id == "person"]
    asked = replace(group.fields[0], column="person.identity_code", ground=None)

    assert fields.columns(replace(group, fields=(asked,)), "person") == ()
    (column,) = fields.columns(replace(group, fields=(replace(asked, ground="fi-tsl-29"),)), "person")
    assert column.column == "person.identity_code"
