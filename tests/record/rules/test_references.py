import pytest

UNDECLARED = [
    ("purpose[0].subjects[0]", "subject", lambda raw, id: raw["purpose"][0].update(subjects=[id])),
    ("purpose[0].groups[1]", "group", lambda raw, id: raw["purpose"][0].update(groups=["messages", id])),
    ("purpose[0].retention", "retention", lambda raw, id: raw["purpose"][0].update(retention=id)),
    ("source[0].groups[0]", "group", lambda raw, id: raw["source"][0].update(groups=[id])),
    ("recipient[0].groups[0]", "group", lambda raw, id: raw["recipient"][0].update(groups=[id])),
    ("channel[0].purpose", "purpose", lambda raw, id: raw["channel"][0].update(purpose=id)),
    ("storage[0].category", "category", lambda raw, id: raw["storage"][0].update(category=id)),
    ("storage[0].purpose", "purpose", lambda raw, id: raw["storage"][0].update(purpose=id)),
    ("storage[0].readable_by[0]", "recipient", lambda raw, id: raw["storage"][0].update(readable_by=[id])),
    ("host[0].category", "category", lambda raw, id: raw["host"][0].update(category=id)),
    ("host[0].recipient", "recipient", lambda raw, id: raw["host"][0].update(recipient=id)),
    ("form[0].purpose", "purpose", lambda raw, id: raw["form"][0].update(purpose=id)),
    ("form[0].spam_retention", "retention", lambda raw, id: raw["form"][0].update(spam_retention=id)),
    (
        "form[0].optional_consents[0]",
        "purpose",
        lambda raw, id: raw["form"][0].update(optional_consents=[id]),
    ),
    ("log[0].purpose", "purpose", lambda raw, id: raw["log"][0].update(purpose=id)),
    ("log[0].retention", "retention", lambda raw, id: raw["log"][0].update(retention=id)),
]


@pytest.mark.parametrize(("place", "table", "misspell"), UNDECLARED, ids=[case[0] for case in UNDECLARED])
def test_an_id_that_no_table_declares_is_refused_and_nothing_else(raw, faults, place, table, misspell):
    misspell(raw, "nobody")

    found = faults(raw)

    assert f'is "nobody"; no [[{table}]] has that id' in found[place]
    assert set(found) == {place}


def test_a_misspelt_id_is_told_with_the_one_that_was_meant(raw, faults):
    raw["purpose"][0]["retention"] = "enquiri"

    assert faults(raw)["purpose[0].retention"].endswith(
        'is "enquiri"; no [[retention]] has that id (missed: GDPR Art. 13(2)(a)).'
        " Write enquiry, or declare it."
    )


def test_storage_belongs_to_a_declared_host(raw, faults):
    raw["storage"][0]["host"] = "stats.example.com"

    assert 'is "stats.example.com"; no [[host]] has that host' in faults(raw)["storage[0].host"]


@pytest.mark.parametrize("table", ["subject", "group", "retention", "category"])
def test_what_nothing_uses_is_refused(raw, faults, table):
    raw[table].append(raw[table][0] | {"id": "orphan"})
    if table == "group":
        raw["group"][-1]["field"] = [raw["group"][0]["field"][0] | {"column": "orphan.name"}]
        raw["source"][0]["groups"].append("orphan")

    place = f"{table}[{len(raw[table]) - 1}]"
    assert set(faults(raw)) == {place}
    assert '"orphan" is used by nothing' in faults(raw)[place]


def test_a_field_that_is_forbidden_is_refused_wherever_it_stands(raw, faults):
    raw["forbidden"].append(raw["forbidden"][0] | {"id": "phone"})

    assert 'is "phone", which [[forbidden]] refuses' in faults(raw)["group[0].field[2].id"]


def test_a_form_asks_only_for_what_its_purpose_declares(raw, faults):
    raw["form"][0]["field"][0]["id"] = "billing_name"

    found = faults(raw)["form[0].field[0].id"]

    assert 'is in no data group of purpose "answer"' in found
    assert "Write one of name, email, phone, body, receipt, received." in found


def test_a_group_comes_from_somewhere(raw, faults):
    raw["source"][1]["enabled"] = False

    assert set(faults(raw)) == {"group[4]"}
    assert '"technical" comes from no enabled source' in faults(raw)["group[4]"]


def test_a_source_that_is_switched_off_can_still_be_described(raw, faults):
    assert raw["source"][2]["enabled"] is False
    assert faults(raw) == {}
