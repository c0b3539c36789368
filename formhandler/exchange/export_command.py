"""`flask register export`: a file of cards."""

from contextlib import suppress
from pathlib import Path
from typing import TextIO

import click
from flask import Flask
from flask.cli import AppGroup

from formhandler.config import Config
from formhandler.exchange import exporting, opening, store
from formhandler.exchange.importing import Desk
from formhandler.owner import log
from record import Record
from texts import Translator


def add(group: AppGroup, app: Flask, config: Config, record: Record, t: Translator) -> None:
    """Add `export` to *group*."""

    @group.command("export", help=t("Write cards out, readable by anyone who gets the file."))
    @click.argument("file", type=opening.FILE)
    @click.option(
        "--format",
        "form",
        type=click.Choice(list(exporting.FORMATS)),
        default="csv",
        show_default=True,
        help=t("CSV for a spreadsheet, JSON for programs, vCard for address books."),
    )
    @click.option("--to", "recipient", required=True, help=t("Who gets it; kept with the export."))
    @click.option("--for", "purpose", required=True, help=t("What for; kept with the export."))
    @click.option("--card", help=t("Only the card with this id, as in its page's address."))
    def export_command(file: Path, form: str, recipient: str, purpose: str, card: str | None) -> None:
        if not recipient.strip() or not purpose.strip():
            raise click.ClickException(t("Say who gets the file and what for: --to and --for."))
        desk = opening.desk(app, config, record, t)
        with opening.private(file, t) as out:
            try:
                n = _export(app, desk, out, form, recipient.strip(), purpose.strip(), card, t)
            except BaseException:  # nothing half-written stays, whatever stopped it
                with suppress(OSError):
                    file.unlink()
                raise
        click.echo(
            t(
                "Wrote %(n)s cards to %(file)s. They are in the clear there: keep the file safe and delete "
                "it in time.",
                n=n,
                file=file,
            )
        )


def _export(
    app: Flask,
    desk: Desk,
    out: TextIO,
    form: str,
    recipient: str,
    purpose: str,
    card: str | None,
    t: Translator,
) -> int:
    """Note it first: a line too many is better than a file that nobody knows of."""
    with desk.reader.connect() as db:
        found = exporting.found(db, card)
        if card is not None and not found.number:
            raise click.ClickException(
                t("There is no card %(id)s that may be exported: it is gone, merged or restricted.", id=card)
            )
        content = {
            "recipient": recipient,
            "purpose": purpose,
            "format": form,
            "cards": found.number,
            "actor": desk.actor,
        }
        desk.writer.submit(
            lambda db: store.exported(db, desk.rows, desk.record, content, card=card, now=desk.now)
        )
        log.write(app, log.TERMINAL, log.What.CARDS_EXPORTED, card or str(found.number), now=desk.now)
        opened = exporting.opened(db, desk.rows, card)
        out.writelines(exporting.FORMATS[form](opened, desk.record, content, desk.now))
    if found.restricted:
        click.echo(t("Left out, because restricted: %(n)s.", n=found.restricted), err=True)
    return found.number
