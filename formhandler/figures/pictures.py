"""The charts of a period; the numbers of each stand in a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from formhandler.charts import Mark, swatch, times
from formhandler.counts.reading import HourSum
from formhandler.figures import words
from formhandler.figures.period import Unit
from formhandler.figures.reading import Span
from texts import Translator
from texts.dates import LOCALES

LABELS = 5  # names of columns that have room on a phone, of some six letters each


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart, and what it shows."""

    caption: str
    svg: Markup
    legend: Sequence[tuple[Markup, str]]  # what each look in it means


def over_time(
    spans: Sequence[Span], unit: Unit, marks: Mapping[int, tuple[str, ...]], t: Translator
) -> Picture:
    """Visits as a part of the views, the visits of the time before as a line."""
    caption = {
        Unit.DAY: t("Visits and views by day"),
        Unit.WEEK: t("Visits and views by week"),
        Unit.MONTH: t("Visits and views by month"),
    }[unit]
    before = [span.visits_before for span in spans]
    drawn = times(
        "times-chart",
        title=caption,
        description=_all(sum(span.visits for span in spans), sum(span.views for span in spans), t),
        columns=[words.short(span.days, unit, t.lang) for span in spans],
        whole=[span.views for span in spans],
        part=[span.visits for span in spans],
        before=before,
        running=not spans[-1].over,
        marks=[Mark(column=at, number=", ".join(numbers)) for at, numbers in sorted(marks.items())],
        labels=LABELS,
        locale=LOCALES[t.lang],
    )
    compared = any(value is not None for value in before)
    return Picture(caption=caption, svg=drawn, legend=_legend(t, compared=compared))


def by_hour(hours: Sequence[HourSum], t: Translator) -> Picture:
    """The last 48 hours."""
    drawn = times(
        "hours-chart",
        title=t("The last 48 hours"),
        description=_all(sum(hour.entries for hour in hours), sum(hour.views for hour in hours), t),
        columns=[words.hour(hour.hour, t.lang) for hour in hours],
        whole=[hour.views for hour in hours],
        part=[hour.entries for hour in hours],
        running=True,
        labels=LABELS,
        locale=LOCALES[t.lang],
        low=True,
    )
    return Picture(caption=t("The last 48 hours"), svg=drawn, legend=_legend(t))


def _legend(t: Translator, *, compared: bool = False) -> list[tuple[Markup, str]]:
    found = [(swatch(1), t("Visits")), (swatch(2), t("Views"))]
    return [*found, (swatch(6), t("Visits in the time before"))] if compared else found


def _all(visits: int, views: int, t: Translator) -> str:
    return t(
        "%(visits)s visits and %(views)s views in all. The numbers of each column stand in the table.",
        visits=visits,
        views=views,
    )
