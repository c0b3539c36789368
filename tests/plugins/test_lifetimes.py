"""What a service may keep goes by the declared day, whenever in the year it began."""

from datetime import date

import pytest

from plugins import lifetimes
from record import Period, load
from tests.consenting import consenting


@pytest.mark.parametrize(
    ("period", "days"), [("P30D", 30), ("P1M", 28), ("P2M", 59), ("P6M", 181), ("P1Y", 365), ("P1Y1D", 366)]
)
def test_months_and_years_count_as_short_as_they_come(period, days):
    assert lifetimes.shortest(Period.parse(period)) == days * 86_400


def test_a_category_keeps_to_the_shortest_of_what_it_declares(tmp_path):
    content = consenting(tmp_path)
    record = load(content / "record.toml", today=date(2026, 11, 23))

    assert lifetimes.of(record)["statistics"] == 181 * 86_400
