"""The lines behind the columns stand at round numbers, and hold whatever is drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formhandler.charts.scale import MOST, said, scale


@pytest.mark.parametrize(
    ("highest", "lines"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (11, [0, 5, 10, 15]),
        (100, [0, 20, 40, 60, 80, 100]),
        (101, [0, 50, 100, 150]),
    ],
)
def test_lines_stand_at_round_numbers(highest, lines):
    assert list(scale(highest).lines) == lines


def test_what_hangs_down_gets_the_room_that_it_needs():
    found = scale(300, -20)

    assert (found.low, found.high, list(found.lines)) == (-20, 300, [0, 100, 200, 300])
    assert list(scale(3, -5).lines) == [-4, -2, 0, 2, 4]


@given(highest=st.integers(0, 10**7), lowest=st.integers(-(10**7), 0))
def test_everything_fits_and_zero_is_a_line(highest, lowest):
    found = scale(highest, lowest)

    assert found.low <= lowest
    assert highest <= found.high
    assert 0 in found.lines
    assert 2 <= len(found.lines) <= MOST + 3
    assert found.percent(found.high) == 0
    assert found.percent(found.low) == 100


def test_a_number_is_written_as_the_language_does_and_without_a_minus():
    assert said(12000, "fi_FI") == "12\N{NO-BREAK SPACE}000"
    assert said(-5, "sv_FI") == "5"
