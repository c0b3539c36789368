"""`flask counts`: the group that everything to do with the counting of visits adds its commands to."""

from flask import Flask
from flask.cli import AppGroup

from formhandler.config import Config
from record import Record


def register(app: Flask, config: Config, record: Record) -> None:
    """Add the group, its help in the owner's language."""
    t = config.words(record)
    app.cli.add_command(AppGroup("counts", help=t("Count visits, and take over earlier figures.")))
