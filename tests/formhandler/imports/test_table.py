"""A CSV file as it may come: with a byte order mark, cut off, in another coding, with too much in a line."""

import io
import tracemalloc
from datetime import date

import pytest

from formhandler.imports.fault import Fault, What
from formhandler.imports.table import LONGEST, Table

TODAY = date(2026, 3, 1)


def rows(data, columns=("a", "b"), optional=(), **more):
    text = data if isinstance(data, bytes) else data.encode()
    return list(Table(io.BytesIO(text), columns, optional, **more).rows())


def fault(data, **more):
    with pytest.raises(Fault) as found:
        rows(data, **more)
    return found.value


def test_the_wanted_columns_come_in_their_order_with_the_line_they_stand_in():
    assert rows("c,b,a\n1,2,3\n\n4,5,6\n") == [(2, ("3", "2")), (4, ("6", "5"))]


def test_a_column_that_may_be_missing_is_empty():
    assert rows("a,b\n1,2\n", optional=("z",)) == [(2, ("1", "2", ""))]


@pytest.mark.parametrize("data", ["a,b\r\n1,2\r\n", "\ufeffa,b\n1,2\n", '"a","b"\n"1","2"', "2a,b\n1,2\n"])
def test_what_another_program_may_write_around_the_values_is_no_fault(data):
    assert rows(data, aliases={"2a": "a"}) == [(2, ("1", "2"))]


def test_a_quoted_line_break_belongs_to_its_cell_and_its_row_is_named_by_its_last_line():
    assert rows('a,b\n"x\ny",2\n') == [(3, ("x\ny", "2"))]


@pytest.mark.parametrize(
    ("data", "what", "line"),
    [
        ("", What.EMPTY, 0),
        ("a,c\n1,2\n", What.COLUMN, 1),
        ("a,b\n1,2\n1,2,3\n", What.CELLS, 3),
        ("a,b\n1,2\n1\n", What.CELLS, 3),
        (b"a,b\n1,2\n1,\xff\n", What.TEXT, 3),
        ("a,b\n1,2\n".encode("utf-16"), What.TEXT, 1),
        ('a,b\n1,"2\n', What.CSV, 2),
        ("a,b\n1,2\n" + "x" * (LONGEST + 1), What.LONG, 3),
    ],
)
def test_a_fault_says_what_it_is_and_in_which_line(data, what, line):
    found = fault(data)

    assert (found.what, found.place.line) == (what, line)


def test_a_missing_column_is_named_with_what_is_there_instead():
    found = fault("datum,b\n")

    assert (found.place.column, found.found) == ("a", "datum,b")


@pytest.mark.parametrize("text", ["-1", "1.5", "", "1 000", "١٢", "1" * 13])
def test_only_whole_numbers_from_zero_up_are_numbers(text):
    with pytest.raises(Fault) as found:
        Table(io.BytesIO(), ()).number(text, 7, "pageviews")

    assert (found.value.what, found.value.place.line, found.value.found) == (What.NUMBER, 7, text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("2026-03-02", What.FUTURE),
        ("2026-02-30", What.DATE),
        ("20260228", What.DATE),
        ("2026-W09-1", What.DATE),
        ("28.2.2026", What.DATE),
    ],
)
def test_a_day_that_is_none_or_has_not_come_is_a_fault(text, what):
    with pytest.raises(Fault) as found:
        Table(io.BytesIO(), ()).day(text, 2, "date", today=TODAY)

    assert found.value.what is what


def test_today_has_come():
    assert Table(io.BytesIO(), ()).day("2026-03-01", 2, "date", today=TODAY) == TODAY


class Endless(io.RawIOBase):
    """Bytes without a line end, as many as one asks for."""

    def readline(self, limit=-1, /):
        return b"x" * limit


def test_a_line_without_an_end_takes_no_more_memory_than_a_line():
    tracemalloc.start()
    try:
        with pytest.raises(Fault):
            next(Table(Endless(), ("a",)).rows())
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
