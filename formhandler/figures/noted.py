"""What happened on a day, in words, numbered as in the chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from formhandler.figures.period import Days
from formhandler.figures.store import Note
from texts import Translator
from texts.dates import format_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One line of the list."""

    number: int  # its mark in the chart
    day: date
    on: str  # the day in words
    text: str
    id: int | None  # of somebody's own words, which may be taken away; None of what the program noted


def noted(notes: Sequence[Note], t: Translator) -> list[Noted]:
    """*notes* in the order of their days. What the program noted several times on a day is one line."""
    lines = []
    for (day, kind), some in groupby(sorted(notes, key=_order), key=lambda note: (note.day, note.kind)):
        lines += _lines(day, kind, list(some), t)
    return [
        Noted(number=at, day=day, on=format_day(day, t.lang, year=True), text=text, id=id)
        for at, (day, text, id) in enumerate(lines, 1)
    ]


def marks(notes: Sequence[Noted], columns: Sequence[Days]) -> dict[int, tuple[str, ...]]:
    """The column of the chart → the numbers of the notes of its days."""
    found: dict[int, tuple[str, ...]] = {}
    for at, days in enumerate(columns):
        if within := tuple(str(note.number) for note in notes if days.start <= note.day <= days.end):
            found[at] = within
    return found


def _order(note: Note) -> tuple[date, str, int]:
    return note.day, note.kind, note.id


def _lines(day: date, kind: str, notes: Sequence[Note], t: Translator) -> list[tuple[date, str, int | None]]:
    match kind:
        case "own":
            return [(day, note.body, note.id) for note in notes]
        case "imported":
            return [
                (day, t("Figures of another program: %(which)s", which=note.body), None) for note in notes
            ]
        case _:
            text = t.n("The site was published", "The site was published %(n)s times", len(notes))
            return [(day, text, None)]
