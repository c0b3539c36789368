"""
Until when an entry is kept: from the same record that the notice prints (GDPR Art. 5(1)(e)).

An entry is kept for its purposes, and for the longest of their retentions. All that is needed for it lies in
clear beside the entry, so the janitor counts while the vault is locked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from record import Record
from record.model.purpose import CONSENT, DUTY
from record.model.retention import Retention
from record.period import MonthDay
from record.text import Unstated

#: No clock runs yet.
FOREVER = date.max
NONE, CUSTOMER, ENDED = RELATIONS = ("none", "customer", "ended")
CALENDAR_YEAR = MonthDay(12, 31)  # until the owner has said when financial years end


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What starts the clocks of a card's entries. All days are calendar dates in Europe/Helsinki."""

    relation: str  # of RELATIONS
    ended_on: date | None = None  # of relation "ended"
    permitted: bool = False  # a permission of the ledger that rests on consent is in force
    permission_ended: date | None = None  # when the last such ended; None: there never was one


def last_day(record: Record, purposes: Iterable[str], of: date, standing: Standing) -> date:
    """
    The last day of an entry that is kept for *purposes*; it is kept for the whole of that day.

    Args:
        purposes: Ids of the record's purposes; one that the record has dropped keeps nothing.
        of: The day the fact is of.
    Returns:
        FOREVER while the clock of one of them has not begun; *of* itself when no purpose is left.
    """
    known = {purpose.id: purpose for purpose in record.purposes}
    rules = [record.retention(known[id].retention) for id in purposes if id in known]
    return max((_last(rule, record, of, standing) for rule in rules), default=of)


def lawful(record: Record, purposes: Iterable[str]) -> tuple[str, ...]:
    """Those of *purposes* that a law has us keep: what an erasure has to leave (GDPR Art. 17(3)(b))."""
    found = (record.purpose(id) for id in purposes if id in {purpose.id for purpose in record.purposes})
    return tuple(
        purpose.id
        for purpose in found
        if DUTY in purpose.bases and record.retention(purpose.retention).law is not None
    )


def usual(record: Record, group: str, relation: str) -> tuple[str, ...]:
    """
    The purposes for which an entry of *group* is kept when nobody says otherwise.

    Of somebody who is no customer, what serves marketing alone, if the group does; never what rests on
    consent, which the ledger adds.
    """
    purposes = [purpose for purpose in record.purposes if group in purpose.groups]
    without = [purpose for purpose in purposes if CONSENT not in purpose.bases]
    marketing = {channel.purpose for channel in record.channels}
    if relation == NONE and (some := [purpose for purpose in without if purpose.id in marketing]):
        without = some
    return tuple(purpose.id for purpose in without or purposes)


def _last(rule: Retention, record: Record, of: date, standing: Standing) -> date:
    start = _start(rule, of, standing)
    if start is None:
        return FOREVER
    return rule.last_day(start, fiscal_year_end=_year_end(record))


def _start(rule: Retention, of: date, standing: Standing) -> date | None:
    if rule.clock == "customer.ended":
        # Without a relationship the time runs from when the fact came to us.
        return {NONE: of, CUSTOMER: None, ENDED: standing.ended_on}[standing.relation]
    if rule.clock in ("permission.ended", "consent.ended"):
        return None if standing.permitted else standing.permission_ended or of
    return of  # message.received, log.written, fiscal_year.end and the rest count from the fact's own day


def _year_end(record: Record) -> MonthDay | None:
    if record.accounting is None:
        return None
    end = record.accounting.fiscal_year_end
    return CALENDAR_YEAR if isinstance(end, Unstated) else end
