"""The tables as files: for a spreadsheet one table as CSV, for a program all of them as JSON."""

import csv
import json
from io import StringIO
from typing import Any

from formhandler.figures.shown import Shown
from formhandler.figures.table import Kind, Number, Row, Table
from formhandler.figures.words import Numbers

# A spreadsheet in Finland expects semicolons, and the mark at the beginning, which says that it is UTF-8.
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
#: A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection).
FORMULA = (*"=+-@＝＋－＠", "\t", "\r", "\n")


def table_csv(table: Table, lang: str) -> str:
    """One table as it is shown; shares in percent, days as ISO dates."""
    numbers, lines = Numbers(lang), StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    heads = [f"{column.name}, %" if column.kind is Kind.SHARE else column.name for column in table.columns]
    writer.writerow(map(harmless, [table.head, *([table.caption] if table.grouped else []), *heads]))
    for row in table.rows:
        said = [_cell(n, column.kind, numbers) for n, column in zip(row.numbers, table.columns, strict=True)]
        writer.writerow([*map(harmless, _names(table, row)), *said])
    return MARK + lines.getvalue()


def harmless(text: str) -> str:
    """*text* as a cell that no spreadsheet calculates; a path or a host is what somebody sent."""
    return f"'{text}" if text.startswith(FORMULA) else text


def json_text(shown: Shown) -> str:
    """The same as text, its columns in the order of the page."""
    return json.dumps(as_json(shown), ensure_ascii=False, indent=1)


def as_json(shown: Shown) -> dict[str, Any]:
    """Everything that the page shows, for a program: names as in the address, numbers as numbers."""
    figures, period = shown.figures, shown.figures.period
    before = period.before
    return {
        "period": {
            "start": period.days.start.isoformat(),
            "end": period.days.end.isoformat(),
            "days": period.days.number,
            "complete": not period.running,
            "timezone": "Europe/Helsinki",
        },
        "before": before and {"start": before.start.isoformat(), "end": before.end.isoformat()},
        "totals": {
            "visits": figures.visits,
            "views": figures.views,
            "visits_before": figures.visits_before,
            "views_before": figures.views_before,
            "sent": figures.sent,
            "unknown_source": figures.unknown if figures.unknown is None else round(figures.unknown, 3),
        },
        "integrity": {
            "whole": figures.balance.whole,
            "views_without_page_before": figures.balance.first,
            "entries": figures.balance.entries,
        },
        "tables": {id: _table(table) for id, table in shown.tables.items()},
        "notes": [
            {"number": note.number, "day": note.day.isoformat(), "text": note.text} for note in shown.notes
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    ids = [column.id for column in table.columns]
    return {
        "caption": table.caption,
        "rows": [
            {
                "name": row.name,
                **({"key": row.key} if row.key else {}),
                **({"group": row.group} if row.group else {}),
                **dict(zip(ids, row.numbers, strict=True)),
            }
            for row in table.rows
        ],
    }


def _names(table: Table, row: Row) -> list[str]:
    """A group and what is in it take a column each, so that a spreadsheet can sort them."""
    if table.grouped:
        return [row.group or row.name, row.name if row.group else ""]
    return [row.key if table.id == "times" else row.name]


def _cell(number: Number, kind: Kind, numbers: Numbers) -> str:
    if number is None:
        return ""
    return numbers.plain(number) if kind is Kind.SHARE else str(number)
