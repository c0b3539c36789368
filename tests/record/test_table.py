import pytest


def test_an_unknown_key_is_refused_with_the_one_it_resembles(raw, faults):
    raw["purpose"][0]["retension"] = "enquiry"

    assert faults(raw) == {
        "purpose[0].retension": "record.toml: purpose[0].retension: is a key that nothing reads."
        " Did you mean retention?"
    }


@pytest.mark.parametrize(
    ("place", "into"),
    [
        ("zzz", lambda raw: raw),
        ("record.zzz", lambda raw: raw["record"]),
        ("controller.address.zzz", lambda raw: raw["controller"]["address"]),
        ("group[1].field[0].zzz", lambda raw: raw["group"][1]["field"][0]),
        ("purpose[0].provision.zzz", lambda raw: raw["purpose"][0]["provision"]),
        ("measure[1].attest.zzz", lambda raw: raw["measure"][1]["attest"]),
        ("right[0].name.zzz", lambda raw: raw["right"][0]["name"]),
    ],
)
def test_an_unknown_key_is_refused_at_any_depth(raw, faults, place, into):
    into(raw)["zzz"] = "x"

    assert set(faults(raw)) == {place}


def test_a_missing_table_is_one_fault_however_much_it_should_hold(raw, faults):
    del raw["controller"]

    assert set(faults(raw)) == {"controller"}


def test_a_value_in_place_of_a_table_is_shown(raw, faults):
    raw["contact"] = "Esimerkki Virtanen"

    assert faults(raw) == {
        "contact": 'record.toml: contact: is "Esimerkki Virtanen". Write a table.',
    }


def test_a_table_in_place_of_tables_is_refused(raw, faults):
    raw["right"] = raw["right"][0]

    assert "Write [[right]] tables." in faults(raw)["right"]


def test_a_list_of_tables_that_must_not_be_empty_is_missing_when_it_is(raw, faults):
    raw["change"] = []

    assert faults(raw)["change"].endswith("missing (missed: GDPR Art. 13(3)). Write at least one [[change]].")


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("site", "url"),
        ("contact", "heartbeat"),
        ("accounting", "fiscal_year_end"),
    ],
)
def test_a_fact_that_waits_for_the_owner_is_a_gap_and_no_fault(raw, reread, table, key):
    raw[table][key] = {"ask": "Mikä?"}

    record = reread(raw)

    (gap,) = record.unstated()
    assert gap.place == f"{table}.{key}"
    assert gap.question == {"fi": "Mikä?", "sv": "Mikä?", "en": "Mikä?"}
    assert getattr(getattr(record, table), key).question == gap.question


@pytest.mark.parametrize("key", ["name", "country", "agreement", "transfer"])
def test_everything_about_a_recipient_can_wait_for_the_owner(raw, reread, key):
    raw["recipient"][0][key] = {"ask": {"fi": "Kuka?", "sv": "Vem?", "en": "Who?"}}

    (gap,) = reread(raw).unstated()

    assert gap.place == f"recipient[0].{key}"
    assert gap.question["sv"] == "Vem?"


@pytest.mark.parametrize("key", ["by", "on", "valid"])
def test_an_attestation_can_wait_for_the_owner(raw, reread, key):
    raw["measure"][1]["attest"][key] = {"ask": "Milloin?"}

    assert [gap.place for gap in reread(raw).unstated()] == [f"measure[1].attest.{key}"]


@pytest.mark.parametrize(
    ("place", "into"),
    [
        ("controller", lambda raw: raw),
        ("controller.legal_name", lambda raw: raw["controller"]),
        ("controller.business_id", lambda raw: raw["controller"]),
        ("controller.address", lambda raw: raw["controller"]),
        ("controller.address.city", lambda raw: raw["controller"]["address"]),
        ("contact.email", lambda raw: raw["contact"]),
        ("purpose[0].basis", lambda raw: raw["purpose"][0]),
        ("purpose[0].name", lambda raw: raw["purpose"][0]),
        ("purpose[0].profiling", lambda raw: raw["purpose"][0]),
        ("retention[0].keep", lambda raw: raw["retention"][0]),
        ("record.effective_from", lambda raw: raw["record"]),
    ],
)
def test_what_cannot_wait_must_be_stated(raw, faults, place, into):
    into(raw)[place.rpartition(".")[2]] = {"ask": "Mikä?"}

    assert faults(raw)[place].startswith(f"record.toml: {place}: asks the owner, but this cannot wait")
    assert set(faults(raw)) == {place}


@pytest.mark.parametrize("question", ["", "  ", 7, {"fi": "Mikä?"}, {"fi": "a", "sv": "b", "en": ""}])
def test_a_question_that_asks_nothing_in_some_language_is_refused(raw, faults, question):
    raw["site"]["url"] = {"ask": question}

    assert {place[:12] for place in faults(raw)} == {"site.url.ask"}
