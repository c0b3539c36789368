"""`flask doctor`: looks at everything the form depends on and says what to do about what is wrong."""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import clock, db, mail, pages, plain
from formhandler.config import Config
from formhandler.contact import store
from formhandler.mail.smtp import SmtpConfig
from formhandler.vault import keys, slots
from formhandler.vault.errors import VaultError
from record import Record
from texts import Translator

#: Below this the archive may soon be unable to take a message; each takes some 2 KiB.
SCARCE = 200 * 1024**2  # bytes


class Mark(StrEnum):
    """How a finding stands at the start of its line."""

    FINE = "✓"
    NOTE = "–"
    FAULT = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    mark: Mark
    text: str


def examine(app: Flask, t: Translator) -> list[Finding]:
    """Return what was found, in the order in which it should be mended."""
    config: Config = app.extensions["config"]
    record: Record = app.extensions["record"]
    engine: Engine = app.extensions["engine"]
    return [
        *_record(record, t),
        *_site(config, record, t),
        *_disk(config, t),
        *_permissions(config, t),
        *_database(engine, t),
        *_key(config, engine, t),
        *_overdue(engine, t),
        *_mail(config, engine, t),
    ]


def _record(record: Record, t: Translator) -> Iterator[Finding]:
    yield Finding(Mark.FINE, t("The record is whole, version %(version)s.", version=record.edition.version))
    if gaps := record.unstated():
        text = t.n(
            "%(n)s fact is not yet stated; the site can't be published before:",
            "%(n)s facts are not yet stated; the site can't be published before:",
            len(gaps),
        )
        yield Finding(
            Mark.NOTE, "\n  ".join([text, *(f"{gap.place}: {gap.question[t.lang]}" for gap in gaps)])
        )


def _site(config: Config, record: Record, t: Translator) -> Iterator[Finding]:
    try:
        pages.check_same(config.site, record)
    except pages.SiteMissing:
        said = t("The site in %(folder)s is not built from this record. Run: make html", folder=config.site)
        yield Finding(Mark.FAULT, said)
    else:
        yield Finding(Mark.FINE, t("The site is built from this record."))


def _disk(config: Config, t: Translator) -> Iterator[Finding]:
    if not config.data.is_dir():
        said = t("There is no data folder %(folder)s. Run: flask migrate", folder=config.data)
        yield Finding(Mark.FAULT, said)
        return
    free = shutil.disk_usage(config.data).free
    mark = Mark.FINE if free >= SCARCE else Mark.FAULT
    yield Finding(mark, t("The disk has %(free)s MB free.", free=free // 1024**2))


def _permissions(config: Config, t: Translator) -> Iterator[Finding]:
    """Nobody but the handler's own user may read what it writes; the public half of the key may be seen."""
    if not config.data.is_dir():
        return  # said above
    paths = (config.data, *sorted(config.data.rglob("*")))
    modes = {path: found for path in paths if (found := _stat(path)) is not None}
    exposed = [path for path, found in modes.items() if _others_may(path, found, config.data)]
    foreign = [path for path, found in modes.items() if found.st_uid != os.geteuid()]
    for path in exposed:
        yield Finding(Mark.FAULT, t("Other users can reach %(file)s. Run: chmod go= %(file)s", file=path))
    for path in foreign:
        yield Finding(
            Mark.FAULT, t("%(file)s belongs to another user than you. Run this as that user.", file=path)
        )
    if not exposed and not foreign:
        yield Finding(Mark.FINE, t("Only this user can reach the data folder's files."))


def _stat(path: Path) -> os.stat_result | None:
    """SQLite removes its log when it likes, also while we look."""
    try:
        return path.lstat()
    except FileNotFoundError:
        return None


def _others_may(path: Path, found: os.stat_result, data: Path) -> bool:
    inner_folder = stat.S_ISDIR(found.st_mode) and path != data  # the outer one keeps others out
    return (
        path.name != keys.PUBLIC and not inner_folder and bool(found.st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    )


def _database(engine: Engine, t: Translator) -> Iterator[Finding]:
    try:
        revision = db.current(engine)
    except SQLAlchemyError as error:
        yield Finding(
            Mark.FAULT,
            t(
                "The database does not answer (%(error)s). Check DATABASE_URL and that it runs.",
                error=type(error).__name__,
            ),
        )
        return
    if revision == db.head():
        yield Finding(Mark.FINE, t("The database is up to date (%(revision)s).", revision=revision))
    else:
        yield Finding(Mark.FAULT, t("The database is not up to date; run: flask migrate"))


def _key(config: Config, engine: Engine, t: Translator) -> Iterator[Finding]:
    try:
        public = keys.present(config.data, engine)
        kinds = slots.kinds(config.data)
        if "managed" in kinds:
            slots.unlock_managed(config.data)
    except (VaultError, SQLAlchemyError) as error:
        yield Finding(Mark.FAULT, t("The form is closed: %(reason)s", reason=plain.words(error, t)))
    else:
        how = {
            frozenset({"managed"}): t("opens with a key file"),
            frozenset({"user"}): t("opens with a passphrase"),
            frozenset({"managed", "user"}): t("opens with a key file or a passphrase"),
        }.get(kinds, t("can't be opened by this user"))
        yield Finding(Mark.FINE, t("The archive's key %(key)s %(how)s.", key=public.key_id, how=how))


def _overdue(engine: Engine, t: Translator) -> Iterator[Finding]:
    """The server sweeps every hour; a day later than due, nobody has."""
    try:
        with engine.connect() as connection:
            late = store.count_expired(connection, today=clock.day(clock.utcnow()) - timedelta(days=1))
    except SQLAlchemyError:
        return  # said above
    if late:
        yield Finding(
            Mark.FAULT,
            t(
                "%(n)s messages should have been erased by now. Run: flask janitor; "
                "and see that flask serve runs.",
                n=late,
            ),
        )


def _mail(config: Config, engine: Engine, t: Translator) -> Iterator[Finding]:
    if config.mail_url is None:
        yield Finding(Mark.NOTE, t("No mail server is set (MAIL_URL); notices wait in the outbox."))
    else:
        yield _greeting(config.mail_url, t)
    try:
        with engine.connect() as connection:
            summary = mail.summary(connection)
    except SQLAlchemyError:
        return  # said above
    if summary.waiting or summary.failed:
        yield Finding(
            Mark.NOTE,
            t(
                "Notices waiting: %(waiting)s, refused: %(failed)s.",
                waiting=summary.waiting,
                failed=summary.failed,
            ),
        )


def _greeting(smtp: SmtpConfig, t: Translator) -> Finding:
    try:
        with smtp.session():
            return Finding(Mark.FINE, t("The mail server %(host)s answers.", host=smtp.host))
    except OSError as error:  # smtplib's own errors are OSErrors
        return Finding(
            Mark.FAULT,
            t(
                "The mail server %(host)s does not take our mail (%(error)s). Check MAIL_URL.",
                host=smtp.host,
                error=type(error).__name__,
            ),
        )
