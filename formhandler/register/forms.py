"""What is typed into the form of an entry, and what it makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from werkzeug.datastructures import MultiDict

from formhandler.register import checking, clocks, fields, shown, words
from formhandler.register.card import Entry, New
from formhandler.register.checking import Rejected
from formhandler.register.fields import Kind
from record import Record
from record.model.data import Group
from texts import Translator

FIRST = date(1900, 1, 1)  # whatever is written as of an earlier day is mistyped


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The inputs as they stand; every text survives a fault."""

    values: Mapping[str, str]  # column → text
    source: str
    of: str
    purposes: tuple[str, ...]

    @classmethod
    def from_form(cls, form: MultiDict[str, str]) -> Self:
        """An input with a point in its name is of a column; nobody is trusted to send the declared alone."""
        return cls(
            values={name: text for name, text in form.items() if "." in name},
            source=form.get("source", ""),
            of=form.get("of", "").strip(),
            purposes=tuple(dict.fromkeys(form.getlist("purposes"))),
        )

    @classmethod
    def blank(cls, record: Record, group: str, relation: str, today: date) -> Self:
        """A new entry: of today, for the usual purposes, from the only source there is."""
        sources = shown.sources(record, group)
        return cls(
            values={},
            source=sources[0][0] if len(sources) == 1 else "",
            of=finnish(today),
            purposes=clocks.usual(record, group, relation),
        )

    @classmethod
    def of_entry(cls, entry: Entry) -> Self:
        """An entry to be corrected; an identity code is not sent out again."""
        return cls(
            values={
                column: finnish(date.fromisoformat(text)) if kind_of(column) is Kind.DAY else text
                for column, text in entry.values.items()
                if kind_of(column) is not Kind.HETU
            },
            source=entry.source,
            of=finnish(entry.of),
            purposes=entry.purposes,
        )


def kind_of(column: str) -> Kind | None:
    """How a column's text is read; None: there is no such column."""
    return fields.COLUMNS[column][0] if column in fields.COLUMNS else None


def finnish(day: date) -> str:
    """As it is typed in Finland: 1.12.2026."""
    return f"{day.day}.{day.month}.{day.year}"


def past_day(text: str, today: date) -> date | None:
    """The day in *text*, if it is one that has been: a later one would keep the data for too long."""
    try:
        day = checking.day(text)
    except Rejected:
        return None
    return day if FIRST <= day <= today else None


def read(
    record: Record,
    kind: str,
    group: Group,
    typed: Typed,
    t: Translator,
    *,
    today: date,
    old: Entry | None,
    choosing: bool,
) -> tuple[New | None, dict[str, str]]:
    """
    What the form makes, or the input's id → what is wrong there.

    Args:
        kind: The card's, of fields.KINDS.
        old: The entry that is corrected; its identity code stays where none is typed.
        choosing: Whether the form has the purposes; without them the usual ones are meant.
    """
    problems: dict[str, str] = {}
    day, choices = past_day(typed.of, today), shown.purposes(record, group.id)
    if day is None:
        problems["of"] = t("Write a day that has been, as 31.12.2026.")
    if choosing and choices and not typed.purposes:
        problems[f"purposes-{choices[0].id}"] = t("Choose at least one purpose: without one nothing is kept.")
    sources = [id for id, _ in shown.sources(record, group.id)]
    if sources and typed.source not in sources:
        problems[f"source-{sources[0]}"] = t("Choose where it comes from.")
    new = New(
        group=group.id, values=_with_code(typed.values, old), source=typed.source, of=day or today,
        purposes=typed.purposes, message=old.message if old else "",
    )  # fmt: skip
    try:
        new = checking.check(record, kind, new)
    except Rejected as rejected:
        inputs = [one.column for one in fields.columns(group, kind)]
        told = [fault for fault in rejected.faults if not (sources and _of_source(fault))]
        problems = words.faults(told, inputs, t) | problems
    return (None, problems) if problems else (new, {})


def _of_source(fault: checking.Fault) -> bool:
    return fault.problem is checking.Problem.SOURCE


def _with_code(values: Mapping[str, str], old: Entry | None) -> dict[str, str]:
    kept = {
        column: text for column, text in (old.values if old else {}).items() if kind_of(column) is Kind.HETU
    }
    return {**values, **{column: text for column, text in kept.items() if not values.get(column, "").strip()}}
