import pytest

from record import material_hash
from tests.record.services import ALL


def entry(raw, table, id):
    return next(item for item in raw[table] if item.get("id") == id)


def set_words(text, words):
    for language in text:
        text[language] = words


def swap_recipient(raw):
    entry(raw, "recipient", "hosting")["name"] = "Toinen Hosting Oy"


SAME_MEANING = {
    "a new phone number": lambda raw: raw["contact"].update(phone="+358409876543"),
    "a new privacy mailbox": lambda raw: raw["contact"].update(email="uusi@example.fi"),
    "another contact person": lambda raw: raw["contact"].update(name="Toinen Virtanen"),
    "a move": lambda raw: raw["controller"]["address"].update(street="Esimerkkitie 2"),
    "a typo in a purpose's name": lambda raw: set_words(raw["purpose"][0]["name"], "Vastaminen"),
    "a better explanation of a period": lambda raw: set_words(raw["retention"][0]["why"], "Syy"),
    "a form's label": lambda raw: set_words(raw["form"][0]["field"][0]["label"], "Nimesi"),
    "a page's address": lambda raw: raw["form"][0]["page"].update(fi="/ota-yhteytta/"),
    "a new site address": lambda raw: raw["site"].update(url="https://example.fi"),
    "the day of an attestation": lambda raw: raw["measure"][1]["attest"].update(on=raw["change"][0]["on"]),
    "the order of purposes": lambda raw: raw["purpose"].reverse(),
    "the order of groups in a purpose": lambda raw: raw["purpose"][0]["groups"].reverse(),
    "a source that stays switched off": lambda raw: entry(raw, "source", "trade_register").update(
        groups=["identity_contact"]
    ),
    "a service that stays switched off": lambda raw: raw.update(service=[]),
    "a new version in the change log": lambda raw: (
        raw["record"].update(version="2026-10-01"),
        raw["change"][0].update(version="2026-10-01"),
    ),
}

OTHER_MEANING = {
    "another basis": lambda raw: entry(raw, "purpose", "invoice").update(basis="6(1)(e)"),
    "another interest": lambda raw: set_words(raw["purpose"][0]["interest"], "Myydä lisää."),
    "another text of consent": lambda raw: set_words(
        entry(raw, "purpose", "newsletter")["consent"], "Kyllä."
    ),
    "a longer period": lambda raw: raw["retention"][0].update(keep="P24M"),
    "another clock": lambda raw: raw["retention"][0].update(clock="customer.ended"),
    "another end": lambda raw: raw["retention"][0].update(then="anonymise"),
    "rounding": lambda raw: raw["retention"][0].update(round="end-of-calendar-year"),
    "one more group for a purpose": lambda raw: raw["purpose"][0]["groups"].append("billing"),
    "one more kind of people": lambda raw: raw["purpose"][0]["subjects"].append("customer"),
    "one more field in a group": lambda raw: raw["group"][0]["field"].append(
        {**raw["group"][0]["field"][0], "id": "title", "column": "message.title"}
    ),
    "profiling": lambda raw: raw["purpose"][0].update(profiling=True),
    "duty to give the data": lambda raw: raw["purpose"][0]["provision"].update(kind="contract"),
    "another company as recipient": swap_recipient,
    "data goes abroad": lambda raw: entry(raw, "recipient", "hosting").update(country="US", transfer="scc"),
    "a recipient gets more": lambda raw: entry(raw, "recipient", "hosting")["groups"].append("billing"),
    "a source is switched on": lambda raw: entry(raw, "source", "trade_register").update(enabled=True),
    "a cookie that lives longer": lambda raw: raw["storage"][0].update(lifetime="P1Y"),
    "someone else reads a cookie": lambda raw: raw["storage"][0]["readable_by"].append("hosting"),
    "the log holds more": lambda raw: raw["log"][0]["fields"].append("referrer"),
    "a laxer permission": lambda raw: raw["channel"][0].update(natural="soft-opt-in"),
    "another financial year": lambda raw: raw["accounting"].update(fiscal_year_end="06-30"),
    "another controller": lambda raw: raw["controller"].update(business_id="7654321-2"),
    "a service that waits for consent": lambda raw: raw.update(service=[ALL["youtube"]]),
    "services for children": lambda raw: raw["children"].update(directed=True),
}


def test_a_channel_for_a_second_purpose_changes_the_hash_whichever_stands_first(raw, reread):
    raw["purpose"].append(raw["purpose"][2] | {"id": "offers"})
    one = material_hash(reread(raw))
    raw["channel"].append(raw["channel"][0] | {"purpose": "offers"})
    two = material_hash(reread(raw))
    raw["channel"].reverse()

    assert one != two == material_hash(reread(raw))


@pytest.mark.parametrize("change", SAME_MEANING)
def test_the_hash_stays_when_the_same_is_only_told_otherwise(example, raw, reread, change):
    SAME_MEANING[change](raw)

    assert material_hash(reread(raw)) == material_hash(example)


@pytest.mark.parametrize("change", OTHER_MEANING)
def test_the_hash_changes_when_people_would_decide_otherwise(example, raw, reread, change):
    OTHER_MEANING[change](raw)

    assert material_hash(reread(raw)) != material_hash(example)


def test_the_hash_is_sha_256_in_hex(example):
    assert len(bytes.fromhex(material_hash(example))) == 32
