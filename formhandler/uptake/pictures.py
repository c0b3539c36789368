"""The charts of the page: what was answered, and how often the question was shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from formhandler.charts import Series, bars
from formhandler.uptake.spans import Sum, total
from texts import Translator
from texts.dates import LOCALES, format_day, format_month

GIVEN, PARTLY, REFUSED, WITHDRAWN, ASKED = 1, 2, 3, 4, 5  # looks of a series


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart, its caption, and what each look in it means; none where there is but one."""

    caption: str
    svg: Markup
    legend: Sequence[tuple[int, str]]


def pictures(sums: Sequence[Sum], t: Translator, *, monthly: bool) -> list[Picture]:
    """Both charts of *sums*, a column for each."""
    return [_answers(sums, t, monthly), _asked(sums, t, monthly)]


def _answers(sums: Sequence[Sum], t: Translator, monthly: bool) -> Picture:
    caption = t("What was answered, by month") if monthly else t("What was answered, by week")
    legend = [
        (GIVEN, t("Allowed all")),
        (PARTLY, t("Allowed in part")),
        (REFUSED, t("Refused")),
        (WITHDRAWN, t("Withdrew, below the line")),
    ]
    every = total(sums)
    description = t(
        "Allowed all %(given)s, allowed in part %(partly)s, refused %(refused)s, withdrew %(withdrawn)s. The "
        "numbers of each column stand in the table.",
        given=every.given,
        partly=every.partly,
        refused=every.refused,
        withdrawn=every.withdrawn,
    )
    drawn = bars(
        "answers-chart",
        title=caption,
        description=description,
        columns=_names(sums, t, monthly),
        stack=[
            Series(look=GIVEN, values=[each.given for each in sums]),
            Series(look=PARTLY, values=[each.partly for each in sums]),
            Series(look=REFUSED, values=[each.refused for each in sums]),
        ],
        below=Series(look=WITHDRAWN, values=[each.withdrawn for each in sums]),
        labels=_labels(monthly),
        locale=LOCALES[t.lang],
    )
    return Picture(caption=caption, svg=drawn, legend=legend)


def _asked(sums: Sequence[Sum], t: Translator, monthly: bool) -> Picture:
    caption = (
        t("How often the question was shown, by month")
        if monthly
        else t("How often the question was shown, by week")
    )
    drawn = bars(
        "asked-chart",
        title=caption,
        description=t(
            "%(n)s times in all. The numbers of each column stand in the table.", n=total(sums).asked
        ),
        columns=_names(sums, t, monthly),
        stack=[Series(look=ASKED, values=[each.asked for each in sums])],
        labels=_labels(monthly),
        locale=LOCALES[t.lang],
    )
    return Picture(caption=caption, svg=drawn, legend=[])


def _names(sums: Sequence[Sum], t: Translator, monthly: bool) -> list[str]:
    if monthly:
        return [format_month(each.start, t.lang) for each in sums]
    return [format_day(each.start, t.lang, year=False) for each in sums]


def _labels(monthly: bool) -> int:
    """A month has its year beside it, so fewer of them have room."""
    return 4 if monthly else 5
