"""The site, the record it was built from, and the certificate it shows."""

from collections.abc import Iterator
from datetime import datetime

from formhandler import clock, pages
from formhandler.condition.certificate import Certificate, Outcome
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from record import Record
from texts import Translator, format_date


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


def certificate_lasts(url: object, found: Certificate | None, t: Translator, now: datetime) -> Finding:
    """
    What the site's own address shows.

    Args:
        url: As the record states it, or does not yet.
        found: What came of asking; None when nobody has asked since the start.
    """
    if not isinstance(url, str):
        return Finding(Topic.SITE, Mark.NOTE, t("The site's address is not yet stated in the record."))
    if found is None:
        return Finding(Topic.SITE, Mark.NOTE, t("The certificate has not been looked at yet."))
    return _certificate(found, t, now)


def _certificate(found: Certificate, t: Translator, now: datetime) -> Finding:
    mark, host = Mark.FINE if found.lasts(now) else Mark.FAULT, found.host
    if found.outcome is Outcome.UNREACHED:
        said = t("The site %(host)s can't be reached from here.", host=host)
        return Finding(Topic.SITE, Mark.NOTE, said)
    if found.ends is None:
        said = t("Browsers refuse the certificate of %(host)s (%(why)s).", host=host, why=found.reason)
    else:
        ends = format_date(clock.day(found.ends), t.lang)
        said = (
            t("The certificate of %(host)s is good until %(day)s.", host=host, day=ends)
            if mark is Mark.FINE
            else t("The certificate of %(host)s ends on %(day)s and was not renewed.", host=host, day=ends)
        )
    return Finding(Topic.SITE, mark, said)
