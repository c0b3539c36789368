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
