from datetime import date

import pytest

THE_DAY_THE_PERSONAL_DATA_ACT_WENT = date(2019, 1, 1)


@pytest.mark.parametrize("citation", ["fi-hetil-10", "fi-svtsl-7", "fi-hrl-10"])
def test_citing_a_repealed_act_is_refused_with_the_date(raw, faults, citation):
    raw["retention"][2]["law"] = citation

    assert "was repealed on " in faults(raw)["retention[2].law"]


def test_citing_an_act_that_is_not_yet_in_force_is_refused(raw, faults):
    found = faults(raw, today=date(2018, 12, 31))

    assert "is in force from 2019-01-01" in found["forbidden[0].law"]


def test_an_act_can_be_cited_from_its_first_day(raw, faults):
    assert "forbidden[0].law" not in faults(raw, today=date(2019, 1, 1))


@pytest.mark.parametrize(
    ("day", "fine"), [(date(2018, 12, 31), True), (THE_DAY_THE_PERSONAL_DATA_ACT_WENT, False)]
)
def test_an_act_can_be_cited_until_the_day_before_its_repeal(raw, faults, day, fine):
    raw["retention"][2]["law"] = "fi-hetil-10"

    assert ("retention[2].law" not in faults(raw, today=day)) == fine


def test_a_citation_outside_the_pack_is_refused_with_those_it_resembles(raw, faults):
    raw["retention"][2]["law"] = "fi-kpl-2-11"

    assert "Write fi-kpl-2-1" in faults(raw)["retention[2].law"]


def test_an_authority_outside_the_pack_is_refused(raw, faults):
    raw["authority"]["cookies"] = "fi-tikesos"

    assert "Write fi-tsv or fi-traficom." in faults(raw)["authority.cookies"]


def test_a_law_pack_that_does_not_exist_is_refused_and_the_newest_one_serves_meanwhile(raw, faults):
    raw["record"]["law_pack"] = "fi-1999-01"

    assert set(faults(raw)) == {"record.law_pack"}
