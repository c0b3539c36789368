"""Columns stacked on each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import svg
from markupsafe import Markup

from formhandler.charts import frame
from formhandler.charts.scale import scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What is counted, column by column, and how chart.css makes it look."""

    look: int  # 1 full, 2 half, 3 hollow, 4 against the others, 5 alone
    values: Sequence[int]  # none below zero, also where they hang down


def bars(
    id: str,
    *,
    title: str,
    description: str,
    columns: Sequence[str],
    stack: Sequence[Series],
    below: Series | None = None,
    labels: int = 5,
    locale: str,
) -> Markup:
    """
    Draw *stack*, the first at the bottom, and *below* hanging down from zero.

    Args:
        id: Unique on the page.
        title, description: For whoever does not see it; what the columns say stands in a table.
        columns: A name for each.
        labels: How many of the names are written, at most; the last one always is. On a phone there is room
            for some 30 letters in all.
    """
    hanging = below.values if below else [0] * len(columns)
    assert all(len(series.values) == len(columns) for series in stack)
    assert len(hanging) == len(columns) > 0
    lines = scale(
        max(sum(values) for values in zip(*(series.values for series in stack), strict=True)), -max(hanging)
    )
    return frame.chart(
        id,
        title=title,
        description=description,
        columns=columns,
        lines=lines,
        pieces=_stacked(len(columns), stack, below),
        labels=labels,
        locale=locale,
    )


def swatch(look: int) -> Markup:
    """A small square with a series' look, for the legend."""
    square = svg.Rect(class_=[f"look-{look}"], width=frame.percent(100), height=frame.percent(100))
    return Markup(svg.SVG(class_=["swatch"], extra={"aria-hidden": "true"}, elements=[square]).as_str())  # noqa: S704


def _stacked(columns: int, stack: Sequence[Series], below: Series | None) -> list[svg.Element]:
    pieces: list[svg.Element] = []
    base = [0] * columns
    for series in stack:
        pieces.append(frame.stand(f"look-{series.look}", series.values, base))
        base = [low + value for low, value in zip(base, series.values, strict=True)]
    if below:
        pieces.append(frame.stand(f"look-{below.look}", below.values, [-value for value in below.values]))
    return pieces
