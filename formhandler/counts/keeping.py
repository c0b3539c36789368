"""Until when the sums of visits are kept: as long as the record says, that the notice prints."""

from datetime import date, timedelta

from record import Record
from record.period import Period

#: Of sums from a time when visits were counted, in a record that counts none any more.
KEPT = Period(months=25)
RETENTION = "counting"


def kept(record: Record) -> Period:
    """How long the sums of a day are kept."""
    return next((each.keep for each in record.retentions if each.id == RETENTION), KEPT)


def oldest(kept: Period, today: date) -> date:
    """The first day whose sums are still there on *today*, a calendar date in Europe/Helsinki."""
    day = today
    while kept.add_to(day - timedelta(days=1)) >= today:
        day -= timedelta(days=1)
    return day
