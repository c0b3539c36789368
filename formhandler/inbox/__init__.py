"""The owner's inbox: what was sent, opened with the owner's key."""

from flask import Flask

from formhandler.config import Config
from formhandler.inbox.commands import group
from record import Record


def register(app: Flask, config: Config, record: Record) -> None:
    """Add `flask inbox …`."""
    app.cli.add_command(group(app, config, record))
