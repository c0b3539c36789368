"""Where everything lies: the disk, the database, what should have gone from it, and its copies."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import clock, db
from formhandler.backups import log, making
from formhandler.condition import backups
from formhandler.condition.finding import Finding, Mark, Topic
from formhandler.config import Config
from formhandler.contact import store
from texts import Translator, format_date

#: Below this the archive may soon be unable to take a message; each takes some 2 KiB.
SCARCE = 200 * 1024**2  # bytes


def disk(config: Config, t: Translator) -> Iterator[Finding]:
    if not config.data.is_dir():
        said = t("There is no data folder %(folder)s. Run: flask migrate", folder=config.data)
        yield Finding(Topic.STORAGE, Mark.FAULT, said)
        return
    free = shutil.disk_usage(config.data).free
    mark = Mark.FINE if free >= SCARCE else Mark.FAULT
    yield Finding(Topic.STORAGE, mark, t("The disk has %(free)s MB free.", free=free // 1024**2))


def database(engine: Engine, t: Translator) -> Iterator[Finding]:
    try:
        revision = db.current(engine)
    except SQLAlchemyError as error:
        yield Finding(
            Topic.STORAGE,
            Mark.FAULT,
            t(
                "The database does not answer (%(error)s). Check DATABASE_URL and that it runs.",
                error=type(error).__name__,
            ),
        )
        return
    if revision == db.head():
        yield Finding(
            Topic.STORAGE, Mark.FINE, t("The database is up to date (%(revision)s).", revision=revision)
        )
    else:
        yield Finding(Topic.STORAGE, Mark.FAULT, t("The database is not up to date; run: flask migrate"))


def overdue(engine: Engine, t: Translator) -> Iterator[Finding]:
    """The server sweeps every hour; a day later than due, nobody has."""
    try:
        with engine.connect() as connection:
            late = store.count_expired(connection, today=clock.day(clock.utcnow()) - timedelta(days=1))
    except SQLAlchemyError:
        return  # said above
    if late:
        yield Finding(
            Topic.STORAGE,
            Mark.FAULT,
            t(
                "%(n)s messages should have been erased by now. Run: flask janitor; "
                "and see that flask serve runs.",
                n=late,
            ),
        )


def backups_fresh(config: Config, t: Translator, now: datetime) -> Iterator[Finding]:
    """Whether a copy was made lately, and whether the old ones went as the notice says."""
    folder = making.folder(config.data, config.backups)
    if config.backups is None and not folder.exists():
        said = t("No backup was made yet. Make one every night: make backup")
        yield Finding(Topic.STORAGE, Mark.NOTE, said)
        return
    try:
        found = backups.look(folder)
    except OSError as error:
        why = error.strerror or type(error).__name__
        said = t("The backup folder %(folder)s can't be read (%(why)s).", folder=folder, why=why)
        yield Finding(Topic.STORAGE, Mark.FAULT, said)
        return
    yield _newest(found, folder, t, now)
    if found.oldest and found.overdue(now):
        said = t(
            "A backup in %(folder)s is from %(day)s. By the notice none is older than 30 days: delete it.",
            folder=folder,
            day=format_date(clock.day(found.oldest), t.lang),
        )
        yield Finding(Topic.STORAGE, Mark.FAULT, said)


def tombstones_kept(config: Config, engine: Engine, t: Translator, now: datetime) -> Iterator[Finding]:
    """
    Whether the file apart from the database knows everything that must stay erased, and nothing more.

    The server copies them every twenty seconds: what is of today may be on its way.
    """
    yesterday = clock.day(now) - timedelta(days=1)
    try:
        with engine.connect() as connection:
            lacking = len(log.lacking(connection, config.data))
            late = log.waiting(connection, config.data, today=clock.day(now))
    except (log.LogBroken, OSError) as error:
        yield Finding(Topic.STORAGE, Mark.FAULT, str(error))
        return
    except SQLAlchemyError:
        return  # said above
    if lacking:
        said = t("This database lacks %(n)s erasures or prohibitions. Run: flask restore --replay", n=lacking)
        yield Finding(Topic.STORAGE, Mark.FAULT, said)
    if any(line.day <= yesterday for line in late):
        said = t("The file of tombstones lacks %(n)s. See that flask serve runs as the owner.", n=len(late))
        yield Finding(Topic.STORAGE, Mark.FAULT, said)


def _newest(found: backups.Backups, folder: Path, t: Translator, now: datetime) -> Finding:
    if found.newest is None:
        return Finding(Topic.STORAGE, Mark.FAULT, t("There is no backup in %(folder)s.", folder=folder))
    day = format_date(clock.day(found.newest), t.lang)
    if found.fresh(now):
        return Finding(Topic.STORAGE, Mark.FINE, t("The newest backup is from %(day)s.", day=day))
    said = t("The newest backup is from %(day)s. Make one, and see why none came by itself.", day=day)
    return Finding(Topic.STORAGE, Mark.FAULT, said)
