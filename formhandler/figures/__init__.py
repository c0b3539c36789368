"""
What a period's figures are: the owner's page, the public link, the monthly mail and the files show the same.

period.py    which days, and which they are compared with;  asked.py what an address asks for
reading.py   the figures, without words;                    store.py the SQL of the notes beside them
table.py     what a table is;                               tables.py each of them, in one language
pictures.py  the charts;                                    noted.py what happened, numbered as in the chart
words.py     numbers, days and keys as people write them;   ways.py what each way of counting cannot see
shown.py     all of it in one language;                     files.py the same as CSV and JSON

The macros that show it stand in templates/figures/_figures.html. A page that uses them brings
theme/static/css/figures.css.
"""

from datetime import datetime

from sqlalchemy import Connection

from formhandler import clock
from formhandler.figures import period, reading
from formhandler.figures.asked import Asked
from formhandler.figures.shown import Shown, show
from record import Record
from texts import translator

__all__ = ["Shown", "month", "show"]


def month(
    db: Connection, record: Record, year: int, number: int, *, now: datetime, lang: str
) -> Shown | None:
    """
    Everything there is to tell of one calendar month; of one that is running, up to *now*.

    Args:
        number: 1 to 12. ValueError otherwise.
        now: UTC.
        lang: Of the words.
    Returns:
        None where nothing is kept of that month.
    """
    today = clock.day(now)
    first = reading.first_day(db, today=today)
    days = first and period.month(year, number, first=first, today=today)
    if not days:
        return None
    return show(reading.read(db, days, now=now), record, Asked(), translator(lang))
