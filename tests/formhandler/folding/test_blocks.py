"""Whole lines, whatever size of piece the file is read in."""

import io

import pytest

from formhandler.folding import blocks

RAW = b"first\nsecond one\n\nfourth\nhalf"


@pytest.mark.parametrize("at_once", range(1, len(RAW) + 2))
def test_every_whole_line_comes_once_and_half_a_line_not(at_once):
    found = list(blocks.read(io.BytesIO(RAW), 0, at_once=at_once))

    assert [line for block in found for line in block.lines] == [b"first", b"second one", b"", b"fourth"]
    assert found[-1].end == len(RAW) - len(b"half")
    assert all(RAW[: block.end].endswith(block.raw) for block in found)


def test_it_goes_on_where_it_is_told_to():
    (block,) = blocks.read(io.BytesIO(RAW), len(b"first\n"))

    assert (block.lines[0], block.end) == (b"second one", len(RAW) - len(b"half"))


def test_a_line_without_an_end_is_not_waited_for_for_ever():
    endless = io.BytesIO(b"x" * (blocks.LONGEST + 1))

    (block,) = blocks.read(endless, 0, at_once=1_000)

    assert block.end == blocks.LONGEST + 1
    assert list(blocks.read(io.BytesIO(b"x" * blocks.LONGEST), 0, at_once=1_000)) == []


@pytest.mark.parametrize(("offset", "lines"), [(0, 0), (5, 0), (6, 1), (len(RAW), 4)])
def test_a_place_is_named_by_the_lines_before_it(offset, lines):
    assert blocks.number(io.BytesIO(RAW), offset) == lines
