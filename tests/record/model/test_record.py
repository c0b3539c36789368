from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

import record.model


def test_the_record_cannot_be_changed(example):
    with pytest.raises(FrozenInstanceError):
        example.purposes = ()


def test_everything_in_the_model_is_frozen():
    for name in set(record.model.__all__) - {"Named"}:
        part = getattr(record.model, name)
        assert is_dataclass(part), name
        assert part.__dataclass_params__.frozen, name


def test_entries_are_found_by_id(example):
    assert example.purpose("answer").retention == "enquiry"
    assert example.group("messages").fields[0].id == "body"
    assert example.retention("spam").keep.days == 30
    assert example.recipient("hosting").country == "FI"
    assert example.category("necessary").consent is False
    assert example.subject("customer").name["en"] == "Customers"
    assert [field.id for field in example.form("contact").fields] == ["name", "email", "phone", "body"]


@pytest.mark.parametrize(
    "look_up", ["purpose", "group", "retention", "recipient", "category", "subject", "form"]
)
def test_an_id_that_no_one_has_is_a_key_error(example, look_up):
    with pytest.raises(KeyError):
        getattr(example, look_up)("nobody")


def test_a_form_field_tells_what_the_page_and_the_server_need(example):
    name, email, _, body = example.form("contact").fields

    assert (name.kind, name.required, name.max, name.hint) == ("name", False, 200, None)
    assert email.hint["en"] == "We answer to this address."
    assert (body.kind, body.required, body.max) == ("text", True, 5000)


def test_left_out_keys_have_their_defaults(raw, reread):
    del raw["group"][0]["field"][0]["identifies"]
    del raw["retention"][0]["round"]
    del raw["form"][0]["optional_consents"]
    del raw["recipient"][0]["hosts"]

    record = reread(raw)

    assert record.groups[0].fields[0].identifies is False
    assert record.retention("enquiry").round == "none"
    assert record.form("contact").optional_consents == ()
    assert record.recipient("hosting").hosts == ()


def test_a_record_in_order_owes_nothing(example):
    assert example.unstated() == ()


def test_the_names_of_the_model_are_the_names_of_the_file(raw, example):
    plural = {"change": "changes", "category": "categories", "record": "edition", "forbidden": "forbidden"}
    names = {field.name for field in fields(example)}

    for table, value in raw.items():
        guess = plural.get(table, table if isinstance(value, dict) or table == "storage" else f"{table}s")
        assert guess in names
