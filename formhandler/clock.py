"""Whose time it is: moments are UTC, the days of the notice are Finnish calendar days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


def utcnow() -> datetime:
    """This moment, UTC. Only views, commands and the daily chores ask; everything else is told."""
    return datetime.now(UTC)


def day(moment: datetime) -> date:
    """The calendar date in Finland at *moment*."""
    return moment.astimezone(HELSINKI).date()


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970-01-01T00:00Z; ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; pass UTC")
    return int(moment.timestamp())


def moment(seconds: int | None) -> datetime | None:
    """The moment, UTC, that `seconds` made a number of; None of what has not happened."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
