"""A scripted week of visits in a browser: the sums are those that follow from the walks."""

from datetime import UTC, date, datetime

import pytest

from tests import playing, week
from tests.week import ARRIVE, BOT, CLICK, PERSON, RELOAD, SEARCH, SEND, PageTruth, Step, Visit

LINKS = {"/": ["/a/", "/b/"], "/a/": ["/"], "/b/": ["/", "/a/"], "/thanks/": ["/"]}
FORMS = {"/b/": "/thanks/"}


def test_the_truth_of_a_walk_is_told_by_hand():
    # 00:30 in Finland, on the day that has 25 hours
    at = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)
    steps = (Step(ARRIVE, "/b/"), Step(RELOAD, "/b/"), Step(SEND, "/thanks/"), Step(CLICK, "/"))

    truth = week.truth([Visit(at, PERSON, SEARCH, steps), Visit(at, BOT, "", (Step(ARRIVE, "/"),))])

    assert truth.days[date(2026, 10, 25)] == {
        "/b/": PageTruth(views=1, entries=1, reloads=1),
        "/thanks/": PageTruth(views=1),
        "/": PageTruth(views=1, exits=1),
    }
    assert (truth.sources, truth.sent, truth.left) == ({"google.com": 1}, {"/b/": 1}, {BOT: 1})


@pytest.mark.parametrize("seed", range(3))
def test_a_made_up_week_has_everything_in_it_and_the_same_seed_makes_the_same(seed):
    visits = week.made_up(seed, 300, LINKS, FORMS)

    assert visits == week.made_up(seed, 300, LINKS, FORMS)
    assert {visit.at.astimezone(week.FINLAND).date() for visit in visits} == set(week.WEEK)
    assert week.everything(visits)
    whole = week.truth(visits).week().values()
    assert sum(page.entries for page in whole) == sum(page.exits for page in whole)


VISITS = {"server": 60, "beacon": 25}


@pytest.mark.parametrize("mode", VISITS)
def test_a_week_of_visits_is_counted_exactly_as_it_was(playwright, tmp_path, mode):
    played = playing.play(playwright, tmp_path, mode, VISITS[mode], seed=7)

    assert played.wrong() == []
    assert played.truth.sent and played.truth.left
