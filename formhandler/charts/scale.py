"""The lines behind the columns: few, at round numbers, whole ones because what is drawn are counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from babel.numbers import format_decimal

MOST = 5  # steps from the lowest line to the highest; more would crowd a chart as high as a phone is wide


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From *low* to *high*, with a line at every *step*; zero is one of them."""

    low: int  # 0, or below it
    high: int
    step: int

    @property
    def lines(self) -> range:
        return range(-(-self.low // self.step) * self.step, self.high + 1, self.step)

    def percent(self, value: float) -> float:
        """How far down from *high* the *value* is, in percent of the whole height."""
        return round((self.high - value) * 100 / (self.high - self.low), 2)


def scale(highest: int, lowest: int = 0) -> Scale:
    """
    The closest scale that holds *highest* above zero and *lowest* below it.

    Args:
        lowest: 0 or a negative number.
    """
    assert lowest <= 0 <= highest
    step = next(step for step in _round_numbers() if highest - lowest <= MOST * step)
    return Scale(low=lowest, high=max(1, -(-highest // step)) * step, step=step)


def said(value: int, locale: str) -> str:
    """A line's number as it is written beside it; below zero the columns hang down, so it has no minus."""
    return format_decimal(abs(value), locale=locale)


def _round_numbers() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 …"""
    for power in count():
        yield from (10**power, 2 * 10**power, 5 * 10**power)
