"""The day of the build is the day in Helsinki."""

from datetime import date

import pytest

from plugins.clock import build_day


@pytest.mark.parametrize(
    ("epoch", "day"),
    [
        ("1795384799", date(2026, 11, 22)),  # 23:59:59 in Helsinki
        ("1795384800", date(2026, 11, 23)),  # midnight there; 22:00 UTC
    ],
)
def test_the_day_changes_at_midnight_in_helsinki(epoch, day):
    assert build_day({"SOURCE_DATE_EPOCH": epoch}) == day


def test_an_epoch_that_is_no_number_is_an_error():
    with pytest.raises(ValueError, match="soon"):
        build_day({"SOURCE_DATE_EPOCH": "soon"})
