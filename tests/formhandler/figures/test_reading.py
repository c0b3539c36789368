"""A period's figures: what was counted in its days and in no others."""

from datetime import date

import pytest
from sqlalchemy import event, insert, text

from formhandler.counts import dims
from formhandler.figures import period, reading
from formhandler.figures.period import Preset
from formhandler.schema import count_note
from tests.formhandler.counts.made import view
from tests.formhandler.figures.made import NOW, at, keep, week

TODAY = date(2026, 3, 20)


def of(db, which=Preset.WEEK, today=TODAY):
    first = reading.first_day(db, today=today)
    return reading.read(db, period.preset(which, first=first, today=today), now=NOW)


def test_before_the_first_visit_there_is_no_first_day(engine):
    with engine.connect() as db:
        assert reading.first_day(db, today=TODAY) is None


def test_the_figures_are_those_of_the_days(engine, writer):
    keep(writer, week())

    with engine.connect() as db:
        figures = of(db)

    assert (figures.visits, figures.views) == (3, 4)
    assert (figures.visits_before, figures.views_before) == (2, 2)
    assert figures.sums[dims.SOURCE] == {"": 1, "intra.example": 1, "www.google.com": 1}
    assert figures.sent == 1
    assert figures.unknown == pytest.approx(1 / 3)
    assert figures.balance.whole
    assert sum(figures.exits.values()) == pytest.approx(1)
    assert figures.exits == pytest.approx({"/": 1 / 4, "/a/": 2 / 4, "/b/": 1 / 4})  # one return to "/"


def test_each_column_stands_beside_the_same_one_of_the_time_before(engine, writer):
    keep(writer, week())

    with engine.connect() as db:
        spans = of(db).spans

    assert [span.visits for span in spans] == [0, 0, 0, 0, 1, 0, 2]
    assert [span.visits_before for span in spans] == [0, 0, 1, 1, 0, 0, 0]
    assert [span.over for span in spans] == [True] * 6 + [False]


def test_months_are_compared_with_the_months_a_year_ago(engine, writer):
    today = date(2026, 12, 5)
    keep(writer, [view(hour=at(1, 12, year=2024)), view(hour=at(28, 2, year=2025)), view(hour=at(1, 3))])

    with engine.connect() as db:
        spans = of(db, Preset.YEAR, today).spans

    assert [(span.days.start.month, span.visits, span.visits_before) for span in spans if span.visits] == [
        (3, 1, 0)
    ]
    assert [span.days.start.month for span in spans if span.visits_before] == [2]


@pytest.mark.parametrize(("which", "there"), [(Preset.WEEK, 48), (Preset.DAYS, 0)])
def test_the_last_hours_stand_beside_a_short_period(engine, writer, which, there):
    keep(writer, week())

    with engine.connect() as db:
        assert len(of(db, which).hours) == there


def test_of_one_page_there_are_its_own_days_and_its_share_of_all(engine, writer):
    keep(writer, week())

    with engine.connect() as db:
        found = reading.read_page(db, "/b/", of(db).period)
        nothing = reading.read_page(db, "/never/", of(db).period)

    assert (found.sum.views, found.sum.entries, found.sent, found.share) == (1, 1, 1, 0.25)
    assert found.exits == pytest.approx(0.25)
    assert [span.views for span in found.spans] == [0] * 6 + [1]
    assert {span.visits_before for span in found.spans} == {None}, "one page is not compared"
    assert (nothing.sum.views, nothing.exits, nothing.share) == (0, 0, 0)


def test_what_was_lost_from_the_database_shows(engine, writer):
    keep(writer, week())
    with engine.begin() as db:
        db.execute(text("UPDATE count_page_day SET entries = entries + 1 WHERE entries > 0 AND day > 20530"))

    with engine.connect() as db:
        assert not of(db).balance.whole


def test_a_page_of_figures_asks_the_database_a_dozen_times_at_most(engine, writer):
    keep(writer, week())
    days = period.between(date(2026, 1, 15), date(2026, 3, 19), first=date(2025, 3, 2), today=TODAY)
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    with engine.connect() as db:
        reading.first_day(db, today=TODAY)
        reading.read(db, days, now=NOW)

    assert 5 < len([statement for statement in asked if statement.startswith(("SELECT", "WITH"))]) <= 12


def test_notes_are_those_of_the_days(engine, writer):
    keep(writer, week())
    rows = [(13, "own", "before"), (14, "own", "a market"), (20, "published", "1"), (21, "own", "after")]
    with engine.begin() as db:
        for day, kind, body in rows:
            db.execute(insert(count_note).values(day=date(2026, 3, day), kind=kind, body=body))

    with engine.connect() as db:
        assert [note.body for note in of(db).notes] == ["a market", "1"]
