"""Plausible's sums of a day: views as they are, entrances and exits fitted to our rule."""

import io

import pytest

from counting.view import OTHER
from formhandler.counts import dims
from formhandler.imports import plausible
from formhandler.imports.fault import Fault, What
from tests.formhandler.imports.made import ENTRANCES, PAGES, WEEK, keys, pages, sources, taken
from tests.formhandler.imports.made import plausible as export

FIRST, SECOND = "2026-03-01", "2026-03-02"


def read(data, **changes):
    found = taken(**changes)
    plausible.read(io.BytesIO(data), found)
    return found


def fault(data):
    with pytest.raises(Fault) as found:
        read(data)
    return found.value


def test_a_day_of_plausible_is_a_day_of_ours():
    found = read(export(**WEEK))

    assert pages(found) == {
        (FIRST, "/"): (2, 2, 1),
        (FIRST, "/palvelut/"): (1, 0, 0),
        (SECOND, "/yhteys/"): (1, 1, 0),
    }
    assert (found.total("views"), found.total("entries")) == (4, 3)


def test_sources_are_hosts_and_what_has_none_is_one_of_the_rest():
    assert sources(read(export(**WEEK))) == {(FIRST, "google.com"): 1, (FIRST, ""): 1, (SECOND, OTHER): 1}


def test_devices_are_counted_by_views_and_addresses_without_a_page_without_their_query():
    found = read(export(**WEEK))

    assert keys(found, dims.DEVICE) == {(FIRST, "phone"): 3, (SECOND, "desktop"): 1}
    assert keys(found, dims.MISSING) == {(SECOND, "/vanha"): 3}


def test_the_pages_of_another_host_are_not_mistaken_for_ours():
    rows = (PAGES, f'"{FIRST}","shop.example.net","/",5,5,5', f'"{FIRST}","","/",1,1,1')

    assert pages(read(export(pages=rows))) == {(FIRST, OTHER): (5, 5, 0), (FIRST, "/"): (1, 1, 0)}


def test_a_session_that_began_before_midnight_does_not_break_the_sums():
    rows = {
        "pages": (PAGES, f'"{FIRST}","","/",1,1,1', f'"{FIRST}","","/yhteys/",1,1,3'),
        "entry_pages": (ENTRANCES, f'"{FIRST}","/",2,2,0,0,3'),
    }
    found = pages(read(export(**rows)))

    assert sum(views for views, _, _ in found.values()) == 4
    assert sum(views - entries - onward for views, entries, onward in found.values()) == 0


def test_days_that_are_not_wanted_are_left_aside():
    found = read(export(pages=(PAGES, '"2023-01-01","","/",1,1,1', f'"{FIRST}","","/",1,1,1')))

    assert (found.outside, found.total("views")) == (1, 1)


def test_no_zip_a_damaged_one_and_one_without_the_pages_are_told_apart():
    whole = export(**WEEK)

    assert fault(b"date,page\n").what is What.ZIP
    assert fault(whole.replace(b"/palvelut", b"/palvelin", 1)).what is What.ZIP
    assert fault(export(devices=WEEK["devices"])).what is What.PAGES


@pytest.mark.parametrize(
    ("row", "what", "column"),
    [
        (f'"{FIRST}","","/",1,1,-1', What.NUMBER, "pageviews"),
        ('"2026-03-21","","/",1,1,1', What.FUTURE, "date"),
        ('"1.3.2026","","/",1,1,1', What.DATE, "date"),
    ],
)
def test_a_fault_names_the_member_of_the_zip_its_line_and_column(row, what, column):
    found = fault(export(pages=(PAGES, f'"{FIRST}","","/",1,1,1', row)))

    assert (found.what, found.place.line, found.place.column) == (what, 3, column)
    assert found.place.member == "imported_pages_20260301_20260302.csv"
