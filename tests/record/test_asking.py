"""What visitors are asked: the exact words, who gets what for how long, and when the answer holds no more."""

import copy
import hashlib
import re
from dataclasses import replace

import pytest

from record import asking
from record.rules.wording import hedges
from tests.record.services import ALL, PROPERTY, with_services

LANGUAGES = ("fi", "sv", "en")


@pytest.fixture
def asks(raw):
    """The example with every service switched on, as TOML gives it: its own tables first."""
    return with_services(raw, *ALL)


@pytest.fixture
def everything(asks, reread):
    return reread(asks)


# ---------- the words ----------
def test_nothing_is_asked_where_nothing_waits_for_consent(example):
    assert asking.question(example, "fi").items == ()
    assert asking.asked(example) == {}


def test_the_question_names_every_category_that_waits_in_the_records_order(everything):
    assert [item.id for item in asking.question(everything, "fi").items] == ["statistics", "map", "video"]


def test_the_words_of_analytics_are_these(raw, reread):
    record = reread(with_services(raw, "google_analytics"))

    assert asking.question(record, "fi").text.splitlines() == [
        "Mitä sallit?",
        "Sivusto toimii, vaikka et sallisi mitään."
        " Voit milloin tahansa muuttaa valintasi tai perua sen tietosuojavalinnoissa.",
        "Kävijätilastot",
        "Sallin, että Google Analytics tilastoi käyntini tällä sivustolla."
        " Näemme, mitä sivuja luetaan, ja osaamme parantaa niitä.",
        "Tiedot saa: Google Ireland Limited (Irlanti)",
        "Tiedot saa: Google LLC (Yhdysvallat); siirto ETA-alueen ulkopuolelle:"
        " komission päätös tietosuojan riittävyydestä",
        "Eväste _ga: 6 kuukautta",
        "Eväste _ga_TEST123456: 6 kuukautta",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_asked_says_who_gets_the_data_where_and_what_is_stored_for_how_long(everything, lang):
    said = asking.question(everything, lang)

    for item in said.items:
        category = everything.category(item.id)
        purpose = everything.purpose(category.purpose)
        assert item.consent == f"{purpose.consent[lang]} {category.why[lang]}"
        getting = [one for one in everything.recipients if set(one.groups) & set(purpose.groups)]
        facts = "\n".join(item.facts)
        assert [one.name[lang] for one in getting if one.name[lang] not in facts] == []
        stored = [one.name for one in everything.storage if one.category == item.id]
        assert len(item.facts) == len(getting) + len(stored)
        assert [name for name in stored if name not in facts] == []
    assert re.search(r"\([A-Z]{2}\)", said.text) is None, "countries are words"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_question_hedges(everything, lang):
    assert hedges(asking.question(everything, lang).text, lang) == ()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("category", "host"), [("map", "OpenStreetMap"), ("video", "YouTube")])
def test_an_embed_asks_for_its_own_category_alone(everything, category, host, lang):
    alone = asking.embed(everything, category, lang)
    whole = asking.question(everything, lang)

    assert [item.id for item in alone.items] == [category]
    assert alone.items[0] in whole.items
    assert alone.title == alone.intro == ""
    assert host in alone.text


def test_an_embed_of_no_category_is_a_key_error(everything):
    with pytest.raises(KeyError):
        asking.embed(everything, "weather", "fi")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_box_of_a_form_asks_in_the_words_of_its_purpose_alone(example, lang):
    assert asking.box(example, "newsletter", lang).text == example.purpose("newsletter").consent[lang]


# ---------- the hash ----------
def test_the_hash_is_sha_256_of_the_text(everything):
    said = asking.question(everything, "sv")

    assert said.hash == hashlib.sha256(said.text.encode()).hexdigest()


def test_every_question_that_a_page_may_show_is_known_by_its_hash(everything):
    known = asking.asked(everything)

    assert len(known) == len(LANGUAGES) * (1 + 3)
    assert all(hash == question.hash for hash, question in known.items())
    for lang in LANGUAGES:
        assert asking.question(everything, lang).hash in known
        assert asking.embed(everything, "video", lang).hash in known


def test_another_text_has_another_hash(everything):
    category = replace(everything.categories[-1], why=everything.categories[0].why)
    other = replace(everything, categories=(*everything.categories[:-1], category))

    assert asking.question(other, "fi").hash != asking.question(everything, "fi").hash


# ---------- the meaning ----------
WORDS = {"fi": "Aivan muuta", "sv": "Något helt annat", "en": "Something else"}
STATISTICS = {
    "category": [
        {"id": "counts", "name": WORDS, "consent": True, "why": WORDS, "purpose": "counts"},
    ],
    "subject": [{"id": "counted", "name": WORDS}],
    "group": [
        {"id": "counts", "name": WORDS, "field": [{"id": "visit", "name": WORDS, "column": "counts.visit"}]}
    ],
    "source": [{"id": "counts", "kind": "device", "name": WORDS, "groups": ["counts"], "enabled": True}],
    "purpose": [
        {
            "id": "counts",
            "name": WORDS,
            "basis": "6(1)(a)",
            "consent": WORDS,
            "subjects": ["counted"],
            "groups": ["counts"],
            "retention": "counts",
            "profiling": False,
            "automated_decision": False,
            "provision": {"kind": "voluntary", "consequence": WORDS},
        }
    ],
    "retention": [
        {"id": "counts", "name": WORDS, "clock": "log.written", "keep": "P2M", "then": "erase", "why": WORDS}
    ],
    "recipient": [
        {
            "id": "counter",
            "role": "processor",
            "name": "Laskuri Oy",
            "task": WORDS,
            "country": "FI",
            "agreement": "https://laskuri.example/sopimus",
            "groups": ["counts"],
            "transfer": "none",
        }
    ],
    "storage": [
        {
            "id": "counts",
            "kind": "cookie",
            "name": "laskuri",
            "host": "self",
            "category": "counts",
            "set_when": WORDS,
            "lifetime": "P6M",
            "readable_by": ["first-party", "counter"],
            "purpose": "counts",
        }
    ],
    "host": [
        {"host": "laskuri.example", "category": "counts", "loads": ["script"], "recipient": "counter"},
    ],
}


@pytest.fixture
def own(raw):
    """The example with a category of its own that waits for consent, every key of it open to change."""
    for table, entries in STATISTICS.items():
        raw[table] = raw[table] + copy.deepcopy(entries)
    return raw


def last(raw, table):
    return raw[table][-1]


ANOTHER_MEANING = {
    "the purpose's basis": lambda raw: last(raw, "purpose").update(also="6(1)(b)"),
    "the words of consent": lambda raw: last(raw, "purpose").update(consent=WORDS | {"fi": "Sallin kaiken"}),
    "more data": lambda raw: last(raw, "group")["field"].append(
        {"id": "place", "name": WORDS, "column": "counts.place"}
    ),
    "other people": lambda raw: last(raw, "purpose")["subjects"].append("customer"),
    "profiling": lambda raw: last(raw, "purpose").update(profiling=True),
    "the time limit": lambda raw: last(raw, "retention").update(keep="P14M"),
    "another company": lambda raw: last(raw, "recipient").update(name="Toinen Oy"),
    "another country": lambda raw: last(raw, "recipient").update(country="US", transfer="adequacy"),
    "another role": lambda raw: last(raw, "recipient").update(role="controller"),
    "one more recipient": lambda raw: raw["recipient"].append(
        last(raw, "recipient") | {"id": "second", "name": "Toinen Oy"}
    ),
    "the cookie's lifetime": lambda raw: last(raw, "storage").update(lifetime="P13M"),
    "another cookie": lambda raw: last(raw, "storage").update(name="seuraaja"),
    "one more cookie": lambda raw: raw["storage"].append(
        last(raw, "storage") | {"id": "second", "name": "toinen"}
    ),
    "who reads it": lambda raw: last(raw, "storage")["readable_by"].remove("counter"),
    "another host": lambda raw: last(raw, "host").update(host="cdn.example"),
    "what the host gives": lambda raw: last(raw, "host")["loads"].append("frame"),
    "the category's name": lambda raw: last(raw, "category").update(name=WORDS | {"fi": "Laskuri"}),
    "why it is asked": lambda raw: last(raw, "category").update(why=WORDS | {"fi": "Myymme tiedot"}),
    "one more thing to choose": lambda raw: raw.update(service=[ALL["openstreetmap"]]),
}

SAME_MEANING = {
    "a contact phone": lambda raw: raw["contact"].update(phone="+358409876543"),
    "a label of a form": lambda raw: raw["form"][0]["field"][0].update(label=WORDS),
    "the retention of something else": lambda raw: raw["retention"][0].update(keep="P24M"),
    "a purpose of something else": lambda raw: raw["purpose"][0].update(interest=WORDS),
    "a comma in the notice": lambda raw: raw["children"].update(say=WORDS),
    "the name of the purpose": lambda raw: last(raw, "purpose").update(name=WORDS | {"fi": "Laskenta"}),
    "the reason of the time limit": lambda raw: last(raw, "retention").update(why=WORDS | {"fi": "Siksi"}),
    "a recipient of something else": lambda raw: raw["recipient"][1].update(name="Uusi Tilitoimisto Oy"),
    "a cookie that waits for nothing": lambda raw: raw["storage"][0].update(lifetime="P1D"),
    "a service that is off": lambda raw: raw.update(service=[{"kind": "youtube", "enabled": False}]),
    "a new version": lambda raw: (
        raw["record"].update(version="2026-10-01"),
        raw["change"][0].update(version="2026-10-01"),
    ),
    "the order of the tables": lambda raw: [
        raw[table].reverse()
        for table in ("category", "purpose", "group", "retention", "recipient", "storage", "host", "subject")
    ],
}


@pytest.mark.parametrize("change", ANOTHER_MEANING)
def test_a_choice_holds_no_more_when_what_was_chosen_changes(own, reread, change):
    before = asking.meaning(reread(copy.deepcopy(own)))
    ANOTHER_MEANING[change](own)

    assert asking.meaning(reread(own)) != before


@pytest.mark.parametrize("change", SAME_MEANING)
def test_a_choice_holds_when_something_else_changes(own, reread, change):
    before = asking.meaning(reread(copy.deepcopy(own)))
    SAME_MEANING[change](own)

    assert asking.meaning(reread(own)) == before


def test_a_choice_holds_when_services_change_places_in_the_file(raw, reread):
    there = asking.meaning(reread(with_services(raw, *ALL)))

    assert asking.meaning(reread(with_services(raw, *reversed(ALL)))) == there


def test_a_choice_does_not_hold_for_another_property_of_analytics(asks, reread, everything):
    asks["service"][0]["measurement_id"] = PROPERTY[:-1] + "7"

    assert asking.meaning(reread(asks)) != asking.meaning(everything)


def test_a_choice_does_not_hold_when_counting_that_one_can_object_to_begins(everything):
    counted = replace(everything, counting=replace(everything.counting, mode="server"))

    assert asking.meaning(counted) != asking.meaning(everything)


def test_the_meaning_is_twelve_hexadecimal_digits(everything):
    assert re.fullmatch(r"[0-9a-f]{12}", asking.meaning(everything))
