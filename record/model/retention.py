"""How long: clocks that the notice prints and the janitor obeys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from record import kinds
from record.period import MonthDay, Period
from record.table import Table
from record.text import Text

FISCAL_YEAR = "fiscal_year.end"
CLOCKS = (
    "message.received",
    "message.quarantined",
    "customer.ended",
    "permission.ended",
    "consent.ended",
    "request.closed",
    "breach.closed",
    "log.written",
    "visit.counted",
    FISCAL_YEAR,
)
TO_CALENDAR_YEAR = "end-of-calendar-year"
ROUNDS = ("none", TO_CALENDAR_YEAR)
SUPPRESS = "suppress"
ENDS = ("erase", "anonymise", SUPPRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long one kind of data is kept, counted by the janitor (GDPR Art. 5(1)(e))."""

    id: str
    name: Text
    clock: str  # the event that starts it, one of CLOCKS
    keep: Period
    round: str  # none, or count from the end of the calendar year (KPL 2:10)
    then: str  # erase, anonymise, or suppress: keep only a keyed hash
    why: Text
    law: str | None  # citation id of a duty to keep

    def last_day(self, start: date, *, fiscal_year_end: MonthDay | None = None) -> date:
        """
        The last day on which the data is kept; it is kept for the whole of that day.

        Args:
            start: Calendar date in Europe/Helsinki of the event that starts the clock. For the clock
                fiscal_year.end: the last day of the financial year, or any day in it when
                *fiscal_year_end* is given.
            fiscal_year_end: The day on which financial years end.
        """
        if self.clock == FISCAL_YEAR and fiscal_year_end is not None:
            start = fiscal_year_end.on_or_after(start)
        if self.round == TO_CALENDAR_YEAR:
            start = date(start.year, 12, 31)
        return self.keep.add_to(start)

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            id=table.need("id", kinds.slug),
            name=table.need("name", kinds.text),
            clock=table.need("clock", kinds.one_of(*CLOCKS)),
            keep=table.need("keep", kinds.period),
            round=table.may("round", kinds.one_of(*ROUNDS), "none"),
            then=table.need("then", kinds.one_of(*ENDS)),
            why=table.need("why", kinds.text),
            law=table.may("law", kinds.citation),
        )
