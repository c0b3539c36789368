"""The day in Finland of a moment that another program wrote."""

from datetime import date, datetime

from formhandler import clock
from formhandler.imports.fault import Fault, Place, What


def day_of(text: str, place: Place, *, today: date) -> date:
    """
    The day of a moment as 2026-03-01T12:00:00Z (RFC 3339).

    Raises:
        Fault: no such moment, one without a time zone, or one that has not come.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("no time zone")
        day = clock.day(moment)
    except (ValueError, OverflowError) as error:
        raise Fault(What.DATE, place, text) from error
    if day > today:
        raise Fault(What.FUTURE, place, text)
    return day
