"""
What every chart has: lines at round numbers, names under the columns, words for whoever does not see it.

Inside the plot one unit upwards is one of what is counted, so a piece's height in the SVG is its number; the
plot is stretched over whatever room the page has (preserveAspectRatio="none"). Words stand outside the plot,
placed in percent and never stretched, so they are as large on a phone as the text around them.
"""

from collections.abc import Sequence

import svg
from markupsafe import Markup

from formhandler.charts.scale import Scale, said

WIDTH, GAP = 8, 1  # of a column, and the room on either side of it
PITCH = WIDTH + 2 * GAP


def chart(
    id: str,
    *,
    title: str,
    description: str,
    columns: Sequence[str],
    lines: Scale,
    pieces: Sequence[svg.Element],
    above: Sequence[svg.Element] = (),
    labels: int,
    locale: str,
    looks: Sequence[str] = (),
) -> Markup:
    """
    The whole picture.

    Args:
        id: Unique on the page.
        pieces: What stands in the plot, between the lines and the zero.
        above: What stands over the plot, placed in percent.
        labels: How many of the names of *columns* are written, at most.
        looks: Classes beside "chart".
    """
    drawing = svg.SVG(
        class_=["chart", *looks],
        extra={"role": "img", "aria-labelledby": f"{id}-title {id}-description"},
        elements=[
            svg.Title(id=f"{id}-title", text=svg.escape(title)),
            svg.Desc(id=f"{id}-description", text=svg.escape(description)),
            svg.G(class_=["numbers"], elements=[_number(value, lines, locale) for value in lines.lines]),
            _plot(lines, len(columns), pieces),
            svg.G(class_=["names"], elements=_names(columns, labels)),
            *above,
        ],
    )
    return Markup(drawing.as_str())  # noqa: S704  # every text in it is escaped above and below


def stand(look: str, values: Sequence[int], base: Sequence[int]) -> svg.Path:
    """All of one series in one path: of each that is not zero, where it stands and how high it is."""
    drawn: list[svg.PathData] = []
    for column, (low, value) in enumerate(zip(base, values, strict=True)):
        if value:
            start = svg.M(column * PITCH + GAP, -low)
            drawn += [start, svg.v(-value), svg.h(WIDTH), svg.v(value), svg.Z()]
    return svg.Path(class_=[look], d=drawn)


def middle(column: int, columns: int) -> svg.Length:
    """Where the middle of a column is, in percent of the plot's width."""
    return percent(round((column + 0.5) * 100 / columns, 2))


def percent(value: float) -> svg.Length:
    return svg.Length(value, "%")


def _plot(lines: Scale, columns: int, pieces: Sequence[svg.Element]) -> svg.SVG:
    wide = columns * PITCH
    grid: list[svg.PathData] = []
    for value in filter(None, lines.lines):
        grid += [svg.M(0, -value), svg.h(wide)]
    zero = svg.Path(class_=["zero"], d=[svg.M(0, 0), svg.h(wide)])
    return svg.SVG(
        xmlns=None,
        viewBox=svg.ViewBoxSpec(0, -lines.high, wide, lines.high - lines.low),
        preserveAspectRatio=svg.PreserveAspectRatio("none"),
        elements=[svg.Path(class_=["grid"], d=grid), *pieces, zero],
    )


def _number(value: int, lines: Scale, locale: str) -> svg.Text:
    """Left of the plot, in the margin that chart.css leaves."""
    return svg.Text(
        x=0,
        y=percent(lines.percent(value)),
        dx=svg.Length(-0.6, "em"),
        dy=svg.Length(0.35, "em"),
        text=svg.escape(said(value, locale)),
    )


def _names(columns: Sequence[str], labels: int) -> list[svg.Element]:
    """Under the plot; counted from the last, so that the newest has its name."""
    every = -(-len(columns) // labels)
    return [
        svg.Text(
            x=middle(column, len(columns)),
            y=percent(100),
            dy=svg.Length(1.5, "em"),
            text=svg.escape(name),
        )
        for column, name in enumerate(columns)
        if (len(columns) - 1 - column) % every == 0
    ]
