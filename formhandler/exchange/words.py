"""What is said of files, mappings and rows. What a row holds is never repeated: a report is no register."""

from formhandler.exchange import csvfile, mapping
from formhandler.exchange.judging import Held, Told
from formhandler.exchange.mapping import BadMapping
from formhandler.register.checking import Problem
from record import Record
from texts import Translator


def told(one: Told, record: Record, t: Translator, *, cards: bool = False) -> str:
    """One line of the report; *cards*: of vCards, each of which became a line below the header."""
    where = t("card %(number)s", number=one.line - 1) if cards else t("line %(line)s", line=one.line)
    if one.last != one.line:
        where = t("lines %(first)s to %(last)s", first=one.line, last=one.last)
    field = _field(one.column, record, t)
    return f"{where}, {field}: {_why(one, t)}" if field else f"{where}: {_why(one, t)}"


def _field(column: str, record: Record, t: Translator) -> str:
    """As the record calls it: the file's header may be anything."""
    fields = (field for group in record.groups for field in group.fields if field.column == column)
    return next((field.name[t.lang] for field in fields), column)


def _why(one: Told, t: Translator) -> str:
    said: dict[csvfile.Why | Problem | Held, str] = {
        Problem.UNDECLARED: t("the record declares no such field for this card"),
        Problem.GROUP: t("the record has no such data for this card"),
        Problem.SOURCE: t("the record does not enable this source for it"),
        Problem.PURPOSE: t("the record has no such purpose for it"),
        Problem.EMPTY: t("none of the mapped columns is filled in"),
        Problem.TOO_LONG: t("it is too long"),
        Problem.EMAIL: t("this is no e-mail address"),
        Problem.PHONE: t("this is no telephone number"),
        Problem.BUSINESS_ID: t("this is no business ID: its check digit does not fit"),
        Problem.DAY: t("this is no day of the calendar"),
        Problem.HETU: t("there is a personal identity code in the row; take it out of the file"),
        Problem.CODE: t("this is no personal identity code"),
        Held.KNOWN: t("a card with this address, number or business ID is there already"),
        Held.SEVERAL: t("its addresses and numbers are of several cards; look at them and merge them first"),
        Held.RESTRICTED: t("the card is restricted, so it is not changed"),
        Held.GONE: t("the card was erased or merged meanwhile"),
        Held.CLOSED: t("the card does not open, so it is not changed"),
    }
    return said[one.why] if one.why in said else _file(csvfile.Why(one.why), t)


def _file(why: csvfile.Why, t: Translator) -> str:
    return {
        csvfile.Why.TOO_LONG: t("a cell or line is too long, or a quote is never closed"),
        csvfile.Why.NUL: t("it holds a NUL byte"),
        csvfile.Why.UNREADABLE: t("a character cannot be read: save the file as UTF-8"),
        csvfile.Why.FEWER: t("it has fewer cells than the header"),
        csvfile.Why.MORE: t("it has more cells than the header; a cell with a separator needs quotes"),
        csvfile.Why.EMPTY: t("the file has no header"),
        csvfile.Why.COLUMNS: t("the header has more than %(n)s columns", n=csvfile.MOST_COLUMNS),
    }[why]


def bad_file(why: csvfile.Why, file: object, t: Translator) -> str:
    """Of a file that is not taken at all."""
    return f"{file}: {_file(why, t)}"


def bad_mapping(bad: BadMapping, t: Translator) -> str:
    """What is wrong with what was asked for, and what could be asked for."""
    may = ", ".join(bad.may)
    said: dict[mapping.Why, str] = {
        mapping.Why.SOURCE: t(
            "The record enables no source “%(found)s” for such cards. It has: %(may)s.",
            found=bad.found,
            may=may or "–",
        ),
        mapping.Why.HEADER: t(
            "The file has no column “%(found)s”. It has: %(may)s.", found=bad.found, may=may
        ),
        mapping.Why.COLUMN: t(
            "“%(found)s” cannot be stored on such a card from this source. What can: %(may)s.",
            found=bad.found,
            may=may,
        ),
        mapping.Why.TWICE: t("The column “%(found)s” is mapped twice.", found=bad.found),
        mapping.Why.HETU: t(
            "“%(found)s” is a column of personal identity codes. They may not be kept here: take it out "
            "of the file.",
            found=bad.found,
        ),
        mapping.Why.NOTHING: t(
            'No column is known by its name. Map some: --map "NAME=person.name". The file has: %(may)s.',
            may=may,
        ),
        mapping.Why.NO_HEADER: t(
            "The first row holds somebody’s details. Write a row above it that names the columns."
        ),
    }
    return said[bad.why]
