import re
from datetime import date
from pathlib import Path

import pytest

import record.law
from record.law import LANGUAGES, load_pack, packs


@pytest.fixture
def law():
    return load_pack("fi-2026-11")


@pytest.mark.parametrize(
    ("citation", "fi", "sv", "en"),
    [
        ("gdpr-15", "tietosuoja-asetuksen 15 artikla", "artikel 15 i dataskyddsförordningen", "GDPR Art. 15"),
        (
            "gdpr-12-3",
            "tietosuoja-asetuksen 12 artiklan 3 kohta",
            "artikel 12.3 i dataskyddsförordningen",
            "GDPR Art. 12(3)",
        ),
        (
            "gdpr-6-1-f",
            "tietosuoja-asetuksen 6 artiklan 1 kohdan f alakohta",
            "artikel 6.1 f i dataskyddsförordningen",
            "GDPR Art. 6(1)(f)",
        ),
        (
            "fi-tsl-29",
            "tietosuojalain (1050/2018) 29 §",
            "29 § i dataskyddslagen (1050/2018)",
            "Data Protection Act (1050/2018), section 29",
        ),
        (
            "fi-kpl-2-10",
            "kirjanpitolain (1336/1997) 2 luvun 10 §",
            "2 kap. 10 § i bokföringslagen (1336/1997)",
            "Accounting Act (1336/1997), chapter 2, section 10",
        ),
    ],
)
def test_a_citation_is_printed_as_each_language_cites(law, citation, fi, sv, en):
    assert law.cite(citation).label == {"fi": fi, "sv": sv, "en": en}


def test_a_place_in_the_gdpr_is_found_by_its_number(law):
    assert law.article("13(1)(c)") == law.cite("gdpr-13-1-c")


def test_a_citation_that_the_pack_lacks_is_a_key_error(law):
    with pytest.raises(KeyError):
        law.cite("gdpr-100")


@pytest.mark.parametrize(
    ("act", "day", "holds"),
    [
        ("fi-tsl", date(2018, 12, 31), False),
        ("fi-tsl", date(2019, 1, 1), True),
        ("fi-hetil", date(2018, 12, 31), True),
        ("fi-hetil", date(2019, 1, 1), False),
        ("fi-svtsl", date(2014, 12, 31), True),
        ("fi-svtsl", date(2015, 1, 1), False),
        ("fi-svpl", date(2015, 1, 1), True),
        ("gdpr", date(2018, 5, 24), False),
        ("gdpr", date(2018, 5, 25), True),
    ],
)
def test_an_act_holds_from_its_first_day_until_the_day_before_its_repeal(law, act, day, holds):
    assert law.acts[act].holds_on(day) == holds


def test_the_acts_that_no_one_may_cite_today_are_the_repealed_ones(law):
    assert {act.number for act in law.not_in_force(date(2026, 11, 22))} == {
        "523/1999",
        "471/1987",
        "516/2004",
    }


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Henkilötietolain (523/1999) 10 §", True),
        ("laki 523/99", True),
        ("Personuppgiftslagen", True),
        ("under the Personal Data Act", True),
        ("henkilötietolaki", True),
        ("§ 10 i lagen 523/1999.", True),
        ("päätös 1523/1999", False),
        ("päätös 523/19990", False),
        ("päätös 523/2099", False),
        ("asia 523/1998", False),
        ("henkilötietoja", False),
        ("Personuppgiftslagring", False),
    ],
)
def test_an_act_is_recognised_by_its_number_and_by_its_name(law, sentence, named):
    assert law.acts["fi-hetil"].is_mentioned_in(sentence) == named


def test_the_authorities_can_be_reached_in_every_language(law):
    assert set(law.authorities) == {"fi-tsv", "fi-traficom"}
    for authority in law.authorities.values():
        for text in (authority.name, authority.address, authority.post):
            assert set(text) == set(LANGUAGES)
        assert authority.phone.startswith("+358")
        assert authority.url.startswith("https://")


def test_every_citation_of_every_pack_can_be_printed():
    for pack in map(load_pack, packs()):
        for citation in pack.citations.values():
            assert set(citation.label) == set(LANGUAGES)
            assert all(citation.label.values())


def test_every_citation_that_the_code_names_is_in_every_pack():
    code = "".join(
        path.read_text(encoding="utf-8") for path in Path(record.law.__file__).parent.rglob("*.py")
    )
    named = set(re.findall(r'"((?:gdpr|fi-[a-z]+)-\d(?:[0-9a-z-]*[0-9a-z])?)"', code))

    assert "gdpr-13-1-c" in named
    for pack in map(load_pack, packs()):
        assert named <= set(pack.citations)


def test_a_pack_says_when_it_was_compared_with_the_statutes():
    for pack in packs():
        assert load_pack(pack).checked.strftime("%Y-%m") == pack.removeprefix("fi-")


def test_a_pack_that_does_not_exist_is_a_key_error():
    with pytest.raises(KeyError):
        load_pack("../law_packs/fi-2026-11")
