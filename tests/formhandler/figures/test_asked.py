"""What an address asks for is understood, or what is wrong with it is said and the usual shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formhandler.figures import asked
from formhandler.figures.asked import Fault
from formhandler.figures.period import Days, Preset

FIRST, TODAY = date(2025, 11, 5), date(2026, 11, 23)
USUAL = Days(date(2026, 10, 25), TODAY)


def days(**args):
    return asked.days(asked.asked(args), first=FIRST, today=TODAY)


@pytest.mark.parametrize("name", list(Preset))
def test_a_name_leads_to_its_period(name):
    found, fault = days(jakso=name)

    assert (found.preset, fault) == (name, None)


def test_without_a_word_it_is_the_last_thirty_days():
    found, fault = days()

    assert (found.days, fault) == (USUAL, None)


def test_two_days_go_before_a_name():
    found, fault = days(jakso="7", alku="2026-01-01", loppu="2026-01-10")

    assert (found.days, fault) == (Days(date(2026, 1, 1), date(2026, 1, 10)), None)


def test_one_day_alone_is_both():
    assert (
        days(alku="2026-01-01")[0].days == days(loppu="2026-01-01")[0].days == Days(*[date(2026, 1, 1)] * 2)
    )


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ({"jakso": "vuosi"}, Fault.UNKNOWN),
        ({"jakso": "2026-13"}, Fault.UNKNOWN),
        ({"jakso": "2026-00"}, Fault.UNKNOWN),
        ({"jakso": "0000-01"}, Fault.UNKNOWN),
        ({"jakso": "9999-12"}, Fault.UNKNOWN),
        ({"jakso": "٢٠٢٦-٠١"}, Fault.UNKNOWN),
        ({"jakso": "2026-12"}, Fault.FUTURE),
        ({"jakso": "2025-10"}, Fault.NOTHING),
        ({"alku": "yesterday", "loppu": "2026-01-01"}, Fault.NO_DATE),
        ({"alku": "2026-02-30", "loppu": "2026-03-01"}, Fault.NO_DATE),
        ({"alku": "0001-01-01", "loppu": "2026-03-01"}, Fault.NO_DATE),
        ({"alku": "2026-01-01", "loppu": "9999-12-31"}, Fault.NO_DATE),
        ({"alku": "20260101", "loppu": "2026-03-01"}, Fault.NO_DATE),
        ({"alku": "2026-W01-1", "loppu": "2026-03-01"}, Fault.NO_DATE),
        ({"alku": "2026-01-02", "loppu": "2026-01-01"}, Fault.ORDER),
        ({"alku": "2026-11-24", "loppu": "2026-11-30"}, Fault.FUTURE),
        ({"alku": "2020-01-01", "loppu": "2025-11-04"}, Fault.NOTHING),
    ],
)
def test_nonsense_is_named_and_the_usual_shown(args, why):
    found, fault = days(**args)

    assert (found.days, fault) == (USUAL, why)


def test_days_beyond_what_is_kept_are_cut_off_without_a_word():
    assert days(alku="2020-01-01", loppu="2030-01-01")[0].days == Days(FIRST, TODAY)


TEXT = st.text(max_size=300) | st.from_regex(r"\d{1,5}-\d\d(-\d\d)?", fullmatch=True)


@given(st.dictionaries(st.sampled_from(["jakso", "alku", "loppu", "jarjestys", "nayta", "osoite"]), TEXT))
def test_whatever_stands_in_the_address_leads_to_days_that_are_kept(args):
    found, _ = asked.days(asked.asked(args), first=FIRST, today=TODAY)

    assert FIRST <= found.days.start <= found.days.end <= TODAY


@given(st.dictionaries(st.sampled_from(["jakso", "alku", "loppu", "jarjestys", "nayta", "osoite"]), TEXT))
def test_the_address_that_is_made_of_it_asks_for_the_same(args):
    once = asked.asked(args)

    assert asked.asked(once.args()) == once


def test_a_link_changes_what_it_names_and_keeps_the_rest():
    here = asked.asked({"jakso": "7", "jarjestys": "exits", "nayta": "pages"})

    assert here.args(sort="views") == {"jakso": "7", "nayta": "pages"}
    assert here.args(show="sources")["nayta"] == "pages,sources"
    assert here.args(hide="pages") == {"jakso": "7", "jarjestys": "exits"}
