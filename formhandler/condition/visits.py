"""The counting of visits: whether what is to be counted reaches the counter."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import clock
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from formhandler.folding import store
from record import Record, ways
from texts import Translator, format_date

#: Some bot asks for something every day, so a log without a new line for longer is one that nobody counts.
SILENT = timedelta(days=1)


def counted(
    config: Config, record: Record, engine: Engine, t: Translator, now: datetime
) -> Iterator[Finding]:
    """What keeps visits from being counted; nothing where none are to be."""
    if record.counting.mode == ways.SERVER and config.proxies:
        said = t(
            "Visits are counted by the handler, and a web server stands in front: pages that it answers "
            'itself are not counted. Write mode = "log" under [counting] in the record, and run make nginx.'
        )
        yield Finding(Topic.SITE, Mark.NOTE, said)
    if record.counting.mode == ways.LOG:
        yield from _folded(engine, t, now)


def _folded(engine: Engine, t: Translator, now: datetime) -> Iterator[Finding]:
    try:
        with engine.connect() as db:
            last = clock.moment(store.last(db))
    except SQLAlchemyError:
        return  # said of the database
    if last is None:
        said = t("No line of the log of visits has been counted. See that seloste-counts runs.")
        yield Finding(Topic.SITE, Mark.NOTE, said)
    elif now - last > SILENT:
        said = t(
            "The log of visits was last counted on %(day)s. See that seloste-counts runs: after two days its "
            "lines are gone.",
            day=format_date(clock.day(last), t.lang),
        )
        yield Finding(Topic.SITE, Mark.FAULT, said)
