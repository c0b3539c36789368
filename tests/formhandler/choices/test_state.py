"""What the page makes of the cookie and of the record, by time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from formhandler.choices import state
from formhandler.choices.answer import Answer, asked
from formhandler.choices.cookie import Cookie
from formhandler.choices.post import lasts
from formhandler.consent import store
from record import Period, asking, load
from tests.sites import DAY

HOME = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=HOME)
KEY = b"k" * 32
NOTICE = {"hash": "465afa0adb56", "version": "2026-09-01"}


@pytest.fixture(scope="session")
def record(asking_record):
    return load(asking_record, today=datetime.fromtimestamp(int(DAY), HOME).date())


@pytest.fixture
def event(engine: Engine, record):
    """A choice of one of two, in each kind of database."""
    answer = Answer(
        question=asking.question(record, "fi"),
        surface="page",
        answer="chosen",
        ticked=frozenset({"video"}),
        objects=False,
        once="",
    )
    made = answer.event(record, None, notice=NOTICE, meaning=asking.meaning(record), now=NOW)
    with engine.begin() as db:
        return store.add(db, made, answer.question.text, KEY, now=NOW)


@pytest.fixture
def look(engine: Engine, record, event):
    meaning = asking.meaning(record)

    def look(value: str | None = None, *, now: datetime = NOW) -> state.State:
        own = Cookie(allowed=frozenset(event.given), objected=False, meaning=meaning, event=event.id)
        return state.of(value or str(own), record, meaning, engine, lang="fi", now=now)

    return look


def test_a_choice_holds_with_its_day_and_time_by_the_clock_at_home(look):
    found = look()

    assert (found.kind, found.allowed, found.ticked) == (state.HOLDS, "Videot", {"video"})
    assert (found.made.day, found.made.time, found.made.until) == ("22.11.2026", "14.05", "22.5.2027")
    assert (found.made.given, found.made.refused) == ("Videot", "Kävijätilastot")


@pytest.mark.parametrize(("days", "kind"), [(-1, state.HOLDS), (0, state.HOLDS), (1, state.EXPIRED)])
def test_it_holds_for_the_whole_of_its_last_day(look, days, kind):
    last = datetime(2027, 5, 22, 23, 59, tzinfo=HOME) + timedelta(days=days)

    found = look(now=last)

    assert found.kind == kind
    assert bool(found.ticked) is (kind == state.HOLDS)


def test_a_clock_of_ours_that_goes_back_takes_nothing_away(look):
    assert look(now=NOW - timedelta(days=365)).kind == state.HOLDS


def test_a_cookie_that_allows_another_category_differs_and_is_what_the_browser_does(look, event):
    found = look(f"statistics~{event.meaning}~{event.id}")

    assert (found.kind, found.allowed) == (state.DIFFERS, "Kävijätilastot")
    assert found.made.given == "Videot"


def test_a_cookie_that_claims_an_objection_differs(look, event):
    assert look(f"no_counting.video~{event.meaning}~{event.id}").kind == state.DIFFERS


def test_an_event_of_nobody_is_unknown(look, event):
    found = look(f"video~{event.meaning}~{'0' * 32}")

    assert (found.kind, found.made, found.allowed) == (state.UNKNOWN, None, "Videot")


def test_another_meaning_counts_as_no_choice_and_shows_what_was_chosen(look, event):
    found = look(f"video~0123456789ab~{event.id}")

    assert (found.kind, found.allowed, found.ticked) == (state.CHANGED, "", frozenset())
    assert found.made.given == "Videot"


def test_an_earlier_choice_of_another_meaning_allows_an_embed_nothing_more(record, event):
    other = asked_embed(record, "statistics")

    made = other.event(record, event, notice=NOTICE, meaning="0123456789ab", now=NOW)
    same = other.event(record, event, notice=NOTICE, meaning=event.meaning, now=NOW)

    assert made.given == ("statistics",)
    assert same.given == ("statistics", "video")


def test_an_earlier_choice_whose_time_is_over_allows_an_embed_nothing_more(record, event):
    late = datetime(2027, 5, 23, 0, 1, tzinfo=HOME)

    made = asked_embed(record, "statistics").event(
        record, event, notice=NOTICE, meaning=event.meaning, now=late
    )

    assert made.given == ("statistics",)


def asked_embed(record, category: str) -> Answer:
    [question] = [each for each in asked(record)["fi", "embed"].values() if each.items[0].id == category]
    return Answer(
        question=question,
        surface="embed",
        answer="chosen",
        ticked=frozenset({category}),
        objects=False,
        once="",
    )


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (datetime(2026, 11, 22, 14, 5, tzinfo=HOME), datetime(2027, 5, 22, 14, 5, tzinfo=HOME)),
        (datetime(2026, 8, 31, 0, 0, tzinfo=HOME), datetime(2027, 2, 28, 0, 0, tzinfo=HOME)),
    ],
)
def test_the_cookie_lasts_as_long_as_declared_by_the_clock_at_home(since, until):
    real = until.timestamp() - since.timestamp()

    assert lasts(Period.parse("P6M"), since, now=since) == real
    assert lasts(Period.parse("P6M"), since, now=since + timedelta(days=1)) == real - 86_400
    assert lasts(Period.parse("P6M"), since, now=until + timedelta(days=1)) == 0
