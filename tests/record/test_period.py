from datetime import date

import pytest

from record import MonthDay, Period


@pytest.mark.parametrize(
    ("iso", "start", "end"),
    [
        ("P1M", date(2026, 1, 31), date(2026, 2, 28)),
        ("P1M", date(2028, 1, 31), date(2028, 2, 29)),
        ("P1M", date(2026, 1, 28), date(2026, 2, 28)),
        ("P1M", date(2026, 2, 28), date(2026, 3, 28)),
        ("P1M", date(2026, 12, 31), date(2027, 1, 31)),
        ("P12M", date(2024, 2, 29), date(2025, 2, 28)),
        ("P1Y", date(2024, 2, 29), date(2025, 2, 28)),
        ("P4Y", date(2024, 2, 29), date(2028, 2, 29)),
        ("P23M", date(2026, 1, 31), date(2027, 12, 31)),
        ("P30D", date(2026, 1, 31), date(2026, 3, 2)),
        ("P1M1D", date(2026, 1, 31), date(2026, 3, 1)),
        ("P0D", date(2026, 1, 31), date(2026, 1, 31)),
    ],
)
def test_a_period_ends_on_the_same_day_number_or_on_the_last_day_of_the_month(iso, start, end):
    assert Period.parse(iso).add_to(start) == end


@pytest.mark.parametrize("iso", ["P6Y", "P12M", "P30D", "P0D", "P1Y6M", "P1Y2M3D"])
def test_a_period_is_written_as_it_was_read(iso):
    assert Period.parse(iso).iso == str(Period.parse(iso)) == iso


@pytest.mark.parametrize(
    "iso", ["", "P", "P1W", "PT1H", "P1.5Y", "1Y", "P1M1Y", "P-1D", "p1y", "P1Y ", "P²Y"]
)
def test_what_is_no_period_of_whole_days_is_refused(iso):
    with pytest.raises(ValueError, match="whole days"):
        Period.parse(iso)


@pytest.mark.parametrize(
    ("iso", "fine"), [("P100Y", True), ("P100Y1M", False), ("P1200M", True), ("P1201M", False)]
)
def test_no_period_is_longer_than_a_hundred_years(iso, fine):
    if fine:
        assert Period.parse(iso)
    else:
        with pytest.raises(ValueError, match="longer than 100 years"):
            Period.parse(iso)


def test_a_period_of_nothing_is_false():
    assert not Period.parse("P0D")
    assert Period.parse("P1D")


@pytest.mark.parametrize(
    ("text", "day", "end"),
    [
        ("12-31", date(2026, 1, 1), date(2026, 12, 31)),
        ("12-31", date(2026, 12, 31), date(2026, 12, 31)),
        ("04-30", date(2026, 4, 30), date(2026, 4, 30)),
        ("04-30", date(2026, 5, 1), date(2027, 4, 30)),
        ("02-29", date(2026, 2, 28), date(2026, 2, 28)),
        ("02-29", date(2028, 2, 28), date(2028, 2, 29)),
        ("02-29", date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_day_of_the_year_comes_again_every_year(text, day, end):
    assert MonthDay.parse(text).on_or_after(day) == end


@pytest.mark.parametrize("text", ["12-31", "01-01", "02-29"])
def test_a_day_of_the_year_is_written_as_it_was_read(text):
    assert str(MonthDay.parse(text)) == text


@pytest.mark.parametrize("text", ["02-30", "13-01", "00-10", "1-1", "12-31 ", "2026-12-31", ""])
def test_what_is_no_day_of_the_year_is_refused(text):
    with pytest.raises(ValueError, match=r"MM-DD|month|day"):
        MonthDay.parse(text)
