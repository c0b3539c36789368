"""What there is to tell of a month. It holds sums alone, and no mistyped address."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask

from formhandler import figures
from formhandler.counts import dims
from formhandler.figures import words
from formhandler.figures.shown import Shown
from formhandler.figures.table import Table
from record import Record, Unstated
from texts import Translator, translator

#: In this order; those over time are the bars. Addresses without a page can hold what somebody pasted: a mail
#: goes through the hands of others, so it tells how many there were, and the owner's page tells which.
TABLES = ("pages", "sources", "campaigns", "forms", "devices", "languages")
PAGE, SETTINGS = "/hallinta/kaynnit", "/hallinta/kaynnit/jako"  # formhandler/visits


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What there is to tell of a month, in one language."""

    t: Translator
    record: Record
    title: str
    page: str  # the address of the owner's page; only its path while the site's address is not stated
    shown: Shown | None  # None: nothing is kept of that month

    @property
    def tables(self) -> list[Table]:
        found = self.shown.tables if self.shown else {}
        return [found[id] for id in TABLES if id in found and found[id].rows]

    @property
    def beside(self) -> list[str]:
        """What else there was, a sentence each."""
        if self.shown is None:
            return []
        missing, left = (sum(self.shown.figures.sums[dim].values()) for dim in (dims.MISSING, dims.LEFT))
        said, numbers = [], self.shown.numbers
        if missing:
            said.append(
                self.t(
                    "Addresses without a page were asked for %(n)s times; the page of visits tells which.",
                    n=numbers.count(missing),
                )
            )
        if left:
            said.append(
                self.t(
                    "%(n)s requests were left out of the count: bots, and people who do not want to be "
                    "counted.",
                    n=numbers.count(left),
                )
            )
        if not self.shown.figures.balance.whole:
            said.append(
                self.t(
                    "The sums do not fit each other, so something is broken. The page of visits tells more."
                )
            )
        return said

    @property
    def nothing(self) -> str:
        return self.t(
            "Nothing was counted in this month. If that surprises you, the page of health or flask doctor "
            "tells what is in the way."
        )

    @property
    def end(self) -> str:
        return self.t(
            "These are sums, and of nobody: an arrival is a visit, and one person may make several. You get "
            "this once a month because it was switched on at %(where)s.",
            where=SETTINGS,
        )


def report(app: Flask, month: date, *, now: datetime, lang: str = "") -> Report:
    """The report of *month*, which this is the first day of; in the record's binding language, or *lang*."""
    record: Record = app.extensions["record"]
    lang = lang or record.binding
    with app.extensions["reader"].connect() as db:
        shown = figures.month(db, record, month.year, month.month, now=now, lang=lang)
    t = translator(lang)
    site = "" if isinstance(record.site.url, Unstated) else record.site.url
    return Report(
        t=t,
        record=record,
        title=t("Visits: %(month)s", month=words.month(month, lang)),
        page=f"{site}{PAGE}?jakso={month:%Y-%m}",
        shown=shown,
    )
