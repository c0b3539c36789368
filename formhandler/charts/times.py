"""Columns over time: a part before its whole, an earlier time as a line, marks where something happened."""

from collections.abc import Sequence
from dataclasses import dataclass

import svg
from markupsafe import Markup

from formhandler.charts import frame
from formhandler.charts.scale import scale

ROOM = 4  # percent of the width that a mark's number takes on a phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something happened in a column; its words stand in a list."""

    column: int
    number: str


def times(
    id: str,
    *,
    title: str,
    description: str,
    columns: Sequence[str],
    whole: Sequence[int],
    part: Sequence[int],
    before: Sequence[int | None] = (),
    running: bool = False,
    marks: Sequence[Mark] = (),
    labels: int = 5,
    locale: str,
    low: bool = False,
) -> Markup:
    """
    Draw *whole* (look 2) and, before it, *part* (look 1), which is never more; none is below zero.

    Args:
        before: As *part*, of an earlier time; None where there is nothing to compare a column with.
        running: The last column is not over yet.
        marks: In the order of their columns. Where two would stand on each other the later has no number.
        low: Half as high as usual.
    """
    assert len(whole) == len(part) == len(columns) > 0
    earlier = [value for value in before if value is not None]
    pieces: list[svg.Element] = [
        *_over(2, whole, running=running),
        *_over(1, part, running=running),
    ]
    if earlier:
        pieces += [_line("halo", before), _line("look-6", before)]
    return frame.chart(
        id,
        title=title,
        description=description,
        columns=columns,
        lines=scale(max(*whole, *part, *earlier, 0)),
        pieces=pieces,
        above=[svg.G(class_=["marks"], elements=_marks(marks, len(columns)))] if marks else [],
        labels=labels,
        locale=locale,
        looks=[name for name, there in (("low", low), ("marked", marks)) if there],
    )


def _over(look: int, values: Sequence[int], *, running: bool) -> list[svg.Element]:
    """One path; the last column, as long as it is running, a path of its own."""
    ground = [0] * len(values)
    if not running:
        return [frame.stand(f"look-{look}", values, ground)]
    last = [*ground[:-1], values[-1]]
    return [
        frame.stand(f"look-{look}", [*values[:-1], 0], ground),
        frame.stand(f"running-{look}", last, ground),
    ]


def _line(look: str, values: Sequence[int | None]) -> svg.Path:
    """From the middle of one column to that of the next; under it the same in the paper's colour."""
    drawn: list[svg.PathData] = []
    open_ = False
    for column, value in enumerate(values):
        if value is not None:
            x = column * frame.PITCH + frame.PITCH // 2
            drawn.append(svg.L(x, -value) if open_ else svg.M(x, -value))
        open_ = value is not None
    return svg.Path(class_=[look], d=drawn)


def _marks(marks: Sequence[Mark], columns: int) -> list[svg.Element]:
    found: list[svg.Element] = []
    last = -100.0
    for mark in marks:
        place = frame.middle(mark.column, columns)
        found.append(svg.Line(x1=place, x2=place, y1=0, y2=frame.percent(100)))
        at = (mark.column + 0.5) * 100 / columns
        if at - last >= ROOM:
            last = at
            found.append(svg.Text(x=place, y=0, dy=svg.Length(-0.45, "em"), text=svg.escape(mark.number)))
    return found
