"""How long the script of a service may let things stay on the device, in the unit of browsers."""

from datetime import date, timedelta

from record import Period, Record

DAY = 86_400  # seconds
FOUR_YEARS = [date(2025, 1, 1) + timedelta(days=number) for number in range(1461)]  # every kind of month


def of(record: Record) -> dict[str, int]:
    """Category → the most seconds for which everything in it may stay; without what has no period."""
    declared = [
        (each.category, each.lifetime) for each in record.storage if isinstance(each.lifetime, Period)
    ]
    return {id: min(shortest(period) for other, period in declared if other == id) for id, _ in declared}


def shortest(period: Period) -> int:
    """The seconds of *period* where it is shortest, so that nothing outlasts it whenever it begins."""
    return DAY * min((period.add_to(day) - day).days for day in FOUR_YEARS)
