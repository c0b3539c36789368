"""The report as text, for who reads mail without HTML: names on the left, numbers in line on the right."""

from collections.abc import Sequence
from textwrap import wrap

from formhandler.figures.shown import Shown
from formhandler.figures.table import Kind, Look, Number, Row, Table
from formhandler.reports.month import Report
from texts import Translator

WIDTH = 72  # characters of a line (RFC 3676 advises 78 at most)
NAME = 34  # of them for a name at most


def text(report: Report) -> str:
    """The whole letter."""
    t, shown = report.t, report.shown
    blocks = [_head(report)]
    if shown is None or shown.empty:
        blocks.append(_wrapped(report.nothing))
    else:
        blocks += [_tallies(shown), *_notes(shown, t), *(_table(table, shown) for table in report.tables)]
        if report.beside:
            blocks.append("\n".join(map(_wrapped, report.beside)))
    more = t("More, and any other days")
    blocks.append(f"{more}:\n{report.page}")
    blocks.append(_wrapped(report.end))
    return "\n\n".join(blocks) + "\n"


def _head(report: Report) -> str:
    site = report.record.site.name
    lines = [_heading(report.title, "="), site if isinstance(site, str) else site[report.t.lang]]
    if report.shown and report.shown.before:
        lines.append(report.t("Compared with %(days)s.", days=report.shown.before))
    return "\n".join(lines)


def _notes(shown: Shown, t: Translator) -> list[str]:
    if not shown.notes:
        return []
    return [
        "\n".join([_heading(t("What happened"), "-"), *(f"{note.on}  {note.text}" for note in shown.notes)])
    ]


def _wrapped(words: str) -> str:
    return "\n".join(wrap(words, WIDTH, break_long_words=False, break_on_hyphens=False))


def _heading(words: str, under: str) -> str:
    return f"{words}\n{under * len(words)}"


def _tallies(shown: Shown) -> str:
    """The large numbers, a line each."""
    lines = []
    for tally in shown.tallies:
        beside = tally.hint
        if tally.change:
            beside = f"{tally.change.percent} {tally.change.words} ({tally.change.before})".strip()
        lines.append(f"{tally.name:<22}{tally.said:>10}   {beside}".rstrip())
    return "\n".join(lines)


def _table(table: Table, shown: Shown) -> str:
    """A table with its heading."""
    heads = [column.name for column in table.columns]
    cells = [_cells(row, table, shown) for row in table.rows]
    widths = [max(len(head), *(len(row[at]) for row in cells), 6) for at, head in enumerate(heads)]
    lines = [_line(table.head, heads, widths)]
    lines += [_line(_name(row), said, widths) for row, said in zip(table.rows, cells, strict=True)]
    return "\n".join([_heading(table.caption, "-"), *lines])


def _cells(row: Row, table: Table, shown: Shown) -> list[str]:
    return [_said(n, column.kind, shown) for n, column in zip(row.numbers, table.columns, strict=True)]


def _said(number: Number, kind: Kind, shown: Shown) -> str:
    if number is None:
        return "–"
    return shown.numbers.share(number) if kind is Kind.SHARE else shown.numbers.count(int(number))


def _line(name: str, cells: Sequence[str], widths: Sequence[int]) -> str:
    right = "".join(f"  {cell:>{wide}}" for cell, wide in zip(cells, widths, strict=True))
    return f"{_cut(name):<{NAME}}{right}".rstrip()


def _name(row: Row) -> str:
    return f"  {row.name}" if row.look is Look.UNDER else row.name


def _cut(name: str) -> str:
    return name if len(name) <= NAME else f"{name[: NAME - 1]}…"
