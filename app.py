"""
Where Flask looks for an application when none is named.

With it plain `flask inbox list` works from this folder, on the data that DATA names. To serve, use
`flask serve`: it also sends the mail and erases what is due, which no other server would do.
"""

import click
from flask import Flask

import formhandler
from formhandler.config import ConfigError
from formhandler.db import BadDatabaseUrl
from record import RecordError

__all__ = ["create_app"]


def create_app() -> Flask:
    """Build the app, or say in a sentence what keeps it from being built, without a traceback."""
    try:
        return formhandler.create_app()
    except (ConfigError, BadDatabaseUrl, RecordError, OSError) as error:
        raise click.ClickException(str(error)) from error
