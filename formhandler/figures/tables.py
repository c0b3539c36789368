"""The tables of a period, in one language."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from counting import referrers
from formhandler.counts import dims
from formhandler.counts.reading import HourSum, PageSum
from formhandler.figures import words
from formhandler.figures.asked import Asked
from formhandler.figures.period import Unit
from formhandler.figures.reading import Figures, Span
from formhandler.figures.table import Column, Kind, Look, Number, Row, Table, share
from texts import Translator

SHOWN = 15  # rows of a table before the rest is summed up
UNDER = 5  # hosts of a group of sources, the same
T = TypeVar("T")
GROUPS = ("search", "social", "ai", "other", "none")

#: The column of the chart → the numbers of the notes in it.
Marks = Mapping[int, tuple[str, ...]]
#: In words, as the database has it, how many.
Named = tuple[str, str, int]


def times(spans: Sequence[Span], unit: Unit, marks: Marks, t: Translator) -> Table:
    """Visits and views, the newest first: that is looked for most."""
    columns = [Column(id="visits", name=t("Visits")), Column(id="views", name=t("Views"))]
    if any(span.visits_before is not None for span in spans):
        columns.append(Column(id="visits_before", name=t("Visits before")))
    rows = [
        Row(
            name=words.span(span.days, unit, t.lang),
            key=span.days.start.isoformat(),
            numbers=(span.visits, span.views, span.visits_before)[: len(columns)],
            marks=marks.get(at, ()),
        )
        for at, span in enumerate(spans)
    ]
    head = {Unit.DAY: t("Day"), Unit.WEEK: t("Week"), Unit.MONTH: t("Month")}
    return Table(
        id="times",
        caption=t("Visits and views over time"),
        head=head[unit],
        columns=columns,
        rows=rows[::-1],
    )


def hours(hours: Sequence[HourSum], t: Translator) -> Table:
    """The last 48 hours, the newest first."""
    rows = [
        Row(name=words.hour(hour.hour, t.lang), key=str(hour.hour), numbers=(hour.entries, hour.views))
        for hour in reversed(hours)
    ]
    return Table(
        id="hours",
        caption=t("The last 48 hours"),
        head=t("Hour"),
        columns=[Column(id="visits", name=t("Visits")), Column(id="views", name=t("Views"))],
        rows=rows,
    )


def pages(figures: Figures, asked: Asked, t: Translator) -> Table:
    """Each page with its views, the visits that began on it and the share of those that ended on it."""
    ordered = sorted(figures.pages, key=_order(figures, asked.sort))
    most = max((page.views for page in ordered), default=0)
    shown, rest = _cut(ordered, SHOWN, whole="pages" in asked.whole)
    rows = [
        Row(
            name=words.page(page.page, t),
            key=page.page,
            numbers=(page.views, page.entries, round(figures.exits[page.page], 3)),
            part=page.views / most if most else None,
        )
        for page in shown
    ]
    if rest:
        views, entries = sum(page.views for page in rest), sum(page.entries for page in rest)
        ended = sum(figures.exits[page.page] for page in rest)
        rows.append(
            _rest(t.n("%(n)s other page", "%(n)s other pages", len(rest)), views, entries, round(ended, 3))
        )
    return Table(
        id="pages",
        caption=t("Pages"),
        head=t("Page"),
        columns=[
            Column(id="views", name=t("Views"), sort="views"),
            Column(id="entries", name=t("Visits began"), sort="entries"),
            Column(id="exits", name=t("Visits ended"), kind=Kind.SHARE, sort="exits"),
        ],
        rows=rows,
        sort=asked.sort,
        name_sort="name",
        hidden=len(rest),
        whole="pages" in asked.whole and len(ordered) > SHOWN,
        hint=t(
            "“Visits began”: somebody came to this page from elsewhere. “Visits ended”: the share of visits "
            "that went no further from it; an estimate, because nobody is followed from page to page."
        ),
        empty=t("No page was looked at in this time."),
    )


def sources(figures: Figures, asked: Asked, t: Translator) -> Table:
    """Where visits came from: groups, and the hosts in each of them."""
    found = figures.sums[dims.SOURCE]
    groups: dict[str, dict[str, int]] = {name: {} for name in GROUPS}
    for host, n in found.items():
        groups.setdefault(referrers.group(host), {})[host] = n
    together, whole = sum(found.values()), "sources" in asked.whole
    rows: list[Row] = []
    hidden = more = 0
    for name, hosts in sorted(groups.items(), key=lambda one: -sum(one[1].values())):
        if not hosts:
            continue
        label = words.group(name, t)
        rows.append(_part(label, sum(hosts.values()), together, key=name, look=Look.GROUP))
        if name == "none":
            continue
        shown, rest = _cut(list(hosts.items()), UNDER, whole=whole)
        more += max(0, len(hosts) - UNDER)
        rows += [
            _part(words.key(host, t), n, together, key=host, group=label, look=Look.UNDER)
            for host, n in shown
        ]
        if rest:
            hidden += len(rest)
            others = t.n("%(n)s other site", "%(n)s other sites", len(rest))
            n = sum(n for _, n in rest)
            rows.append(_part(others, n, together, group=label, look=Look.UNDER))
    return Table(
        id="sources",
        caption=t("Where visits came from"),
        head=t("Source"),
        columns=[Column(id="visits", name=t("Visits")), _share(t)],
        rows=rows,
        hidden=hidden,
        whole=whole and more > 0,
        hint=t(
            "“Not known”: an address typed by hand, a bookmark, an e-mail, an app, or a site that does not "
            "tell."
        ),
        empty=t("No visits in this time."),
        grouped=True,
    )


def devices(figures: Figures, asked: Asked, t: Translator) -> Table:
    named = [(words.device(name, t), name, n) for name, n in figures.sums[dims.DEVICE].items()]
    return _shares("devices", t("Devices"), t("Device"), t("Views"), named, asked, t)


def languages(figures: Figures, asked: Asked, t: Translator) -> Table:
    named = [(words.language(code, t), code, n) for code, n in figures.sums[dims.LANG].items()]
    return _shares("languages", t("Languages of browsers"), t("Language"), t("Views"), named, asked, t)


def campaigns(figures: Figures, asked: Asked, t: Translator) -> Table:
    named = [(words.key(name, t), name, n) for name, n in figures.sums[dims.CAMPAIGN].items()]
    return _shares("campaigns", t("Campaigns"), t("Campaign"), t("Visits"), named, asked, t)


def forms(figures: Figures, asked: Asked, t: Translator) -> Table:
    """Forms that were sent, and how many that is of the visits."""
    rows = [
        Row(name=words.page(page, t), key=page, numbers=(n, share(n, figures.visits)))
        for page, n in figures.sums[dims.FORM].items()
    ]
    return Table(
        id="forms",
        caption=t("Forms that were sent"),
        head=t("Form’s page"),
        columns=[
            Column(id="sent", name=t("Sent")),
            Column(id="share", name=t("Per visit"), kind=Kind.SHARE),
        ],
        rows=rows,
        empty=t("No form was sent in this time."),
    )


def missing(figures: Figures, asked: Asked, t: Translator) -> Table:
    return _counts(
        "missing",
        t("Addresses without a page"),
        t("Address"),
        [(words.key(path, t), path, n) for path, n in figures.sums[dims.MISSING].items()],
        asked,
        t,
        hint=t(
            "Somebody asked for an address at which there is nothing. A link that leads astray can be "
            "mended; much of this is machines that look for weak programs, and does no harm."
        ),
        empty=t("Nobody asked for a page that is not there."),
    )


def left(figures: Figures, asked: Asked, t: Translator) -> Table:
    return _counts(
        "left",
        t("Left out of the count"),
        t("Why"),
        [(words.reason(name, t), name, n) for name, n in figures.sums[dims.LEFT].items()],
        asked,
        t,
        empty=t("Nothing was left out in this time."),
    )


def _shares(
    id: str,
    caption: str,
    head: str,
    what: str,
    named: Sequence[Named],
    asked: Asked,
    t: Translator,
) -> Table:
    """How a whole divides up."""
    together, whole = sum(n for _, _, n in named), id in asked.whole
    shown, rest = _cut(named, SHOWN, whole=whole)
    rows = [_part(name, n, together, key=key) for name, key, n in shown]
    if rest:
        others = t.n("%(n)s other", "%(n)s others", len(rest))
        rows.append(_part(others, sum(n for _, _, n in rest), together, look=Look.REST))
    return Table(
        id=id,
        caption=caption,
        head=head,
        columns=[Column(id="visits" if id == "campaigns" else "views", name=what), _share(t)],
        rows=rows,
        hidden=len(rest),
        whole=whole and len(named) > SHOWN,
        empty=t("Nothing in this time."),
    )


def _counts(
    id: str,
    caption: str,
    head: str,
    named: Sequence[Named],
    asked: Asked,
    t: Translator,
    *,
    hint: str = "",
    empty: str,
) -> Table:
    """How often each of them happened."""
    whole = id in asked.whole
    shown, rest = _cut(named, SHOWN, whole=whole)
    rows = [Row(name=name, key=key, numbers=(n,)) for name, key, n in shown]
    if rest:
        rows.append(_rest(t.n("%(n)s other", "%(n)s others", len(rest)), sum(n for _, _, n in rest)))
    return Table(
        id=id,
        caption=caption,
        head=head,
        columns=[Column(id="times", name=t("Times"))],
        rows=rows,
        hidden=len(rest),
        whole=whole and len(named) > SHOWN,
        hint=hint,
        empty=empty,
    )


def _order(figures: Figures, sort: str) -> Callable[[PageSum], tuple[float, str]]:
    """The most first; what is equal by its name, so that the order is always the same."""
    orders: dict[str, Callable[[PageSum], float]] = {
        "views": lambda page: -page.views,
        "entries": lambda page: -page.entries,
        "exits": lambda page: -figures.exits[page.page],
        "name": lambda page: 0,
    }
    by = orders[sort]
    return lambda page: (by(page), page.page)


def _cut(rows: Sequence[T], most: int, *, whole: bool) -> tuple[Sequence[T], Sequence[T]]:
    """What is shown and what is summed up; one row alone is not worth a sum."""
    if whole or len(rows) <= most + 1:
        return rows, ()
    return rows[:most], rows[most:]


def _part(
    name: str, n: int, together: int, *, key: str = "", group: str = "", look: Look = Look.PLAIN
) -> Row:
    part = share(n, together)
    return Row(name=name, key=key, group=group, look=look, numbers=(n, part), part=part)


def _rest(name: str, *numbers: Number) -> Row:
    return Row(name=name, numbers=numbers, look=Look.REST)


def _share(t: Translator) -> Column:
    return Column(id="share", name=t("Share"), kind=Kind.SHARE)
