"""What comes in is checked here, whichever way it comes: the form on a page, a file, a message."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumberFormat
from stdnum.fi import hetu, ytunnus

from formhandler.contact import sensitive
from formhandler.register import fields
from formhandler.register.card import New
from formhandler.register.fields import Kind
from record import Record

LONGEST = {Kind.LINE: 300, Kind.TEXT: 20_000, Kind.EMAILS: 2_000, Kind.PHONES: 500, Kind.ADDRESS: 500}
COUNTRY = "FI"  # where a number without a country code is at home
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")


class Problem(StrEnum):
    """What is wrong with a value; words.py says it to people."""

    UNDECLARED = "the record declares no such field for this card"
    GROUP = "the record has no such group for this card"
    SOURCE = "the record enables no such source for this group"
    PURPOSE = "the record has no such purpose for this group"
    EMPTY = "nothing is filled in"
    TOO_LONG = "it is too long"
    EMAIL = "it is no e-mail address"
    PHONE = "it is no telephone number"
    BUSINESS_ID = "it is no business ID"
    DAY = "it is no day of the calendar"
    HETU = "it holds a personal identity code"
    CODE = "it is no personal identity code"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which column ("" for the whole), and the text that was found."""

    column: str
    problem: Problem
    found: str = ""


class Rejected(Exception):
    """A fact that cannot be written down; nothing of it was."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(f"{fault.column}: {fault.problem}" for fault in faults))
        self.faults = faults


def check(record: Record, card: str, new: New) -> New:
    """
    *new* as it may be kept on a card of kind *card*: trimmed, e-mails and numbers in one form.

    Raises:
        Rejected: with every fault, not only the first.
    """
    group = next((group for group in record.groups if group.id == new.group), None)
    columns = {one.column: one.kind for one in fields.columns(group, card)} if group else {}
    faults = [*_around(record, new, columns)]
    values: dict[str, str] = {}
    for column, text in new.values.items():
        if not text.strip():
            continue
        if column not in columns:
            faults.append(Fault(column, Problem.UNDECLARED, text))
            continue
        try:
            values[column] = _read(columns[column], text)
        except _Wrong as wrong:
            faults.append(Fault(column, wrong.problem, wrong.found))
    if not values and not faults:
        faults.append(Fault("", Problem.EMPTY))
    if faults:
        raise Rejected(tuple(faults))
    return replace(new, values=values)


def _around(record: Record, new: New, columns: Mapping[str, Kind]) -> list[Fault]:
    """What is wrong with the group, source and purposes."""
    if not columns:
        return [Fault("", Problem.GROUP, new.group)]
    faults = []
    if not any(one.id == new.source and one.enabled and new.group in one.groups for one in record.sources):
        faults.append(Fault("", Problem.SOURCE, new.source))
    for id in new.purposes:
        if not any(one.id == id and new.group in one.groups for one in record.purposes):
            faults.append(Fault("", Problem.PURPOSE, id))
    return faults


class _Wrong(Exception):
    def __init__(self, problem: Problem, found: str) -> None:
        super().__init__(problem)
        self.problem, self.found = problem, found


def _read(kind: Kind, text: str) -> str:
    clean = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(clean) > LONGEST.get(kind, LONGEST[Kind.LINE]):
        raise _Wrong(Problem.TOO_LONG, clean[:60] + "…")
    if kind is not Kind.HETU and sensitive.Kind.HETU in sensitive.kinds(clean):
        raise _Wrong(Problem.HETU, "")  # never repeated, not even in an error
    return _READERS[kind](clean)


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(text: str) -> str:
    return text


def _lines(text: str) -> list[str]:
    return [_line(line) for line in text.split("\n") if line.strip()]


def _emails(text: str) -> str:
    return "\n".join(
        dict.fromkeys(email(line) for line in _lines(text.replace(";", "\n").replace(",", "\n")))
    )


def email(text: str) -> str:
    """One address in the form in which it is kept and compared: as `suppress.point` takes it."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise _Wrong(Problem.EMAIL, text) from None


def _phones(text: str) -> str:
    return "\n".join(
        dict.fromkeys(phone(line) for line in _lines(text.replace(";", "\n").replace(",", "\n")))
    )


def phone(text: str) -> str:
    """One number as E.164; a number without a country code is a Finnish one."""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        raise _Wrong(Problem.PHONE, text) from None
    if not phonenumbers.is_possible_number(number):
        raise _Wrong(Problem.PHONE, text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _address(text: str) -> str:
    return "\n".join(_lines(text))


def _business_id(text: str) -> str:
    if not ytunnus.is_valid(text):
        raise _Wrong(Problem.BUSINESS_ID, text)
    return str(ytunnus.format(text))


def _day(text: str) -> str:
    """ISO, or as a Finn writes it: 31.12.2026."""
    finnish = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    iso = f"{finnish[3]}-{finnish[2]:>02}-{finnish[1]:>02}" if finnish else text
    try:
        return date.fromisoformat(iso).isoformat()
    except ValueError:
        raise _Wrong(Problem.DAY, text) from None


def day(text: str) -> date:
    """One day by itself, in either writing. Raises Rejected."""
    try:
        return date.fromisoformat(_day(text.strip()))
    except _Wrong as wrong:
        raise Rejected((Fault("", wrong.problem, wrong.found),)) from None


def _code(text: str) -> str:
    if not hetu.is_valid(text):
        raise _Wrong(Problem.CODE, "")
    return str(hetu.compact(text))


_READERS: Mapping[Kind, Callable[[str], str]] = {
    Kind.LINE: _line,
    Kind.TEXT: _text,
    Kind.EMAILS: _emails,
    Kind.PHONES: _phones,
    Kind.ADDRESS: _address,
    Kind.BUSINESS_ID: _business_id,
    Kind.DAY: _day,
    Kind.HETU: _code,
}
