"""
Columns stacked on each other.

Inside the plot one unit upwards is one of what is counted, so a piece's height in the SVG is its number; the
plot is stretched over whatever room the page has (preserveAspectRatio="none"). Words stand outside the plot,
placed in percent and never stretched, so they are as large on a phone as the text around them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import svg
from markupsafe import Markup

from formhandler.charts.scale import Scale, said, scale

WIDTH, GAP = 8, 1  # of a column, and the room on either side of it
PITCH = WIDTH + 2 * GAP


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
    drawing = svg.SVG(
        class_=["chart"],
        extra={"role": "img", "aria-labelledby": f"{id}-title {id}-description"},
        elements=[
            svg.Title(id=f"{id}-title", text=svg.escape(title)),
            svg.Desc(id=f"{id}-description", text=svg.escape(description)),
            svg.G(class_=["numbers"], elements=[_number(value, lines, locale) for value in lines.lines]),
            _plot(lines, len(columns), stack, below),
            svg.G(class_=["names"], elements=_names(columns, labels)),
        ],
    )
    return Markup(drawing.as_str())  # noqa: S704  # every text in it is escaped above and below


def swatch(look: int) -> Markup:
    """A small square with a series' look, for the legend."""
    square = svg.Rect(class_=[f"look-{look}"], width=_percent(100), height=_percent(100))
    return Markup(svg.SVG(class_=["swatch"], extra={"aria-hidden": "true"}, elements=[square]).as_str())  # noqa: S704


def _plot(lines: Scale, columns: int, stack: Sequence[Series], below: Series | None) -> svg.SVG:
    wide = columns * PITCH
    grid: list[svg.PathData] = []
    for value in filter(None, lines.lines):
        grid += [svg.M(0, -value), svg.h(wide)]
    pieces: list[svg.Element] = [svg.Path(class_=["grid"], d=grid)]
    base = [0] * columns
    for series in stack:
        pieces.append(_pieces(series, base))
        base = [low + value for low, value in zip(base, series.values, strict=True)]
    if below:
        pieces.append(_pieces(below, [-value for value in below.values]))
    pieces.append(svg.Path(class_=["zero"], d=[svg.M(0, 0), svg.h(wide)]))
    return svg.SVG(
        xmlns=None,
        viewBox=svg.ViewBoxSpec(0, -lines.high, wide, lines.high - lines.low),
        preserveAspectRatio=svg.PreserveAspectRatio("none"),
        elements=pieces,
    )


def _pieces(series: Series, base: Sequence[int]) -> svg.Path:
    """All of one series in one path: of each that is not zero, where it stands and how high it is."""
    drawn: list[svg.PathData] = []
    for column, (low, value) in enumerate(zip(base, series.values, strict=True)):
        if value:
            start = svg.M(column * PITCH + GAP, -low)
            drawn += [start, svg.v(-value), svg.h(WIDTH), svg.v(value), svg.Z()]
    return svg.Path(class_=[f"look-{series.look}"], d=drawn)


def _number(value: int, lines: Scale, locale: str) -> svg.Text:
    """Left of the plot, in the margin that chart.css leaves."""
    place = _percent(lines.percent(value))
    return svg.Text(
        x=0,
        y=place,
        dx=svg.Length(-0.6, "em"),
        dy=svg.Length(0.35, "em"),
        text=svg.escape(said(value, locale)),
    )


def _names(columns: Sequence[str], labels: int) -> list[svg.Element]:
    """Under the plot; counted from the last, so that the newest has its name."""
    every = -(-len(columns) // labels)
    return [
        svg.Text(
            x=_percent(round((column + 0.5) * 100 / len(columns), 2)),
            y=_percent(100),
            dy=svg.Length(1.5, "em"),
            text=svg.escape(name),
        )
        for column, name in enumerate(columns)
        if (len(columns) - 1 - column) % every == 0
    ]


def _percent(value: float) -> svg.Length:
    return svg.Length(value, "%")
