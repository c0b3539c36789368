"""`flask register …`: cards from a file, and a file of cards."""

from flask import Flask
from flask.cli import AppGroup

from formhandler.config import Config
from formhandler.exchange import export_command, import_command
from record import Record


def register(app: Flask, config: Config, record: Record) -> None:
    """Add `flask register …`, its help in the owner's language."""
    t = config.words(record)
    group = AppGroup("register", help=t("Cards from a file, and a file of cards."))
    import_command.add(group, app, config, record, t)
    export_command.add(group, app, config, record, t)
    app.cli.add_command(group)
