"""`flask backup` and `flask restore`."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from formhandler import clock
from formhandler import db as database
from formhandler.backups import log, making, opening, replaying, restoring
from formhandler.backups.container import BackupBroken
from formhandler.config import Config
from record import Record
from texts import Translator, format_date

FAULTS = (
    making.BackupFailed,
    BackupBroken,
    log.LogBroken,
    replaying.UnknownTombstone,
    restoring.NotRestored,
)


def register(app: Flask, config: Config, record: Record) -> None:
    """Add `flask backup …` and `flask restore`."""
    t = config.words(record)
    engine: Engine = app.extensions["engine"]
    to = making.folder(config.data, config.backups)
    group = AppGroup("backup", help=t("Sealed copies of the archive."))

    @group.command("make", help=t("Make a backup, try it, and delete those older than 30 days."))
    @_plainly
    def make_command() -> None:
        made = making.make(engine, config.data, to, now=clock.utcnow())
        click.echo(_made(made, t))

    @group.command("list", help=t("List the backups, the oldest first."))
    def list_command() -> None:
        for path in making.listed(to):
            click.echo(f"{path}  {path.stat().st_size // 1024} KiB")

    @group.command("open", help=t("Open a backup into a new folder, laid out as DATA; nothing is put back."))
    @click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    @click.argument("folder", type=click.Path(path_type=Path))
    @_key_option(t)
    @_plainly
    def open_command(file: Path, folder: Path, key: Path | None) -> None:
        if folder.exists():
            raise restoring.NotRestored(f"{folder}: exists already; name a folder that is not there yet")
        restoring.open_into(file, folder, opening.opener(config.data, key, t))
        click.echo(t("The backup is opened in %(folder)s. Delete it in time.", folder=folder))

    app.cli.add_command(group)

    @app.cli.command("restore", help=t("Put a backup back; what was erased since stays erased."))
    @click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
    @click.option(
        "--replay", is_flag=True, help=t("Finish a restore, and erase again what the tombstones name.")
    )
    @_key_option(t)
    @_plainly
    def restore_command(file: Path | None, replay: bool, key: Path | None) -> None:
        if (file is None) is not replay:
            raise click.UsageError(t("Name a backup's file, or give --replay."))
        config.make_data_folder()
        done = None
        if file:
            _note_the_newest(engine, config.data)
            _let_go(app)
            done = restoring.prepare(file, config.data, opening.opener(config.data, key, t))
        if restoring.waits(config.data):
            _let_go(app)
            aside = restoring.finish(config.data, now=clock.utcnow())
            click.echo(t("The backup is put back. What was there before lies in %(folder)s.", folder=aside))
        if done is None:
            done = restoring.replay_lacking(engine, config.data)
        click.echo(t("Erased or forbidden again: %(n)s.", n=done))


def check(engine: Engine, data: Path, t: Translator) -> None:
    """
    Refuse to serve a database that lacks what the tombstones name, or one that is half put back.

    Raises:
        click.ClickException: what to run.
    """
    if restoring.waits(data):
        raise click.ClickException(t("A restore was cut off. Run: flask restore --replay"))
    try:
        with engine.connect() as db:
            lacking = len(log.lacking(db, data))
    except (log.LogBroken, OSError) as error:
        raise click.ClickException(str(error)) from error
    if lacking:
        raise click.ClickException(
            t(
                "This database is older than the tombstones: it lacks %(n)s erasures or prohibitions. "
                "Run: flask restore --replay",
                n=lacking,
            )
        )


def _made(made: making.Made, t: Translator) -> str:
    said = t(
        "The backup %(file)s is made: %(n)s rows. Deleted as too old: %(gone)s.",
        file=made.path,
        n=made.rows,
        gone=len(made.gone),
    )
    if made.opened:
        return " ".join((said, t("It was opened with the key file and is whole.")))
    day = format_date(clock.day(making.made_at(made.path) + log.BACKUPS_KEPT), t.lang)
    tried = t("It was read back and is whole; with a passphrase or the kit only you can try it.")
    return " ".join((said, tried, t("It is kept until %(day)s.", day=day)))


def _note_the_newest(engine: Engine, data: Path) -> None:
    """What was erased a moment ago may stand in the present database alone, which is about to go."""
    if not (data / database.FILE).exists():
        return
    try:
        log.copy_out(engine, data, today=clock.day(clock.utcnow()))
    except SQLAlchemyError:
        return  # it is damaged or of long ago: that may be why a backup is put back


def _let_go(app: Flask) -> None:
    """Close this process's own connections: the database's file is about to be another."""
    app.extensions["writer"].close()
    for name in ("engine", "reader"):
        app.extensions[name].dispose()


def _key_option(t: Translator) -> Callable[..., Any]:
    return click.option(
        "--key",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help=t("The key file, managed.key, where it does not lie under DATA."),
    )


def _plainly(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return callback(*args, **options)
        except FAULTS as error:
            raise click.ClickException(str(error)) from error

    return run
