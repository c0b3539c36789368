"""What the pages of cards say of kinds, relations, last days and faults."""

from collections.abc import Iterable
from datetime import date

from formhandler.register import clocks
from formhandler.register.checking import Fault, Problem
from record.model.retention import Retention
from texts import Translator
from texts.dates import format_date, format_period


def kind(of: str, t: Translator) -> str:
    """A kind of card, of fields.KINDS."""
    return {"person": t("person"), "organisation": t("organisation"), "contact": t("contact person")}[of]


def relation(of: str, ended_on: date | None, t: Translator, lang: str) -> str:
    """How a customer relationship stands, of clocks.RELATIONS."""
    if of == clocks.ENDED and ended_on is not None:
        return t("customer until %(day)s", day=format_date(ended_on, lang))
    return t("customer") if of == clocks.CUSTOMER else t("no customer")


def until(last: date, t: Translator, lang: str) -> str:
    """The last day of an entry."""
    if last == clocks.FOREVER:
        return t("No last day yet")
    return t("Kept until %(day)s", day=format_date(last, lang))


def clock(rule: Retention, last: date, t: Translator, lang: str) -> str:
    """How one retention counts: until when, or from what on."""
    if last != clocks.FOREVER:
        return t("until %(day)s", day=format_date(last, lang))
    keep = format_period(rule.keep, lang)
    if rule.clock == "customer.ended":
        return t("%(period)s from the end of the customer relationship", period=keep)
    return t("%(period)s from the end of the permission", period=keep)


def faults(found: Iterable[Fault], inputs: Iterable[str], t: Translator) -> dict[str, str]:
    """
    The input's id → what is wrong with it; a fault of what is no input goes to the whole page, "main".

    Args:
        inputs: The columns that the form has.
    """
    known = set(inputs)
    return {
        fault.column if fault.column in known else "main": fault_words(fault, t)
        for fault in found  # a column has one fault
    }


def fault_words(fault: Fault, t: Translator) -> str:
    """What is wrong, what was found, what to do."""
    column, found = fault.column, fault.found
    said: dict[Problem, str] = {
        Problem.UNDECLARED: t(
            "The record declares no field %(column)s for this card, so it cannot be kept.", column=column
        ),
        Problem.GROUP: t("The record has no data “%(found)s” for this card.", found=found),
        Problem.SOURCE: t("Choose where it comes from."),
        Problem.PURPOSE: t("The record has no purpose “%(found)s” for this data.", found=found),
        Problem.EMPTY: t("Fill in at least one field."),
        Problem.TOO_LONG: t("This is too long. Shorten it."),
        Problem.EMAIL: t("“%(found)s” is no e-mail address. Write it as name@example.fi.", found=found),
        Problem.PHONE: t("“%(found)s” is no telephone number. Write it as 040 123 4567.", found=found),
        Problem.BUSINESS_ID: t(
            "“%(found)s” is no business ID: its check digit does not fit. Look for a mistyped digit.",
            found=found,
        ),
        Problem.DAY: t("“%(found)s” is no day. Write it as 31.12.2026.", found=found),
        Problem.HETU: t("There is a personal identity code in this. Take it away: it may not be kept here."),
        Problem.CODE: t("This is no personal identity code: its check character does not fit."),
    }
    return said[fault.problem]
