"""The demo's database: believable, exact, the same every time, and never somebody's own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from counting import exits
from formhandler import db
from formhandler.counts import dims, reading
from formhandler.demo import filling
from formhandler.demo.visits import Plan
from formhandler.schema import count_note

NOW = datetime(2026, 11, 23, 14, 20, tzinfo=UTC)
TODAY, FIRST = date(2026, 11, 23), date(2025, 10, 1)
PLAN = Plan(
    pages=("/", "/palvelut/", "/yhteys/", "/kiitos/", "/tietosuoja/", "/sv/", "/sv/kontakt/", "/en/"),
    languages=("fi", "sv", "en"),
    forms={"/yhteys/": "/kiitos/", "/sv/kontakt/": "/sv/tack/"},
    menu=frozenset({"/palvelut/", "/yhteys/", "/sv/kontakt/"}),
    rare=("/tietosuoja/",),
    campaigns=True,
)
NOTES = filling.Notes(campaign="A campaign began", paper="The local paper", opening="New opening hours")


@pytest.fixture(scope="module")
def sums():
    return filling.figures(PLAN, now=NOW)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the demo is."""
    return tmp_path_factory.mktemp("demo") / "demo"


@pytest.fixture(scope="module")
def demo(folder, sums):
    """A filled demo, to be read."""
    filling.fill(folder, sums, NOTES, most=200, now=NOW, mark="made by the demo")
    engine = db.connect(db.sqlite_url(folder))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_it_has_fourteen_months_up_to_this_hour(demo):
    days = reading.days(demo, FIRST, TODAY)
    hours = reading.hours(demo, now=NOW)

    assert reading.first_day(demo) == FIRST
    assert all(day.views >= day.entries > 0 for day in days[:-1])
    assert sum(hour.views for hour in hours) > 0
    assert reading.days(demo, TODAY, TODAY + timedelta(days=2))[1:] == [
        reading.DaySum(TODAY + timedelta(days=n), 0, 0) for n in (1, 2)
    ]


def test_nothing_has_happened_that_is_still_to_come(sums):
    assert max(sums.hours) * 3600 <= NOW.timestamp() < (max(sums.hours) + 1) * 3600


def test_the_integrity_line_holds_over_all_and_over_any_day(demo):
    for start, end in (
        (FIRST, TODAY),
        (date(2026, 5, 7), date(2026, 5, 7)),
        (date(2026, 1, 9), date(2026, 3, 3)),
    ):
        balance = exits.balance(reading.pages(demo, start, end))

        assert balance.whole
        assert balance.entries == sum(day.entries for day in reading.days(demo, start, end)) > 0


def test_every_dimension_has_something_to_show(demo):
    found = {dim: reading.sums(demo, dim, FIRST, TODAY) for dim in range(dims.TOTAL, dims.CAMPAIGN + 1)}

    assert all(found.values())
    assert {"", "google.com", "chatgpt.com", "facebook.com"} <= found[dims.SOURCE].keys()
    assert set(found[dims.DEVICE]) == {"phone", "tablet", "desktop"}
    assert next(iter(found[dims.LANG])) == "fi"
    assert set(found[dims.LEFT]) == {"bot", "prefetch", "objection", "gpc", "own", "spam"}
    assert set(found[dims.FORM]) == {"/yhteys/", "/sv/kontakt/"}


def test_thanks_follow_a_sent_form_alone(demo):
    pages = {page.page: page for page in reading.pages(demo, FIRST, TODAY)}
    sent = reading.sums(demo, dims.FORM, FIRST, TODAY)

    assert (pages["/kiitos/"].views, pages["/kiitos/"].entries) == (sent["/yhteys/"], 0)


def test_it_is_the_same_every_time(sums):
    assert filling.figures(PLAN, now=NOW) == sums


def test_the_owner_of_the_demo_noted_what_happened(demo):
    notes = demo.execute(select(count_note.c.body, count_note.c.kind).order_by(count_note.c.day)).all()

    assert notes == [("The local paper", "own"), ("New opening hours", "own"), ("A campaign began", "own")]


def test_a_second_demo_takes_the_place_of_the_first(folder, sums, demo):
    before = reading.pages(demo, FIRST, TODAY)
    demo.rollback()  # the end of what it read

    filling.fill(folder, sums, NOTES, most=200, now=NOW, mark="")

    assert reading.pages(demo, FIRST, TODAY) == before


@pytest.mark.parametrize("name", [db.FILE, "vault", "secret.key"])
def test_a_folder_that_holds_somebodys_data_is_left_as_it_is(tmp_path, sums, name):
    (tmp_path / name).write_bytes(b"somebody's")

    with pytest.raises(filling.NotOurs):
        filling.fill(tmp_path, sums, NOTES, most=200, now=NOW, mark="")

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(name, b"somebody's")]
