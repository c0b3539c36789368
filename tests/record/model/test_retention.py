from datetime import date

import pytest

from record import MonthDay, Period, Retention, Text


def rule(keep, *, clock="message.received", round="none"):
    nothing = Text({})
    return Retention(
        id="x",
        name=nothing,
        clock=clock,
        keep=Period.parse(keep),
        round=round,
        then="erase",
        why=nothing,
        law=None,
    )


VOUCHERS = rule("P6Y", clock="fiscal_year.end", round="end-of-calendar-year")
BOOKS = rule("P10Y", clock="fiscal_year.end")


@pytest.mark.parametrize(
    ("year_end", "vouchers", "books"),
    [
        (date(2017, 4, 30), date(2023, 12, 31), date(2027, 4, 30)),
        (date(2024, 3, 31), date(2030, 12, 31), date(2034, 3, 31)),
        (date(2025, 12, 31), date(2031, 12, 31), date(2035, 12, 31)),
        (date(2025, 1, 1), date(2031, 12, 31), date(2035, 1, 1)),
        (date(2024, 2, 29), date(2030, 12, 31), date(2034, 2, 28)),
    ],
)
def test_accounts_are_kept_as_the_accounting_act_counts(year_end, vouchers, books):
    assert VOUCHERS.last_day(year_end) == vouchers
    assert BOOKS.last_day(year_end) == books


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2016, 5, 1), date(2027, 4, 30)),  # the first day of the financial year
        (date(2017, 4, 30), date(2027, 4, 30)),  # the last one
        (date(2017, 5, 1), date(2028, 4, 30)),  # the first one of the next
    ],
)
def test_any_day_of_a_financial_year_counts_from_its_end(day, last):
    assert BOOKS.last_day(day, fiscal_year_end=MonthDay(4, 30)) == last


def test_other_clocks_do_not_care_when_the_financial_year_ends():
    assert rule("P12M").last_day(date(2026, 3, 1), fiscal_year_end=MonthDay(4, 30)) == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("keep", "start", "last"),
    [
        ("P1M", date(2026, 1, 31), date(2026, 2, 28)),
        ("P1M", date(2028, 1, 31), date(2028, 2, 29)),
        ("P12M", date(2024, 2, 29), date(2025, 2, 28)),
        ("P30D", date(2026, 1, 1), date(2026, 1, 31)),
        ("P0D", date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_the_last_day_follows_the_calendar(keep, start, last):
    assert rule(keep).last_day(start) == last


def test_the_example_keeps_a_message_for_a_year(example):
    assert example.retention("enquiry").last_day(date(2026, 11, 22)) == date(2027, 11, 22)
