"""Dates and periods read as people of each language write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from record import Period
from texts import format_date, format_period
from texts.dates import format_ago, format_month, format_month_day

DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("lang", "said"), [("fi", "1. syyskuuta 2026"), ("sv", "1 september 2026"), ("en", "1 September 2026")]
)
def test_a_date_is_written_out(lang, said):
    assert format_date(DAY, lang) == said


@pytest.mark.parametrize(
    ("lang", "said"), [("fi", "29. helmikuuta"), ("sv", "29 februari"), ("en", "29 February")]
)
def test_a_day_that_returns_has_no_year(lang, said):
    assert format_month_day(2, 29, lang) == said


@pytest.mark.parametrize(("lang", "said"), [("fi", "9.2026"), ("sv", "2026-09"), ("en", "09/2026")])
def test_a_month_is_short_and_has_its_year(lang, said):
    assert format_month(DAY, lang) == said


@pytest.mark.parametrize(
    ("iso", "lang", "said"),
    [
        ("P12M", "fi", "12 kuukautta"),
        ("P1M", "fi", "1 kuukausi"),
        ("P30D", "sv", "30 dygn"),
        ("P6Y", "en", "6 years"),
        ("P1Y6M", "en", "1 year 6 months"),
        ("P0D", "fi", "0 päivää"),
    ],
)
def test_a_period_is_said_in_words(iso, lang, said):
    assert format_period(Period.parse(iso), lang) == said


@pytest.mark.parametrize(
    ("seconds", "lang", "said"),
    [
        (0, "en", "1 minute ago"),
        (125, "fi", "2 minuuttia sitten"),
        (125, "sv", "för 2 minuter sedan"),
        (3 * 60 * 60, "en", "3 hours ago"),
    ],
)
def test_how_long_ago_is_said_in_words(seconds, lang, said):
    now = datetime(2026, 9, 1, 12, tzinfo=UTC)

    assert format_ago(now - timedelta(seconds=seconds), now, lang) == said
