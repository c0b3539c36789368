"""Until when an entry is kept: against rules written twice, and the accounting's vectors."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formhandler.register import clocks
from formhandler.register.clocks import FOREVER, Standing
from record import Record
from record.period import MonthDay

#: Purpose of the invented trader → what its notice says of its time; not read from the record.
YEARS_AFTER_CUSTOMER = {"company_care": 3, "collection": 1, "direct_marketing": 1}
BOOKS, VOUCHERS, CONSENT = "bookkeeping", "company_invoice", "newsletter"
PURPOSES = sorted([*YEARS_AFTER_CUSTOMER, BOOKS, VOUCHERS, CONSENT])
DAYS = st.dates(date(2016, 1, 1), date(2032, 12, 31))


@dataclass(frozen=True)
class Case:
    purposes: tuple[str, ...]
    of: date
    standing: Standing


def plus_years(day: date, years: int) -> date:
    """The same day; of 29 February the 28th, where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def told(purpose: str, case: Case) -> date:
    """The last day as the notice tells it, for financial years that are calendar years."""
    at = case.standing
    if purpose == BOOKS:
        return date(case.of.year + 10, 12, 31)
    if purpose == VOUCHERS:
        return date(case.of.year + 6, 12, 31)
    if purpose == CONSENT:
        return FOREVER if at.permitted else at.permission_ended or case.of
    if at.relation == "customer":
        return FOREVER
    return plus_years(at.ended_on or case.of, YEARS_AFTER_CUSTOMER[purpose])


@st.composite
def cases(draw) -> Case:
    relation = draw(st.sampled_from(clocks.RELATIONS))
    permitted = draw(st.booleans())
    standing = Standing(
        relation=relation,
        ended_on=draw(DAYS) if relation == "ended" else None,
        permitted=permitted,
        permission_ended=draw(st.none() | DAYS),
    )
    purposes = draw(st.lists(st.sampled_from(PURPOSES), min_size=1, max_size=4, unique=True))
    return Case(tuple(purposes), draw(DAYS), standing)


def breaks(case: Case, record: Record) -> bool:
    wanted = max(told(purpose, case) for purpose in case.purposes)
    return clocks.last_day(record, case.purposes, case.of, case.standing) != wanted


@settings(max_examples=500, deadline=None)
@given(case=cases())
def test_an_entry_is_kept_as_long_as_the_notice_says(record: Record, case: Case) -> None:
    assert not breaks(case, record)


def kept(record: Record, id: str, **changes) -> Record:
    """The record with another rule for one retention."""
    rules = [replace(rule, **changes) if rule.id == id else rule for rule in record.retentions]
    return replace(record, retentions=tuple(rules))


def shifted(record: Record, id: str) -> Record:
    keep = record.retention(id).keep
    return kept(record, id, keep=replace(keep, days=keep.days + 1))


#: Each a rule that is wrong in one place: the oracle has to notice every one.
WRONG = {
    "a day too long": lambda record: shifted(record, "customer"),
    "vouchers without the end of the calendar year, of years that end in April": lambda record: replace(
        kept(record, "vouchers", round="none"),
        accounting=replace(record.accounting, fiscal_year_end=MonthDay(4, 30)),
    ),
    "books six years like vouchers": lambda record: kept(
        record, "books", keep=record.retention("vouchers").keep
    ),
    "books from their own day, not the year's end": lambda record: kept(record, "books", clock="log.written"),
    "marketing from the day of the fact, though a customer": lambda record: kept(
        record, "marketing", clock="message.received"
    ),
    "marketing as long as the customer's": lambda record: kept(
        record, "marketing", keep=record.retention("customer").keep
    ),
    "a consent that counts from its giving": lambda record: kept(record, "permission", clock="log.written"),
    "a purpose that is forgotten": lambda record: replace(
        record, purposes=tuple(one for one in record.purposes if one.id != BOOKS)
    ),
}
GRID = [
    Case((purpose,), of, standing)
    for purpose in PURPOSES
    for of in (date(2024, 2, 29), date(2025, 6, 15))
    for standing in (
        Standing(relation="none"),
        Standing(relation="customer", permitted=True),
        Standing(relation="ended", ended_on=date(2026, 3, 31), permission_ended=date(2026, 1, 7)),
    )
]


def test_the_cases_by_which_wrong_rules_are_judged_hold_for_the_right_ones(record: Record) -> None:
    assert not any(breaks(case, record) for case in GRID)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_rule_is_noticed(record: Record, wrong: str) -> None:
    broken = WRONG[wrong](record)

    assert any(breaks(case, broken) for case in GRID)


@pytest.mark.parametrize(
    ("purpose", "of", "last"),
    [
        (VOUCHERS, date(2016, 5, 1), date(2023, 12, 31)),
        (VOUCHERS, date(2017, 4, 30), date(2023, 12, 31)),
        (VOUCHERS, date(2017, 5, 1), date(2024, 12, 31)),
        (BOOKS, date(2017, 4, 30), date(2027, 4, 30)),
        (BOOKS, date(2017, 5, 1), date(2028, 4, 30)),
    ],
)
def test_a_financial_year_that_ends_in_april(record: Record, purpose: str, of: date, last: date) -> None:
    april = replace(record, accounting=replace(record.accounting, fiscal_year_end=MonthDay(4, 30)))

    assert clocks.last_day(april, [purpose], of, Standing(relation="none")) == last


@pytest.mark.parametrize(("purpose", "last"), [(VOUCHERS, date(2030, 12, 31)), (BOOKS, date(2034, 3, 31))])
def test_a_financial_year_that_ends_in_march(record: Record, purpose: str, last: date) -> None:
    march = replace(record, accounting=replace(record.accounting, fiscal_year_end=MonthDay(3, 31)))

    for of in (date(2023, 4, 1), date(2024, 3, 31)):
        assert clocks.last_day(march, [purpose], of, Standing(relation="customer")) == last


def test_the_longest_time_of_several_purposes_counts(record: Record) -> None:
    both = clocks.last_day(record, ["direct_marketing", BOOKS], date(2026, 1, 1), Standing(relation="none"))

    assert both == date(2036, 12, 31)


def test_what_is_kept_for_no_purpose_any_more_goes(record: Record) -> None:
    day = date(2026, 1, 1)

    assert clocks.last_day(record, ["dropped"], day, Standing(relation="customer")) == day


@settings(max_examples=200, deadline=None)
@given(day=DAYS, later=st.integers(1, 4000))
def test_a_relationship_that_ends_later_never_shortens(record: Record, day: date, later: int) -> None:
    ends = (Standing(relation="ended", ended_on=day + timedelta(days=n)) for n in (0, later))
    first, second = (clocks.last_day(record, YEARS_AFTER_CUSTOMER, day, at) for at in ends)

    assert first <= second
