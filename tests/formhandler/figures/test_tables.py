"""The tables add up to what was counted, whatever is shown of them."""

from datetime import date

import pytest

from counting.view import Missing, Sent
from formhandler import figures
from formhandler.figures import asked, period, reading, shown
from record import load
from tests.counted import counted
from tests.formhandler.counts.made import view
from tests.formhandler.figures.made import NOW, at, keep, week
from texts import translator

TODAY = date(2026, 3, 20)
WRITTEN = date(2026, 11, 22)  # after everything that the record says was seen to


@pytest.fixture
def url(sqlite_url):
    """One kind of database: both answer the same to what is read (test_reading.py)."""
    return sqlite_url


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return load(counted(tmp_path_factory.mktemp("counted"), "server") / "record.toml", today=WRITTEN)


def show(engine, record, **args):
    """The last thirty days up to the 20th of March, in English."""
    with engine.connect() as db:
        days = period.preset("30", first=reading.first_day(db, today=TODAY), today=TODAY)
        found = reading.read(db, days, now=NOW)
    return shown.show(found, record, asked.asked(args), translator("en"))


def rows(table):
    return [(row.name, *row.numbers) for row in table.rows]


def test_each_table_says_what_was_counted(engine, writer, record):
    keep(writer, week())

    tables = show(engine, record).tables

    assert rows(tables["pages"]) == [("/", 4, 4, 0.571), ("/a/", 2, 1, 0.286), ("/b/", 1, 1, 0.143)]
    assert rows(tables["sources"]) == [
        ("Not known", 4, 0.667),
        ("Search engines", 1, 0.167),
        ("www.google.com", 1, 0.167),
        ("Other sites", 1, 0.167),
        ("intra.example", 1, 0.167),
    ]
    assert rows(tables["devices"]) == [("Computer", 6, 0.857), ("Phone", 1, 0.143)]
    assert rows(tables["languages"]) == [
        ("Finnish", 5, 0.714),
        ("Everything else", 1, 0.143),
        ("Swedish", 1, 0.143),
    ]
    assert rows(tables["forms"]) == [("/b/", 1, 0.167)]
    assert rows(tables["missing"]) == [("/old/", 1), ("=cmd|' /C calc'!A0", 1)]
    assert rows(tables["left"]) == [("Bots", 1)]
    assert rows(tables["times"])[:3] == [("Fri 20/03", 2, 2), ("Thu 19/03", 0, 0), ("Wed 18/03", 1, 2)]
    assert "campaigns" not in tables


@pytest.mark.parametrize(
    ("sort", "first"),
    [("views", "/"), ("entries", "/a/"), ("exits", "/a/"), ("name", "*"), ("nonsense", "/")],
)
def test_the_pages_stand_in_the_order_that_is_asked_for(engine, writer, record, sort, first):
    keep(
        writer, [view("/a/"), view("/a/"), *(view(page, before="/") for page in ("/", "/", "/", "/z/", "*"))]
    )
    with engine.connect() as db:
        days = period.month(2026, 3, first=date(2026, 3, 1), today=TODAY)
        found = reading.read(db, days, now=NOW)

    table = shown.show(found, record, asked.asked({"jarjestys": sort}), translator("en")).tables["pages"]

    assert table.rows[0].key == first
    assert table.sort == (sort if sort != "nonsense" else "views")


def test_what_is_not_shown_is_summed_up_so_that_the_table_adds_up(engine, writer, record):
    keep(writer, [view(f"/{n:03}/", hour=at(10)) for n in range(40)] + [view("/000/", hour=at(10))])

    cut, whole = (show(engine, record, nayta=nayta).tables["pages"] for nayta in ("", "pages"))

    assert len(cut.rows) == 16
    assert rows(cut)[-1] == ("25 other pages", 25, 25, 0.61)
    assert (cut.hidden, cut.whole) == (25, False)
    assert len(whole.rows) == 40
    assert (whole.hidden, whole.whole) == (0, True)
    assert sum(row.numbers[0] for row in cut.rows) == sum(row.numbers[0] for row in whole.rows) == 41


@pytest.mark.parametrize(("n", "shown"), [(15, 15), (16, 16), (17, 16)])
def test_one_row_alone_is_shown_rather_than_summed_up(engine, writer, record, n, shown):
    keep(writer, [Missing(at(10), f"/{i}") for i in range(n)] + [view(hour=at(10))])

    assert len(show(engine, record).tables["missing"].rows) == shown


def test_the_hosts_of_a_group_are_summed_up_under_it(engine, writer, record):
    keep(writer, [view(hour=at(10), source=f"h{n}.example") for n in range(9)])

    cut, whole = (show(engine, record, nayta=nayta).tables["sources"] for nayta in ("", "sources"))

    assert [row.name for row in cut.rows] == [
        "Other sites",
        *(f"h{n}.example" for n in range(5)),
        "4 other sites",
    ]
    assert {row.group for row in cut.rows[1:]} == {"Other sites"}
    assert len(whole.rows) == 10


def test_campaigns_are_a_table_where_the_record_counts_them(engine, writer, tmp_path):
    record = load(counted(tmp_path / "campaigns", "server", campaigns=True) / "record.toml", today=WRITTEN)
    keep(writer, [view(hour=at(10), campaign="spring")])

    assert rows(show(engine, record).tables["campaigns"]) == [("spring", 1, 1.0)]


def test_a_month_has_everything_and_one_without_figures_is_none(engine, writer, record):
    keep(writer, [*week(), Sent(at(3), "/b/")])

    with engine.connect() as db:
        march = figures.month(db, record, 2026, 3, now=NOW, lang="fi")
        assert figures.month(db, record, 2026, 2, now=NOW, lang="fi") is None

    assert march.name == "maaliskuu 2026 (2.3.–20.3.2026)"
    assert [(tally.id, tally.said) for tally in march.tallies] == [
        ("visits", "6"),
        ("views", "7"),
        ("per_visit", "1,2"),
        ("sent", "2"),
    ]
    assert march.tables["pages"].caption == "Sivut"
    assert "<svg" in march.pictures[0].svg


def test_what_a_way_of_counting_cannot_see_is_said(tmp_path):
    said = {}
    for mode in ("off", "server", "log", "beacon", "beacon-after-consent"):
        record = load(counted(tmp_path / mode, mode) / "record.toml", today=WRITTEN)
        said[mode] = shown.ways.way(record, translator("en"))

    assert len({sentences[0] for sentences in said.values()}) == 5
    assert all(len(sentences) > 1 for mode, sentences in said.items() if mode != "off")
