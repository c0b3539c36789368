"""GoatCounter's rows, counted by our definitions: an arrival is a view that no page of ours led to."""

import gzip
import io
import tracemalloc
from dataclasses import replace
from itertools import chain

import pytest

from counting.view import OTHER
from formhandler.counts import dims
from formhandler.imports import goatcounter
from formhandler.imports.fault import Fault, What
from tests.formhandler.imports.made import HEADER, WANTED, hit, keys, pages, sources, taken
from tests.formhandler.imports.made import goatcounter as export

DAY = "2026-03-01"


def read(data, **changes):
    found = taken(**changes)
    goatcounter.read(io.BytesIO(data), found)
    return found


def fault(*rows):
    with pytest.raises(Fault) as found:
        read(export(*rows))
    return found.value


def test_a_view_from_elsewhere_is_an_entry_and_one_from_a_page_of_ours_goes_on_from_it():
    found = read(
        export(
            hit("/", referrer="duckduckgo.com", scheme="h"),
            hit("/palvelut", referrer="www.example.fi/?a=b", scheme="h"),
            hit("/yhteys/"),
        )
    )

    assert pages(found) == {
        (DAY, "/"): (1, 1, 1),
        (DAY, "/palvelut/"): (1, 0, 0),
        (DAY, "/yhteys/"): (1, 1, 0),
    }
    assert sources(found) == {(DAY, "duckduckgo.com"): 1, (DAY, ""): 1}
    assert (found.total("views"), found.total("entries")) == (3, 2)


@pytest.mark.parametrize(
    ("referrer", "scheme", "source"),
    [
        ("Google", "g", "google.com"),
        ("Email", "g", OTHER),
        ("com.example.app", "o", "com.example.app"),
        ("kevat", "c", OTHER),
        ("news.example.net/item/1", "h", "news.example.net"),
    ],
)
def test_a_referrer_is_kept_as_a_host_alone(referrer, scheme, source):
    found = read(export(hit("/", referrer=referrer, scheme=scheme)))

    assert [name for _, name in sources(found)] == [source]


def test_a_campaign_is_counted_only_where_the_record_counts_campaigns():
    rows = export(hit("/", referrer="kevat", scheme="c"))

    assert keys(read(rows), dims.CAMPAIGN) == {}
    assert keys(read(rows, site=replace(WANTED.site, campaigns=True)), dims.CAMPAIGN) == {(DAY, "kevat"): 1}


def test_a_page_that_the_site_does_not_have_is_one_of_the_rest():
    assert pages(read(export(hit("/vanha"), hit('"/x,y\x1b"')))) == {(DAY, OTHER): (2, 2, 0)}


def test_events_are_no_views_and_bots_are_left_out_with_their_reason():
    found = read(export(hit("/osta", event="true"), hit("/", bot="3"), hit("/")))

    assert pages(found) == {(DAY, "/"): (1, 1, 0)}
    assert keys(found, dims.LEFT) == {(DAY, "bot"): 1}


@pytest.mark.parametrize(
    ("size", "device"),
    [
        ("390,844,3", "phone"),
        ("599,0,1", "phone"),
        ("600,0,1", "tablet"),
        ("1024,0,1", "desktop"),
        ("0,0,1", None),
        ("", None),
        ("x", None),
    ],
)
def test_a_width_says_which_device_and_an_unknown_one_none(size, device):
    found = keys(read(export(hit("/", size=size))), dims.DEVICE)

    assert found == ({(DAY, device): 1} if device else {})


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("2026-03-01T21:59:59Z", "2026-03-01"),
        ("2026-03-01T22:00:00Z", "2026-03-02"),
        ("2026-03-02T00:30:00+03:00", "2026-03-01"),
    ],
)
def test_a_day_is_finlands(when, day):
    assert list(pages(read(export(hit("/", when))))) == [(day, "/")]


def test_days_that_are_not_wanted_are_left_aside_and_counted():
    found = read(export(hit("/", "2024-02-01T10:00:00Z"), hit("/")))

    assert (found.outside, found.total("views")) == (1, 1)


def test_what_was_packed_is_unpacked():
    assert read(gzip.compress(export(hit("/")))).total("views") == 1


def test_the_first_version_of_the_format_is_read_by_its_names():
    header = (
        "1Path,Title,Event,Bot,Session,FirstVisit,Referrer,Referrer scheme,Browser,Screen size,Location,Date"
    )
    row = '/,T,false,0,s,true,,,B,"390,0,1",FI,2026-03-01T10:00:00Z'

    assert pages(read(f"{header}\n{row}\n".encode())) == {(DAY, "/"): (1, 1, 0)}


@pytest.mark.parametrize(
    ("row", "what", "column"),
    [
        (hit("/", "2026-03-21T10:00:00Z"), What.FUTURE, "Date"),
        (hit("/", "2026-03-01T10:00:00"), What.DATE, "Date"),
        (hit("/", "yesterday"), What.DATE, "Date"),
        (hit("/", "0001-01-01T00:00:00+03:00"), What.DATE, "Date"),
        (hit("/", bot="-1"), What.NUMBER, "Bot"),
        (hit("/", event="maybe"), What.TRUTH, "Event"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_line_and_column(row, what, column):
    found = fault(hit("/"), row)

    assert (found.what, found.place.line, found.place.column) == (what, 3, column)


def test_another_version_of_the_format_is_refused():
    with pytest.raises(Fault) as found:
        read(f"3{HEADER[1:]}\n".encode())

    assert (found.value.what, found.value.place.column) == (What.COLUMN, "Path")


def test_a_packed_file_that_was_cut_off_is_a_fault():
    with pytest.raises(Fault) as found:
        read(gzip.compress(export(hit("/")))[:-9])

    assert found.value.what is What.GZIP


class Rows(io.RawIOBase):
    """A long export that is never in memory as a whole."""

    def __init__(self, rows):
        self.rows = chain([f"{HEADER}\n".encode()], rows)

    def readline(self, limit=-1, /):
        return next(self.rows, b"")

    def read(self, n=-1, /):
        return b""

    def seek(self, *_):
        return 0


def test_twenty_thousand_hosts_and_pages_take_the_memory_of_the_most_that_a_day_has():
    rows = (f"{hit(f'/{n}', referrer=f'h{n}.example', scheme='h')}\n".encode() for n in range(20_000))
    found = taken(most=50)
    tracemalloc.start()
    try:
        goatcounter.read(Rows(rows), found)
        assert tracemalloc.get_traced_memory()[1] < 1_500_000
    finally:
        tracemalloc.stop()

    assert len(sources(found)) == 51
    assert sum(sources(found).values()) == found.total("entries") == 20_000
