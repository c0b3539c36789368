"""The site and the record it was built from."""

from collections.abc import Iterator

from formhandler import pages
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from record import Record
from texts import Translator


def stated(record: Record, t: Translator) -> Iterator[Finding]:
    yield Finding(
        Topic.SITE, Mark.FINE, t("The record is whole, version %(version)s.", version=record.edition.version)
    )
    if gaps := record.unstated():
        text = t.n(
            "%(n)s fact is not yet stated; the site can't be published before:",
            "%(n)s facts are not yet stated; the site can't be published before:",
            len(gaps),
        )
        yield Finding(
            Topic.SITE,
            Mark.NOTE,
            "\n  ".join([text, *(f"{gap.place}: {gap.question[t.lang]}" for gap in gaps)]),
        )


def built(config: Config, record: Record, t: Translator) -> Iterator[Finding]:
    try:
        pages.check_same(config.site, record)
    except pages.SiteMissing:
        said = t("The site in %(folder)s is not built from this record. Run: make html", folder=config.site)
        yield Finding(Topic.SITE, Mark.FAULT, said)
    else:
        yield Finding(Topic.SITE, Mark.FINE, t("The site is built from this record."))
