"""Numbers, days and changes as people of each language write them."""

from datetime import date

import pytest

from formhandler.figures import words
from formhandler.figures.period import Days, Unit
from formhandler.figures.words import Numbers
from texts import translator


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fi", ["12\N{NO-BREAK SPACE}345", "12,3\N{NO-BREAK SPACE}%", "1\N{NO-BREAK SPACE}234,5", "0,0"]),
        ("sv", ["12\N{NO-BREAK SPACE}345", "12,3\N{NO-BREAK SPACE}%", "1\N{NO-BREAK SPACE}234,5", "0,0"]),
        ("en", ["12,345", "12.3%", "1,234.5", "0.0"]),
    ],
)
def test_numbers_are_written_as_in_the_language(lang, said):
    numbers = Numbers(lang)

    assert [
        numbers.count(12345),
        numbers.share(0.1234),
        numbers.decimal(1234.5),
        numbers.decimal(0.01),
    ] == said


@pytest.mark.parametrize(
    ("now", "before", "percent", "way"),
    [
        (112, 100, "+12\N{NO-BREAK SPACE}%", "up"),
        (50, 100, "\N{MINUS SIGN}50\N{NO-BREAK SPACE}%", "down"),
        (100, 100, "±0\N{NO-BREAK SPACE}%", "same"),
        (1001, 1000, "±0\N{NO-BREAK SPACE}%", "up"),
        (7, 0, "", "up"),  # from nothing to something is no percentage
        (0, 0, "", "same"),
        (0, 3, "\N{MINUS SIGN}100\N{NO-BREAK SPACE}%", "down"),
    ],
)
def test_a_change_is_a_percentage_and_a_word(now, before, percent, way):
    change = words.change(now, before, translator("fi"))

    assert (change.percent, change.way, change.before) == (
        percent,
        way,
        str(before).replace("1000", "1\xa0000"),
    )
    assert (
        change.words
        == {
            "up": "enemmän kuin ennen",
            "down": "vähemmän kuin ennen",
            "same": "yhtä paljon kuin ennen",
        }[way]
    )


def test_without_a_time_before_there_is_no_change():
    assert words.change(7, None, translator("fi")) is None


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 10, 25), date(2026, 11, 23), "25.10.–23.11.2026"),
        (date(2025, 12, 25), date(2026, 1, 3), "25.12.2025–3.1.2026"),
        (date(2026, 1, 3), date(2026, 1, 3), "3.1.2026"),
    ],
)
def test_days_are_said_with_the_year_once(start, end, said):
    assert words.days(Days(start, end), "fi") == said


def test_swedish_days_are_iso_dates_both_of_them():
    days = Days(date(2026, 10, 25), date(2026, 11, 23))

    assert words.days(days, "sv") == "2026-10-25 – 2026-11-23"


@pytest.mark.parametrize(
    ("unit", "end", "said"),
    [
        (Unit.DAY, 2, "ma 2.11."),
        (Unit.WEEK, 8, "2.11.–8.11."),
        (Unit.WEEK, 2, "2.11."),
        (Unit.MONTH, 30, "marraskuu 2026"),
    ],
)
def test_a_row_says_its_days(unit, end, said):
    assert words.span(Days(date(2026, 11, 2), date(2026, 11, end)), unit, "fi") == said


@pytest.mark.parametrize(
    ("code", "said"), [("fi", "Suomi"), ("sv", "Ruotsi"), ("*", "Kaikki muut"), ("xx", "xx"), ("", "")]
)
def test_a_language_has_its_name_and_what_has_none_its_code(code, said):
    assert words.language(code, translator("fi")) == said
