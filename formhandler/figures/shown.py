"""A period's figures in one language: everything that a page, a mail or a file has to say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formhandler.counts import dims
from formhandler.figures import noted, pictures, tables, ways, words
from formhandler.figures.asked import Asked
from formhandler.figures.noted import Noted
from formhandler.figures.pictures import Picture
from formhandler.figures.reading import Figures, PageFigures
from formhandler.figures.table import Table
from formhandler.figures.words import Change, Numbers
from record import Record
from texts import Translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A number that stands large above the rest."""

    id: str
    name: str
    said: str  # the number in words
    change: Change | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is shown of a period. The tables are those that files are made of, too."""

    figures: Figures
    lang: str
    name: str  # of the period: its days or its month
    before: str  # what it is compared with; "" where there is nothing
    tallies: Sequence[Tally]
    pictures: Sequence[Picture]  # over time, and of a short period by the hour
    tables: Mapping[str, Table]
    notes: Sequence[Noted]
    unknown: str  # the share of visits of unknown source; "" without a visit
    way: Sequence[str]  # how visits are counted, and what that cannot see
    numbers: Numbers

    @property
    def empty(self) -> bool:
        return self.figures.empty


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShown:
    """What is shown of one page."""

    figures: PageFigures
    name: str
    before: str  # always "": one page is not compared
    tallies: Sequence[Tally]
    picture: Picture
    table: Table
    notes: Sequence[Noted]
    numbers: Numbers


def show(figures: Figures, record: Record, asked: Asked, t: Translator) -> Shown:
    """Say *figures* in the language of *t*; *asked* says in which order, and what whole."""
    period = figures.period
    notes = noted.noted(figures.notes, t)
    marks = noted.marks(notes, [span.days for span in figures.spans])
    charts = [pictures.over_time(figures.spans, period.unit, marks, t)]
    if figures.hours:
        charts.append(pictures.by_hour(figures.hours, t))
    numbers = Numbers(t.lang)
    return Shown(
        figures=figures,
        lang=t.lang,
        name=_name(figures, t.lang),
        before=words.days(period.before, t.lang) if period.before else "",
        tallies=_tallies(figures, numbers, t),
        pictures=charts,
        tables={table.id: table for table in _tables(figures, record, asked, marks, t)},
        notes=notes,
        unknown="" if figures.unknown is None else numbers.share(figures.unknown),
        way=ways.way(record, t),
        numbers=numbers,
    )


def show_page(figures: PageFigures, t: Translator) -> PageShown:
    """Say the figures of one page in the language of *t*."""
    period, numbers = figures.period, Numbers(t.lang)
    notes = noted.noted(figures.notes, t)
    marks = noted.marks(notes, [span.days for span in figures.spans])
    return PageShown(
        figures=figures,
        name=words.days(period.days, t.lang),
        before="",
        tallies=_page_tallies(figures, numbers, t),
        picture=pictures.over_time(figures.spans, period.unit, marks, t),
        table=tables.times(figures.spans, period.unit, marks, t),
        notes=notes,
        numbers=numbers,
    )


def _name(figures: Figures, lang: str) -> str:
    """A month by its name, one that is running or began late by its days as well; else the days."""
    period = figures.period
    days = words.days(period.days, lang)
    if not period.month:
        return days
    name = words.month(period.days.start, lang)
    return name if period.whole_month else f"{name} ({days})"


def _tables(
    figures: Figures, record: Record, asked: Asked, marks: Mapping[int, tuple[str, ...]], t: Translator
) -> list[Table]:
    """In the order of the page."""
    found = [
        tables.times(figures.spans, figures.period.unit, marks, t),
        tables.pages(figures, asked, t),
        tables.sources(figures, asked, t),
    ]
    if record.counting.campaigns or figures.sums[dims.CAMPAIGN]:
        found.append(tables.campaigns(figures, asked, t))
    found += [
        tables.forms(figures, asked, t),
        tables.devices(figures, asked, t),
        tables.languages(figures, asked, t),
        tables.missing(figures, asked, t),
        tables.left(figures, asked, t),
    ]
    if figures.hours:
        found.append(tables.hours(figures.hours, t))
    return found


def _tallies(figures: Figures, numbers: Numbers, t: Translator) -> list[Tally]:
    visits, views = figures.visits, figures.views
    return [
        Tally(
            id="visits",
            name=t("Visits"),
            said=numbers.count(visits),
            change=words.change(visits, figures.visits_before, t),
        ),
        Tally(
            id="views",
            name=t("Views"),
            said=numbers.count(views),
            change=words.change(views, figures.views_before, t),
        ),
        Tally(
            id="per_visit",
            name=t("Views per visit"),
            said=numbers.decimal(views / visits) if visits else "–",
        ),
        Tally(
            id="sent",
            name=t("Forms sent"),
            said=numbers.count(figures.sent),
            hint=t("%(share)s of visits", share=numbers.share(figures.sent / visits)) if visits else "",
        ),
    ]


def _page_tallies(figures: PageFigures, numbers: Numbers, t: Translator) -> list[Tally]:
    its = figures.sum
    found = [
        Tally(
            id="views",
            name=t("Views"),
            said=numbers.count(its.views),
            hint=t("%(share)s of all views", share=numbers.share(figures.share or 0)),
        ),
        Tally(id="entries", name=t("Visits began"), said=numbers.count(its.entries)),
        Tally(
            id="exits",
            name=t("Visits ended"),
            said=numbers.share(figures.exits),
            hint=t("of all visits; an estimate"),
        ),
        Tally(id="reloads", name=t("Reloads"), said=numbers.count(its.reloads)),
        Tally(id="returns", name=t("Returns"), said=numbers.count(its.returns)),
    ]
    if figures.sent:
        found.append(Tally(id="sent", name=t("Forms sent"), said=numbers.count(figures.sent)))
    return found
