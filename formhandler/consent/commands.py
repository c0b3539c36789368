"""`flask consent`: whether the record is what was written, and the record for the authority."""

import sys
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from formhandler import clock, pages
from formhandler.config import Config
from formhandler.consent import chain, checked, exporting, rows, verifying
from formhandler.consent.words import sentence
from formhandler.writer import Unavailable
from record import Record
from texts import Translator


def register(app: Flask, config: Config, record: Record) -> None:
    """Add `flask consent …`, its help in the owner's language."""
    t = config.words(record)
    engine = app.extensions["reader"]
    group = AppGroup("consent", help=t("Verify and export the record of consents."))

    @group.command("verify", help=t("See that no event of the consent record was altered or removed."))
    @click.option(
        "--checkpoint",
        "kept",
        metavar="'2026-11-22 12 3f…'",
        help=t("A checkpoint that this command printed earlier and you kept elsewhere."),
    )
    def verify(kept: str | None) -> None:
        key = chain.key(app.extensions["secret"])
        with rows.frozen(engine) as db:
            report = verifying.verify(db, key, notices=notices(config), kept=kept)
        _note(app, report)
        for fault in report.faults:
            click.echo(sentence(fault, t))
        if report.faults:
            raise SystemExit(1)
        click.echo(_whole(report, t))

    @group.command("export", help=t("Write the consent record out for the authority."))
    @click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help=t("The first day, as in 2026-09-01."))
    @click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help=t("The last day, as in 2026-09-30."))
    @click.option(
        "--format",
        "form",
        type=click.Choice(["json", "csv"]),
        default="json",
        show_default=True,
        help=t("JSON in the terms of ISO/IEC TS 27560, CSV for a spreadsheet."),
    )
    @click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        help=t("The file to write; without it, the terminal."),
    )
    def export(since: datetime | None, until: datetime | None, form: str, output: Path | None) -> None:
        with rows.frozen(engine) as db:
            found = exporting.entries(db, since=since and since.date(), until=until and until.date())
            parts = exporting.as_json(found, record) if form == "json" else exporting.as_csv(found)
            if output is None:
                sys.stdout.writelines(parts)
            else:
                _write(output, parts, t)
                click.echo(t("Wrote the consent record to %(file)s.", file=output))

    app.cli.add_command(group)


def notices(config: Config) -> Collection[str] | None:
    """The versions of the notice that can be read on the built site; None where no site is built here."""
    try:
        return set(pages.site(config.site).get("notices", ())) or None
    except pages.SiteMissing:
        return None


def _note(app: Flask, report: verifying.Report) -> None:
    """Keep when this was, for the owner's page; what was found is told even where nothing can be written."""
    note = partial(checked.note, at=clock.utcnow(), events=report.events, faults=len(report.faults))
    with suppress(Unavailable):
        app.extensions["writer"].submit(note)


def _whole(report: verifying.Report, t: Translator) -> str:
    if report.head is None:
        return t("The consent record is empty.")
    return t.n(
        "%(n)s event, %(erased)s erased on their day; nothing is missing or altered. Checkpoint: %(line)s",
        "%(n)s events, %(erased)s erased on their day; nothing is missing or altered. Checkpoint: %(line)s",
        report.events,
        erased=report.erased,
        line=report.head.line,
    )


def _write(path: Path, parts: Iterable[str], t: Translator) -> None:
    try:
        exporting.write(path, parts)
    except FileExistsError as error:
        raise click.ClickException(t("%(file)s exists already; choose another name.", file=path)) from error
    except OSError as error:
        raise click.ClickException(
            t("%(file)s can't be written: %(reason)s", file=path, reason=error.strerror)
        ) from error
