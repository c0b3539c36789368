"""What a bench found: figures, and the targets they are held against."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

#: Takes an amount, and knows a good one itself: seconds, messages, or what the docstring of the bench says.
Measure = Callable[..., list["Result"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    One figure of one run.

    Absolute figures drift with the machine by a factor of two from hour to hour; the ratio, to a limit that
    was measured beside it in the same run, is what can be compared.
    """

    name: str  # "form: sent", and what it stands for in the bench's docstring
    value: float
    unit: str  # "/s", "ms", "s", "B", "MB", "lines/s", …; "" for a number of things
    ratio: float | None = None  # the value ÷ the limit's
    target: str = ""  # as a reader wants it; "" for what is only told
    holds: bool | None = None  # None without a target


def told(name: str, value: float, unit: str, *, of: Result | None = None) -> Result:
    """A figure without a target."""
    return Result(name=name, value=value, unit=unit, ratio=_ratio(value, of))


def at_most(name: str, value: float, unit: str, most: float) -> Result:
    """A figure that is to stay small: a time, a size, what was lost."""
    target = f"≤ {_number(most)} {unit}".rstrip()
    return Result(name=name, value=value, unit=unit, target=target, holds=value <= most)


def at_least(
    name: str, value: float, unit: str, least: float | None = None, *, of: Result, times: float
) -> Result:
    """
    A rate that is to be *times* the limit's.

    Args:
        least: reaching this is enough, too, whatever the limit did.
    """
    ratio = _ratio(value, of)
    share = f"≥ {_number(times)} × {of.name.partition(': ')[2]}"
    target = share if least is None else f"≥ {_number(least)} {unit} or {share}"
    holds = value >= times * of.value or (least is not None and value >= least)
    return Result(name=name, value=value, unit=unit, ratio=ratio, target=target, holds=holds)


def _ratio(value: float, of: Result | None) -> float | None:
    return value / of.value if of is not None and of.value else None


def _number(value: float) -> str:
    """Three digits that matter, and no more decimals than say something."""
    if value and abs(value) < 100:
        return f"{value:.3g}"
    return f"{value:,.0f}"


HEADING = ("what", "measured", "", "ratio", "target", "")


def table(results: Iterable[Result]) -> str:
    """The results as a table to read."""
    rows = [HEADING, *(_row(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADING))]
    return "\n".join(_line(row, widths) for row in rows)


def _row(result: Result) -> tuple[str, ...]:
    ratio = "" if result.ratio is None else f"{result.ratio:.3f}"
    verdict = {True: "holds", False: "MISSED", None: ""}[result.holds]
    return (result.name, _number(result.value), result.unit, ratio, result.target, verdict)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    aligned = (
        cell.rjust(width) if column in (1, 3) else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(aligned).rstrip()


def held(results: Iterable[Result]) -> bool:
    """Whether no target was missed."""
    return all(result.holds is not False for result in results)


def alone(measure: Measure, amount: int, said: Sequence[str] = sys.argv[1:]) -> None:
    """
    What `python -m bench.NAME [AMOUNT]` does: measure, print, and exit with 1 when a target was missed.

    Args:
        amount: unless one is *said*: on the command line.
    """
    results = measure(int(said[0]) if said else amount)
    print(table(results))
    sys.exit(not held(results))
