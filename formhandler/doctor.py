"""`flask doctor`: looks at everything the form depends on and says what to do about what is wrong."""

import os
import shutil
import smtplib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import db, mail, pages
from formhandler.config import Config
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
        *_site(config, t),
        *_disk(config, t),
        *_permissions(config, t),
        *_database(engine, t),
        *_key(config, engine, t),
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


def _site(config: Config, t: Translator) -> Iterator[Finding]:
    try:
        pages.site(config.site)
    except pages.SiteMissing:
        yield Finding(Mark.FAULT, t("The site is not built (%(folder)s). Run: make html", folder=config.site))
    else:
        yield Finding(Mark.FINE, t("The site is built."))


def _disk(config: Config, t: Translator) -> Iterator[Finding]:
    if not config.data.is_dir():
        yield Finding(
            Mark.FAULT, t("There is no data folder %(folder)s. Run: flask migrate", folder=config.data)
        )
        return
    free = shutil.disk_usage(config.data).free
    mark = Mark.FINE if free >= SCARCE else Mark.FAULT
    yield Finding(mark, t("The disk has %(free)s MB free.", free=free // 1024**2))


def _permissions(config: Config, t: Translator) -> Iterator[Finding]:
    """Nobody but the handler's own user may read what it writes; the public half of the key may be seen."""
    if not config.data.is_dir():
        return
    open_ones = [path for path in (config.data, *sorted(config.data.rglob("*"))) if _others_may(path)]
    for path in open_ones:
        yield Finding(Mark.FAULT, t("Other users can reach %(file)s. Run: chmod go= %(file)s", file=path))
    if not open_ones:
        yield Finding(Mark.FINE, t("Only this user can reach the data folder's files."))


def _others_may(path: Path) -> bool:
    if path.name == keys.PUBLIC or path.is_symlink():
        return False
    mode = path.stat().st_mode
    return (
        path.stat().st_uid == os.geteuid()
        and bool(mode & (stat.S_IRWXG | stat.S_IRWXO))
        and not path.is_dir()
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
        public = keys.load_public(config.data)
        keys.check_same(public, engine)
        kinds = slots.kinds(config.data)
        if "managed" in kinds:
            slots.unlock_managed(config.data)
    except (VaultError, SQLAlchemyError) as error:
        yield Finding(Mark.FAULT, t("The form is closed: %(reason)s", reason=error))
    else:
        how = {
            frozenset({"managed"}): t("opens with a key file"),
            frozenset({"passphrase"}): t("opens with a passphrase"),
            frozenset({"managed", "passphrase"}): t("opens with a key file or a passphrase"),
        }.get(kinds, t("can't be opened by this user"))
        yield Finding(Mark.FINE, t("The archive's key %(key)s %(how)s.", key=public.key_id, how=how))


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
    except (OSError, smtplib.SMTPException) as error:
        return Finding(
            Mark.FAULT,
            t(
                "The mail server %(host)s does not take our mail (%(error)s). Check MAIL_URL.",
                host=smtp.host,
                error=type(error).__name__,
            ),
        )
